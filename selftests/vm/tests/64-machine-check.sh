# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300 --host --cpu max,-smap,la57=off,vendor=GenuineIntel
# vm: --allow Hardware.Error
#
# Machine checks that Linux may ignore ("action optional"), on all processors
# at once, natively, hoisted and in guests: each processor handles each one
# once, the bank's owner logs it once, and nobody dies of it. As an AMD
# processor QEMU raises only errors that Linux panics for when they hit itself.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

# Valid, uncorrected, enabled, signaled; memory scrubbing. IP valid, MCIP.
status=0xb1000000000000c0
mcg_status=0x5

# How many machine checks each processor has had.
checks()
{
	awk '$1 == "MCE:" { print $2, $3 }' /proc/interrupts
}

checks_are()
{
	[ "$(checks)" = "$1 $1" ]
}

logged()
{
	dmesg_now | grep -c "Hardware Error.*Bank 9: b1000000000000c0"
}

# check NAME CPU TOTAL: tests
check()
{
	dmesg_mark
	success "$1: QEMU raises one" \
		host_monitor mce -b "$2" 9 $status $mcg_status 0 0
	wait_for 20 checks_are "$3"
	is "$1: each processor has had as many" "$(checks)" "$3 $3"
	wait_for 10 dmesg_logged
	is "$1: it is logged once" "$(logged)" 1
}

dmesg_logged()
{
	[ "$(logged)" -ge 1 ]
}

check "native" 0 1
success "insmod and Debian's init script" xen_up || done_testing
check "hoisted" 1 2
for name in first second; do
	success "$name guest: xl create" tiny_create $name loop
	success "$name guest: it loops" guest_wait $name '^ok 1 - looping'
done
total=2
for cpu in 0 1 0 1; do
	total=$((total + 1))
	check "guests, $total" $cpu $total
done
hit=$(stat_of guest_exit_18)
# How often is chance: Linux has the processor now and then.
success "guests were hit themselves, ${hit:-0} times" [ "${hit:-0}" -gt 0 ]
for name in first second; do
	success "$name guest: it lives" xl domid $name
	success "$name guest: xl destroy" timeout 60 xl destroy $name
done

done_testing
