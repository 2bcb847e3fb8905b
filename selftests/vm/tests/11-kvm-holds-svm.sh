# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300
#
# While KVM holds SVM insmod refuses and names the module to unload; as soon
# as it is free insmod succeeds. The other way round KVM refuses. Likewise any
# other hypervisor; one that takes SVM without looking changes nothing.
. /underpin/selftests/vm/server/lib.sh

hold_kvm()
{
	"$underpin/build/programs/hold-kvm" > /tmp/held 2>&1 &
	holder=$!
	wait_for 10 grep -q held /tmp/held
}

# On how many processors it is set.
svme()
{
	"$underpin/build/programs/msrs" |
		grep -c 'EFER 0x[0-9a-f]*[13579bdf]...$'
}

modprobe msr
modprobe kvm_amd
hold_kvm
is "KVM holds SVM" $? 0 || done_testing

underpin_refuses 'resource busy' 'rmmod kvm_amd'

kill "$holder"
wait "$holder" 2>/dev/null
success "KVM goes" rmmod kvm_amd kvm
success "then insmod succeeds" underpin_up || done_testing

# KVM looks at EFER.SVME of each processor and answers EBUSY.
modprobe kvm_amd
timeout 10 "$underpin/build/programs/hold-kvm" 2> /tmp/refused
is "KVM refuses while the monitor is there" $? 1
matches "with EBUSY" "$(cat /tmp/refused)" 'resource busy'
rmmod kvm_amd kvm 2>/dev/null
holder_module=$underpin/build/modules/hold_svm.ko
success "another one takes SVM" insmod "$holder_module"
success "and gives it back" rmmod hold_svm
is "EFER.SVME still reads as set" "$(svme)" 2
is "both processors work" "$(for cpu in 0 1; do
	taskset -c $cpu sh -c 'echo ok'; done | grep -c ok)" 2
success "rmmod" underpin_down
is "EFER.SVME is clear" "$(svme)" 0

success "another one holds SVM" insmod "$holder_module"
underpin_refuses 'resource busy' 'another hypervisor holds SVM'
rmmod hold_svm

modprobe kvm_amd
hold_kvm
is "KVM works afterwards" $? 0
kill "$holder"

done_testing
