# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 120
#
# A hoisted machine neither suspends nor hibernates, says so, and lives on.
. /underpin/selftests/vm/server/lib.sh

refused()
{
	dmesg_mark
	error=$(bash -c "echo $1 > /sys/power/state" 2>&1)
	isnt "$1 is refused" $? 0
	matches "$1: the error is EBUSY" "$error" 'resource busy'
	dmesg_has "$1: the log says why, and what to do" \
		"underpin: $2 is refused while hoisted: rmmod underpin first"
}

matches "the machine can suspend" "$(cat /sys/power/state)" 'mem'
success "insmod" underpin_up || done_testing
refused mem suspend
refused freeze suspend
refused disk hibernation
success "both processors work" taskset -c 1 true
success "rmmod" underpin_down
dmesg_has "no register has changed" ' 0 registers differ'

done_testing
