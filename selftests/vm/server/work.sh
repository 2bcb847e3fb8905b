# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What the test and the benchmark of the control domain's speed share:
#
#	work_warm		put programs/work into memory, run it once
#	work_median FILE	run it seven times; FILE gets its lines with the
#				medians
#	work_value FILE NAME	one of them
#	work_excess NATIVE HOISTED NAME	by how many percent HOISTED's is more

work_warm()
{
	mount -t tmpfs none /mnt && cp "$underpin/build/programs/work" /mnt &&
		/mnt/work > /dev/null
}

work_median()
{
	for _ in 1 2 3 4 5 6 7; do
		/mnt/work || return
	done | sort -k 1,1 -k 2,2n | awk '++seen[$1] == 4 { print }' > "$1"
}

work_value()
{
	awk -v name="$2" '$1 == name { print $2 }' "$1"
}

work_excess()
{
	echo "$(work_value "$1" "$3") $(work_value "$2" "$3")" |
		awk 'NF == 2 { printf "%+.3f", ($2 - $1) / $1 * 100 }'
}
