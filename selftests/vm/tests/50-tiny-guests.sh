# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# Tiny PV kernels of our own (selftests/guest) that behave badly: each test
# among them prints TAP on its console. A well-behaved neighbour runs beside
# them, and the control domain's log stays clean.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

success "insmod and Debian's init script" xen_up || done_testing

success "a neighbour" tiny_create neighbour loop-hypercall
success "it runs" guest_wait neighbour '^ok'

for name in hello numbers pointers frames tables spaces privileged descriptors \
	stores counts time user strangers surface; do
	tiny_run "$name" "$name"
done
# The neighbour has no #GP: who has them has its RDTSC emulated.
faults=$(stat_of guest_exit_13)
TINY_OPTIONS='tsc_mode="always_emulate"' tiny_run emulated-tsc time
faults=$(($(stat_of guest_exit_13) - faults))
success "each look at the clock was emulated ($faults)" [ "$faults" -gt 100 ]
tiny_run page-hello hello tests-page.elf
tiny_run page-numbers numbers tests-page.elf

# xl destroys it, which is what on_watchdog says if nothing else is said.
success "a guest with a watchdog" tiny_create dog watchdog
success "sets it" guest_wait dog '^ok 2'
success "and is ended by it" wait_for 60 tiny_gone dog

success "the neighbour is still there" xl domid neighbour
success "xl destroy ends it" xl destroy neighbour
success "all are gone" wait_for 30 guests_gone

done_testing
