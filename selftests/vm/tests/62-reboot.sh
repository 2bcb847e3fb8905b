# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --reboots --timeout 900
# vm: --allow 'Kernel panic - not syncing: sysrq triggered crash|Call Trace:'
#
# A hoisted server goes down in every way it can, comes up and hoists again.
# Services' scripts save its guest the first time and restore it after the boot;
# then it is left behind.
. /underpin/selftests/vm/server/lib.sh

# What the next boot is to know.
noted=/root/noted
saved=/var/lib/xen/save/guest

# Like a distribution: the services' scripts first.
down_properly()
{
	sh /underpin/selftests/vm/server/shutdown xl list > "$noted"
	sync
	busybox reboot -f
}

guest_up()
{
	success "boot $boot: insmod and Debian's init script" xen_up ||
		done_testing
	success "a guest runs" guest_starts guest || done_testing
}

boot_begin
case $boot in
1)
	guest_up
	success "it comes to its shell" guest_wait guest 'guest: ready' 180
	success "it counts" guest_count guest
	boot_end down_properly
	;;
2)
	is "xendomains ended the guest" \
		"$(awk '$2 ~ /^[0-9]+$/ { print $1 }' "$noted")" Domain-0
	success "it saved it" test -s "$saved"
	success "boot $boot: insmod and Debian's init script" xen_up ||
		done_testing
	last=$(guest_counted guest)
	success "xendomains starts" /etc/init.d/xendomains start
	success "it restored the guest" xl domid guest
	failure "it removed the file" test -e "$saved"
	success "the guest goes on counting" \
		guest_wait guest "^count $((last + 3))"
	is "it saw no gap" "$(guest_counts guest | awk '$1 != NR' | head -n 1)" ''
	boot_end busybox reboot -f
	;;
3)
	guest_up
	boot_end sh -c 'echo b > /proc/sysrq-trigger'
	;;
4)
	success "boot $boot: insmod" underpin_up || done_testing
	boot_end sh -c 'echo c > /proc/sysrq-trigger'
	;;
5)
	success "boot $boot: insmod" underpin_up || done_testing
	success "rmmod" underpin_down
	dmesg_has "no register has changed" ' 0 registers differ'
	;;
esac

done_testing
