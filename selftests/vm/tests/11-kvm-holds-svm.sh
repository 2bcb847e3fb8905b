# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 120
#
# While KVM holds SVM insmod refuses and names the module to unload; as soon
# as it is free insmod succeeds. The other way round KVM refuses.
. /underpin/selftests/vm/server/lib.sh

hold_kvm()
{
	"$underpin/build/programs/hold-kvm" > /tmp/held 2>&1 &
	holder=$!
	wait_for 10 grep -q held /tmp/held
}

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
failure "KVM refuses while the monitor is there" timeout 10 \
	"$underpin/build/programs/hold-kvm"
rmmod kvm_amd kvm 2>/dev/null
success "rmmod" underpin_down

modprobe kvm_amd
hold_kvm
is "KVM works afterwards" $? 0
kill "$holder"

done_testing
