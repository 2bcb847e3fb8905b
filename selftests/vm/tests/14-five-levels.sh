# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,-smap,la57=on --timeout 300
#
# Linux uses five levels of page tables: the monitor, Linux' memory as tools
# name it and the nested page tables have five, too; guests have four and do
# not notice.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

success "the processor has five levels" grep -qw la57 /proc/cpuinfo
success "insmod" underpin_up || done_testing
success "rmmod" underpin_down
dmesg_has "no register differs" \
	'underpin: dropped in [0-9]+ us, 0 registers differ'
success "insmod and Debian's init script" xen_up || done_testing

for name in spaces tables user; do
	tiny_run "$name" "$name"
done

success "xl create" guest_create guest
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120
guest_answers guest 'grep -cw la57 /proc/cpuinfo' 0
guest_answers guest \
	'n=0; for i in $(seq 100); do /bin/true && n=$((n+1)); done; echo n$n' \
	n100 120
guest_type guest exit
success "a guest that powers itself off is gone" wait_for 60 guests_gone

done_testing
