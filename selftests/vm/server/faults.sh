# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For tests that disturb tools, after lib.sh:
#
#	chance N	$chance becomes a number from 0 to N - 1, from $seed, which
#			the kernel's command line may give
#	destroy_all	whatever domains are left; status: nothing of them is

: "${seed:=$(date +%s)}"

chance()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	# shellcheck disable=SC2034 # for the caller
	chance=$((seed / 65536 % $1))
}

# Numbers of all guests, also of those without a name.
guests()
{
	xl list | awk 'NR > 2 { print $(NF - 4) }'
}

threads()
{
	pgrep -c '^up-'
}

nothing_left()
{
	[ "$(stat_of domains) $(stat_of frames_donated) $(threads)" = "0 0 0" ]
}

# What a killed tool left behind, in the hands of whoever finds it.
destroy_all()
{
	for id in $(guests); do
		timeout 60 xl destroy "$id" >&2
	done
	wait_for 20 nothing_left
}
