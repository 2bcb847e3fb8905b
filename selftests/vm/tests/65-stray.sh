# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The control domain's kernel accesses memory of the monitor and of domains
# that it has no business with: it changes nothing and learns nothing, it is
# counted and logged, and everybody goes on.
. /underpin/selftests/vm/server/lib.sh

success "insmod" underpin_up || done_testing
dmesg_mark
adopt strays "$underpin/build/programs/stray-frames" \
	"$underpin/build/modules/stray.ko"
for what in "read by the control domain: the monitor's memory" \
	"write by the control domain: the monitor's memory" \
	"read by the control domain: a guest's frame" \
	"write by the control domain: a guest's frame"; do
	is "one line tells of a $what" "$(dmesg_now | grep -c "stray $what")" 1
done

is "no frame is lent" "$(stat_of frames_donated)" 0
success "rmmod" underpin_down
dmesg_has "no register has changed" '0 registers differ'
done_testing
