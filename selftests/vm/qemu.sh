# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The demo machine, for run-vm and run-demo.
#
# The caller sets "top", calls qemu_defaults, changes its variables as it likes
# and ends in "qemu_run ARGUMENTS...".
#
# TCG with two CPUs on two threads. QEMU 7.2 lets an IRET at CPL 3 read its
# frame with supervisor rights, which kills a paravirtual kernel under SMAP;
# five-level paging stays off until it is the thing under test. /dev/kvm is
# not for use here, even where it exists. A busy host stalls the CPUs for
# seconds, which is no fault of the kernel: neither the check of the timer nor
# the watchdog is to find one.

build=${top:?}/build/vm

qemu_defaults()
{
	cpu=max,-smap,la57=off
	smp=2
	memory=2048
	accel=tcg,thread=multi
	append=
	on_reboot=-no-reboot
	qemu_prefix=
	hypervisor=
}

# The network has nothing behind it but a TCP echo service on port 7.
network="user,id=net,restrict=on,guestfwd=tcp:10.0.2.100:7-cmd:cat"

qemu_ready()
{
	for qemu_file in version vmlinuz boot.cpio.gz server.ext4 guest.cpio.gz; do
		if [ ! -s "$build/$qemu_file" ]; then
			echo "build/vm/$qemu_file is missing: make machine" >&2
			return 1
		fi
	done
}

qemu_run()
{
	qemu_version=$(cat "$build/version")

	append="console=ttyS0 quiet panic=-1 no_timer_check \
sysctl.kernel.watchdog_thresh=60 $append"
	kernel=$build/vmlinuz
	initrd=$build/boot.cpio.gz
	if [ -n "$hypervisor" ]; then
		initrd="$kernel $append,$initrd"
		append="console=vga dom0_mem=1024M"
		kernel=$hypervisor
	fi
	# shellcheck disable=SC2086 # some are lists of words
	exec $qemu_prefix qemu-system-x86_64 -nodefaults -no-user-config -display none \
		$on_reboot -machine pc -accel $accel -cpu "$cpu" -smp "$smp" \
		-m "$memory" -kernel "$kernel" -initrd "$initrd" \
		-append "$append" \
		-drive "file=$build/server.ext4,format=raw,if=virtio,snapshot=on" \
		-virtfs "local,path=$top,mount_tag=project,security_model=none,\
readonly=on,multidevs=remap" \
		-virtfs "local,path=/lib/modules/$qemu_version,\
mount_tag=modules,security_model=none,readonly=on" \
		-netdev "$network" -device virtio-net-pci,netdev=net,romfile= \
		"$@"
}
