# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 120
#
# insmod slides the monitor beneath both processors, rmmod takes it away, and
# nothing that user space can see of the processors has changed.
. /underpin/selftests/vm/server/lib.sh

modprobe msr
"$underpin/build/programs/msrs" > /tmp/before || not_ok "MSRs are readable"
cp /proc/iomem /tmp/iomem

dmesg_mark
success "insmod" underpin_up || done_testing
dmesg_has "the log tells of both processors" 'underpin: hoisted 2 processors'
success "the store's port is there" grep -q "[0-9]" /proc/xen/xsd_port
is "EFER.SVME reads as set" \
	"$("$underpin/build/programs/msrs" | grep -c 'EFER 0x[0-9a-f]*[13579bdf]...$')" \
	2
# Linux sees each register as before, also those without a permission bit.
"$underpin/build/programs/msrs" > /tmp/hoisted
is "no other register reads differently" \
	"$(diff /tmp/before /tmp/hoisted | grep '^[<>]' | grep -vw EFER)" ""
registers=/sys/kernel/debug/underpin/registers
is "the table of registers has both processors" \
	"$(grep -c '^cpu[01] LSTAR ffffffff[0-9a-f]* ffffffff[0-9a-f]*$' \
		$registers)" 2
is "and no register changed but EFER" "$(awk '$2 != "EFER" &&
	$2 !~ /HIDDEN|^LDTR_BASE|^TR_BASE/ && $3 != $4' $registers)" ""
is "both processors work" "$(for cpu in 0 1; do
	taskset -c $cpu sh -c 'echo ok'; done | grep -c ok)" 2
refusal=$(insmod "$module" 2>&1)
is "a second insmod refuses" $? 1
matches "with EEXIST" "$refusal" 'File exists'
is "no frame is donated" "$(stat_of frames_donated)" 0
is "no domain exists" "$(stat_of domains)" 0
is "Linux has not touched the monitor" "$(stat_of stray_accesses)" 0

success "rmmod" underpin_down
dmesg_has "the log tells of the drop" \
	'underpin: dropped in [0-9]+ us, 0 registers differ'
"$underpin/build/programs/msrs" > /tmp/after
is "no register has changed" "$(diff /tmp/before /tmp/after)" ""
is "no memory region has changed" "$(diff /tmp/iomem /proc/iomem)" ""
for path in /proc/xen /dev/xen /sys/hypervisor/type /sys/kernel/debug/underpin
do
	failure "$path is gone" test -e "$path"
done

done_testing
