# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --append crashkernel=256M --timeout 600
# vm: --allow 'Kernel panic - not syncing: sysrq triggered crash|Call Trace:'
#
# Another kernel takes over while guests run: by kexec, and by kdump after a
# crash. It finds native processors; the first hoists again, the second finds
# the crashed kernel's memory, the monitor's included, and dumps it.
. /underpin/selftests/vm/server/lib.sh

# kexec_load KIND WORDS: the same kernel and initramfs
kexec_load()
{
	kexec "$1" "$underpin/build/vm/vmlinuz" \
		--initrd="$underpin/build/vm/boot.cpio.gz" \
		--command-line="$(sed 's/elfcorehdr=[^ ]*//' /proc/cmdline) $2"
}

hoisted_with_guest()
{
	success "insmod and Debian's init script" xen_up || done_testing
	success "a guest runs" guest_starts guest || done_testing
}

# What the crashed kernel said last, out of its memory.
crash_log()
{
	makedumpfile --dump-dmesg /proc/vmcore /root/crash.log >&2
	tail -n 80 /root/crash.log
}

in_crash_kernel()
{
	modprobe msr
	lacks "no processor is beneath a monitor" \
		"$("$underpin/build/programs/msrs" | grep ' EFER ')" \
		'0x[0-9a-f]*[13579bdf]...$'
	log=$(crash_log)
	matches "the crash's log is there" "$log" 'sysrq triggered crash'
	is "both processors left the monitor" \
		"$(printf '%s\n' "$log" | grep -c 'underpin: processor [01] left')" 2
	success "makedumpfile writes a dump" \
		makedumpfile -d 31 -l /proc/vmcore /root/dump
	matches "it is a dump" "$(head -c 8 /root/dump)" '^KDUMP'
}

boot_begin
case $boot in
1)
	hoisted_with_guest
	success "kexec -l" kexec_load -l kexeced=1 || done_testing
	boot_end kexec -e
	;;
2)
	matches "kexec started this kernel" "$(cat /proc/cmdline)" kexeced=1
	hoisted_with_guest
	success "kexec -p" kexec_load -p 'nr_cpus=1 reset_devices' ||
		done_testing
	echo 1 > /proc/sys/kernel/sysrq
	boot_end sh -c 'echo c > /proc/sysrq-trigger'
	;;
3)
	success "the crash kernel sees /proc/vmcore" test -e /proc/vmcore &&
		in_crash_kernel
	;;
esac

done_testing
