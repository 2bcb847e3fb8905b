# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300 --allow Call.Trace:
#
# What people look at a living server with, while guests run on both of its
# processors: perf, all backtraces, and breakpoints that stop all processors.
#
# The emulated processors have no performance counters: perf samples with a
# timer, and the watchdog's NMI is off; 64-nmi.sh has what they would do. The
# stock kernel has no kgdb: roundup.ko does what kgdb does.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

success "insmod and Debian's init script" xen_up || done_testing
for name in first second third; do
	success "$name: xl create" tiny_create "$name" loop
	success "$name: it loops" guest_wait "$name" '^ok 1 - looping'
done

is "the watchdog for soft lockups is on" \
	"$(cat /proc/sys/kernel/soft_watchdog)" 1
is "that with NMIs has no counter" "$(cat /proc/sys/kernel/nmi_watchdog)" 0

# Its status is that of "sleep", which it may end itself.
matches "perf record" "$(timeout 60 perf record -a -g -o /tmp/perf.data \
	sleep 2 2>&1)" '\([0-9]{2,} samples\)'
perf report -i /tmp/perf.data --stdio --no-children -g none \
	--sort comm > /tmp/report 2>/dev/null
matches "perf report: guests' threads" "$(cat /tmp/report)" '%.* up-[0-9]+/0'

backtraces()
{
	dmesg_now | grep -oE 'NMI backtrace for cpu [0-9]+' | sort -u | wc -l
}

backtraces_both()
{
	[ "$(backtraces)" = 2 ]
}

for try in 1 2 3; do
	dmesg_mark
	echo l > /proc/sysrq-trigger
	wait_for 20 backtraces_both
	is "sysrq l, $try: backtraces of both" "$(backtraces)" 2
	dmesg_has "sysrq l, $try: the other one was in a guest" 'Comm: up-[0-9]'
done

dmesg_mark
success "breakpoints are set" insmod "$underpin/build/modules/roundup.ko"
for prod in 1 2 3 4 5 6 7 8 9 10; do
	taskset -c $((prod % 2)) sh -c \
		"echo $prod > /sys/module/roundup/parameters/prod"
done
is "it went on behind them" "$(cat /sys/module/roundup/parameters/prod)" 10
rmmod roundup
is "each was hit and stopped the others" \
	"$(dmesg_now | sed -n 's/.*roundup: //p')" \
	'hits 10 rounds 10 missing 0 data 10'

for name in first second third; do
	success "$name: it lives" xl domid "$name"
	success "$name: xl destroy" timeout 60 xl destroy "$name"
done

done_testing
