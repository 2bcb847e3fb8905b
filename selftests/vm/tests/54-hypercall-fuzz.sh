# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# Tiny guests make random hypercalls, most of them with two vCPUs at once
# (selftests/guest/tests/fuzz.c). The monitor stays whole, the control domain
# goes on with its work, a neighbour does not notice, and all frames come back.
# Other seeds and longer runs:
#
#	run-vm --append "fuzz_seed=7 fuzz_calls=5000000" --timeout 20000 ...
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

parameter()
{
	sed -n "s/.*\\<$1=\\([0-9]*\\).*/\\1/p" /proc/cmdline
}

seed=$(parameter fuzz_seed)
calls=$(parameter fuzz_calls)
seed=${seed:-1}
calls=${calls:-30000}
patience=$((60 + calls / 500))

# The control domain's work: a sum that must always come out the same.
work()
{
	dd if=/dev/urandom of=/tmp/work bs=64k count=16 2> /dev/null
	work_sum=$(sha256sum < /tmp/work)
	while [ ! -e /tmp/work.stop ]; do
		[ "$(sha256sum < /tmp/work)" = "$work_sum" ] && echo same ||
			echo differs
	done > /tmp/work.log
}

success "insmod and Debian's init script" xen_up || done_testing
success "a neighbour" tiny_create neighbour loop-hypercall
success "it runs" guest_wait neighbour '^ok'
work &
dmesg_mark

# Guest fuzz$1 with another seed each time
fuzz_create()
{
	TINY_VCPUS=2 tiny_create "fuzz$1" "fuzz seed=$((seed + $1)) count=$calls"
}

fuzz_all_made()
{
	guest_log "fuzz$1" |
		grep -q "^ok 1 - $calls calls, seed $((seed + $1)), 2 vCPUs"
}

# A guest may end itself by what one vCPU makes of the other's memory: that is
# no fault of the monitor, unless it happens to each.
made=0
for n in 0 1 2 3; do
	success "fuzz$n: xl create" fuzz_create $n
	[ $((n % 2)) = 1 ] || continue
	for one in $((n - 1)) $n; do
		success "fuzz$one: it ends" wait_for "$patience" \
			tiny_gone "fuzz$one"
		if fuzz_all_made "$one"; then
			made=$((made + 1))
		else
			diag "fuzz$one: $(guest_log "fuzz$one" | tail -n 1)"
		fi
	done
	[ "$made" -lt 2 ] || break
done
success "two guests, of four at most, made all calls" [ "$made" -ge 2 ]

# These may end in any way, or never.
wild=
for n in 0 1 2 3 4 5 6 7; do
	TINY_VCPUS=$((n % 2 + 1)) success "wild$n: xl create" \
		tiny_create "wild$n" "fuzz-wild seed=$((seed + n))"
	wild="$wild wild$n"
done
wild_gone()
{
	for guest in $wild; do
		! xl domid "$guest" || return
	done
}
wait_for 5 wild_gone
for guest in $wild; do
	xl destroy "$guest" 2> /dev/null
done
success "the wild ones are gone" wait_for 30 wild_gone

touch /tmp/work.stop
wait
lacks "the control domain's work is right" "$(cat /tmp/work.log)" differs
matches "and got on" "$(cat /tmp/work.log)" same
success "the neighbour is still there" xl domid neighbour
success "xl destroy ends it" xl destroy neighbour
success "all are gone" wait_for 30 guests_gone
success "all frames are Linux's again" wait_for 10 \
	sh -c 'grep -q "^frames_donated *0$" /sys/kernel/debug/underpin/stats'
dmesg_lacks "the monitor has not failed" "monitor.*fail"

done_testing
