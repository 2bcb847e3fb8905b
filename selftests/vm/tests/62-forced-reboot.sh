# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --reboots --timeout 400
#
# `reboot -f' while a guest runs drops by force: all that the guest and the
# monitor had is Linux' again, before the machine goes down.
. /underpin/selftests/vm/server/lib.sh

# What daemons and slab caches keep (41-many-guests.sh).
noise=6144

dropped()
{
	dmesg_now | grep -q 'reboot_hold: all others are through'
}

no_tools()
{
	[ -z "$(tools)" ]
}

boot_begin
if [ "$boot" -eq 2 ]; then
	success "the machine comes up again and hoists" underpin_up
	success "rmmod" underpin_down
	done_testing
fi

# The first one fills caches that stay: it does not count.
success "insmod and Debian's init script" xen_up || done_testing
success "a guest runs" guest_starts first || done_testing
xl destroy first
wait_for 30 guests_gone
tools_kill
success "tools stop, rmmod" wait_for 20 underpin_down
success "insmod" underpin_up || done_testing
before=$(mem_free)
success "Debian's init script" xen_start || done_testing
success "a guest runs" guest_starts second || done_testing
taken=$((before - $(mem_free)))
success "it has memory ($taken KiB)" [ $taken -gt $((8 * noise)) ]

insmod "$underpin/build/modules/reboot_hold.ko"
dmesg_mark
busybox reboot -f &
success "a forced reboot drops" wait_for 60 dropped
dmesg_has "and says so" 'underpin: dropped for a reboot'
failure "a call to the monitor fails" xl list
tools_kill
wait_for 10 no_tools
lost=$((before - $(mem_free)))
success "MemFree is as before (lost $lost KiB)" [ $lost -le $noise ]

boot_end sh -c 'echo 0 > /sys/module/reboot_hold/parameters/hold'
