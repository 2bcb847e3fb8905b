# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,la57=off --timeout 300
#
# Linux has SMAP on, as it has on every server: hoist and drop keep it, and
# guests, which run without, neither see nor miss it.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

success "the processor has SMAP" grep -qw smap /proc/cpuinfo
success "insmod" underpin_up || done_testing
success "rmmod" underpin_down
dmesg_has "no register differs" \
	'underpin: dropped in [0-9]+ us, 0 registers differ'
success "insmod and Debian's init script" xen_up || done_testing

tiny_run user user

success "xl create" guest_create guest
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120
guest_answers guest 'grep -cw smap /proc/cpuinfo' 0
guest_type guest exit
success "a guest that powers itself off is gone" wait_for 60 guests_gone

done_testing
