# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300
#
# How long the machine stands still at fifty hoists and drops, as the loader
# measures it, and what the monitor itself takes of memory.
. /underpin/selftests/vm/server/lib.sh

# Sort the numbers of stdin, one a line: minimum, median and maximum.
spread()
{
	sort -n | awk '{ us[NR] = $1 } END {
		printf "min %.3f, median %.3f, max %.3f ms (%d times)\n",
			us[1] / 1000, us[int((NR + 1) / 2)] / 1000,
			us[NR] / 1000, NR
	}'
}

dmesg -C
for _ in $(seq 50); do
	insmod "$module" || break
	rmmod underpin || break
done
hoists=$(dmesg | sed -n 's/.*underpin: hoisted .* in \([0-9]*\) us.*/\1/p')
drops=$(dmesg | sed -n 's/.*underpin: dropped in \([0-9]*\) us.*/\1/p')
is "fifty hoists and drops" "$(echo "$hoists" "$drops" | wc -w)" 100
echo "figure   hoist: $(echo "$hoists" | spread)"
echo "figure   drop: $(echo "$drops" | spread)"

done_testing
