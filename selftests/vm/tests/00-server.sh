# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The demo server itself: what every other test takes for granted.
. /underpin/selftests/vm/server/lib.sh

is "two CPUs are online" "$(nproc)" 2
matches "the CPU model offers SVM" "$(grep flags /proc/cpuinfo)" ' svm '
lacks "no hypervisor is seen before insmod" "$(dmesg)" 'Hypervisor detected'
success "the Xen tools are Debian's" test -x /usr/lib/xen-4.17/bin/oxenstored
success "the project is shared" test -r "$underpin/selftests/vm/run-vm"
failure "the share is read-only" touch "$underpin/build/vm/written"
success "modules of the stock kernel load" modprobe loop
success "the network comes up" net_up
is "the network echoes" \
	"$(echo hello | timeout 10 busybox nc 10.0.2.100 7)" hello
success "the disk is writable" dd if=/dev/zero of=/root/file bs=64k count=64

done_testing
