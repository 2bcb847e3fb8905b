# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --icount --timeout 900
#
# The rows of selftests/bench/micro in a guest, of Xen if that runs the server.
# Xen would emulate each RDTSC, for the machine's TSC is not invariant.
. /underpin/selftests/vm/server/lib.sh

tsc=
if [ -e /sys/hypervisor/type ]; then
	tsc='tsc_mode="native"'
	success "Debian's init script" xen_start || done_testing
else
	success "insmod and Debian's init script" xen_up || done_testing
fi
run=micro+$(sed -n 's/.*bench_rows=\([^ ]*\).*/\1/p' /proc/cmdline)
success "a guest" guest_create micro 'memory=256' 'on_poweroff="preserve"' \
	"$tsc" \
	"extra=\"console=hvc0 quiet panic=-1 nokaslr norandmaps guest_run=$run\""
guest_wait micro 'guest: status' 600
is "comes to the end of its work" $? 0
guest_log micro | tr -d '\r' | sed -n 's/^row /figure row /p'

done_testing
