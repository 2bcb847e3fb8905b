# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# Tiny guests that cannot live on, or never end (selftests/guest/tests/crash.c).
# Each is gone afterwards, with one line in the log that says why; a neighbour
# and the control domain do not notice, and all memory comes back.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

success "insmod and Debian's init script" xen_up || done_testing
success "a neighbour" tiny_create neighbour loop-hypercall
success "it runs" guest_wait neighbour '^ok'
frames=$(stat_of frames_donated)

# crash NAME ERE: the guest is gone, and one line of the log matches
crash()
{
	dmesg_mark
	success "$1: xl create" tiny_create "$1" "$1" || return
	success "$1: it ends" wait_for 60 tiny_gone "$1" || xl destroy "$1"
	matches "$1: it came so far" "$(guest_log "$1")" '^ok 1 - about to'
	lacks "$1: and no further" "$(guest_log "$1")" '^not ok'
	is "$1: one line says why" \
		"$(dmesg_now | grep -Ec 'd[0-9]+ crashed: ')" "$3"
	[ "$3" = 0 ] || dmesg_has "$1: which is" "d[0-9]+ crashed: $2"
}

crash crash-handler '.*handler' 1
crash crash-stack '.*stack' 1
crash crash-stack-hole '.*stack' 1
crash crash-stack-table '.*stack' 1
crash crash-iret 'iret' 1
crash crash-user 'iret: no user page tables' 1
crash crash-unmapped '.*' 1
# Its own wish: that is a shutdown with a reason.
crash crash-self '' 0

for name in loop loop-hypercall loop-fault; do
	success "$name: xl create" tiny_create "$name" "$name"
	success "$name: it loops" guest_wait "$name" '^ok 1 - looping'
	matches "$name: its registers can be read while it runs" \
		"$(/usr/lib/xen-4.17/bin/xenctx "$(xl domid "$name")" 2>&1)" \
		'rip: ffffffff8010'
	success "$name: xl pause" xl pause "$name"
	success "$name: xl unpause" xl unpause "$name"
	success "$name: xl destroy" timeout 60 xl destroy "$name"
	success "$name: it is gone" wait_for 30 tiny_gone "$name"
done

success "the neighbour is still there" xl domid neighbour
is "it has all frames that are lent" "$(stat_of frames_donated)" "$frames"
success "xl destroy ends it" xl destroy neighbour
success "all are gone" wait_for 30 guests_gone
success "all frames are Linux's again" wait_for 10 \
	sh -c 'grep -q "^frames_donated *0$" /sys/kernel/debug/underpin/stats'

done_testing
