# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --host --mem 1G,slots=1,maxmem=4G --append memhp_default_state=online_kernel
#
# Memory that is plugged in while Linux is hoisted is memory like any other:
# tools call from there, and it is lent to guests.
. /underpin/selftests/vm/server/lib.sh

mem_total()
{
	awk '/MemTotal:/ { print int($2 / 1024) }' /proc/meminfo
}

plugged_in()
{
	[ "$(mem_total)" -gt $((before + 900)) ]
}

guest_gone()
{
	! xl domid guest > /dev/null 2>&1
}

success "insmod and Debian's init script" xen_up || done_testing
before=$(mem_total)
success "QEMU has memory" host_monitor \
	object_add memory-backend-ram,id=late,size=1G
success "it is plugged in" host_monitor device_add pc-dimm,id=dimm,memdev=late
success "Linux has it" wait_for 20 plugged_in

# More than there was.
success "a paused guest of 1200 MiB" \
	xl create -p "$underpin/selftests/vm/guest/demo.cfg" memory=1200
success "it is lent" [ "$(stat_of frames_donated)" -ge $((1200 * 256)) ]
success "xl destroy" xl destroy guest
success "it is gone" wait_for 30 guest_gone
success "its memory is back" [ "$(mem_free)" -ge $((1200 << 10)) ]
is "nothing strayed" "$(stat_of stray_accesses)" 0
done_testing
