# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600 --allow underpin:.failure:.monitor:.fatal:
#
# The monitor fails on purpose, each time in another context and manner, while
# guests run: Linux runs natively afterwards, the log has the report, no memory
# is lost, and the next insmod hoists.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

product=$module
module=$underpin/build/test/underpin.ko

# What daemons and slab caches keep (41-many-guests.sh).
noise=6144

fail()
{
	echo "$1" > /sys/kernel/debug/underpin/fail
}

way_back_over()
{
	dmesg_now | grep -q 'underpin: failure: Linux runs natively'
}

# guests_start TEST VCPUS: two tiny guests of so many vCPUs busy with it, the
# first vCPU of each on a processor of its own
guests_start()
{
	cpu=0
	for name in one two; do
		lines=$(guest_lines "$name")
		TINY_VCPUS=$2 tiny_create "$name" "$1" &&
			guest_wait "$name" "looping on $2" 60 "$lines" &&
			taskset -pc $cpu "$(pgrep -x "up-$(xl domid $name)/0")" \
			>&2 || return
		cpu=$((cpu + 1))
	done
}

server_works()
{
	success "$1: processes start" sh -c \
		'for i in $(seq 50); do /bin/true || exit; done'
	success "$1: the disk answers" dd if=/dev/vda of=/dev/null bs=64k \
		count=50 iflag=direct
	is "$1: both processors count" "$(for cpu in 0 1; do
		taskset -c $cpu sh -c 'echo $((20 + 1))'
	done | sort -u)" 21
}

# report_has CONTEXT MESSAGE FUNCTION EXIT
report_has()
{
	dmesg_has "$1: the message" "underpin: failure: monitor: fatal: $2"
	dmesg_has "$1: registers" \
		'failure: rip ffff8180[0-9a-f]{8} rsp [0-9a-f]{16} '
	dmesg_has "$1: a frame of the stack by name" \
		"failure: stack: $3\\+0x[0-9a-f]+/0x[0-9a-f]+"
	dmesg_has "$1: the last exits" "failure: exit: $4"
}

# fails CONTEXT MESSAGE FUNCTION EXIT: after xen_up and guests_start
fails()
{
	dmesg_mark
	fail "$1"
	success "$1: the way back comes to its end" \
		wait_for 30 way_back_over || {
		diag "$(dmesg_now | tail -n 20)"
		done_testing
	}
	report_has "$@"
	dmesg_lacks "$1: no register differs" 'underpin: state:'
	server_works "$1"
	failure "$1: a call to the monitor fails" xl list
	is "$1: the state" "$(cat /sys/kernel/underpin/state)" failed
	success "$1: all figures can be read" timeout 20 grep -r --exclude=fail \
		. /sys/kernel/underpin /sys/kernel/debug/underpin
	# They notice nothing by themselves: their rings just stay silent.
	tools_kill
	success "$1: tools stop, rmmod" wait_for 20 underpin_down
}

success "insmod and Debian's init script" xen_up || done_testing
# The first ones fill caches that stay: they do not count.
success "guests compute" guests_start loop 2 || done_testing
xl destroy one
xl destroy two
wait_for 30 guests_gone
tools_kill
success "tools stop, rmmod" wait_for 20 underpin_down
before=$(mem_free)

# Where who fails with a lock held waits for somebody on the other processor to
# want it, guests have one vCPU each.
#
# CONTEXT GUESTS VCPUS MESSAGE FUNCTION EXIT
while read -r context guests vcpus message function exit; do
	success "$context: insmod and Debian's init script" xen_up ||
		done_testing
	success "$context: two guests of $vcpus are at $guests" \
		guests_start "$guests" "$vcpus" || done_testing
	fails "$context" "$message" "$function" "$exit"
done << LIST
control:bug loop 2 src/monitor/x86/fail_test.c:[0-9]+:.how.== svm_exit control.domain:.VMMCALL
guest-hypercall:locked loop-hypercall 1 fail_test:.somebody.waits svm_exit domain.[0-9]+.vCPU.0:.SYSCALL
guest-exception:overflow loop-fault 2 #DF, fail_overflow domain.[0-9]+.vCPU.[01]:.#
msr:fault loop-hypercall 2 #PF,.error.2, svm_exit control.domain:.MSR
LIST

lost=$((before - $(mem_free)))
success "MemFree is as before (lost $lost KiB)" [ "$lost" -le $noise ]

module=$product
success "the product hoists after that" xen_up
failure "it has no trigger" test -e /sys/kernel/debug/underpin/fail
failure "nor its code" grep -qE 'guest-exception|fail_test: ' "$product"
success "xl create" guest_create last
success "the guest comes to its shell" guest_wait last 'guest: ready' 120

done_testing
