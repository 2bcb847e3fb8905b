# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# Tools that are killed, that race with each other, and that destroy a domain
# amid anything: each gets a proper error, nothing is left of the domain, and
# the next xl create works. What is left to chance depends on a seed, which is
# printed; "seed=N" on the kernel's command line asks for one.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh
. /underpin/selftests/vm/server/faults.sh

still_works()
{
	success "$1: nothing is left of it" destroy_all ||
		diag "$(xl list; stat_of frames_donated; pgrep -a '^up-')"
}

# killed N: xl create is killed as it makes its Nth request to the monitor
killed()
{
	strace -qq -o /dev/null -e trace=ioctl \
		-e "inject=ioctl:signal=KILL:when=$1" \
		xl create "/tmp/victim.cfg" > /dev/null 2>&1
	is "xl create is killed at request $1 of $requests" $? 137
	still_works "request $1"
}

diag "seed $seed"
success "insmod and Debian's init script" xen_up || done_testing
adopt "four tools at once" "$underpin/build/programs/race-tools" "$seed" 4 400
success "nothing is left of their domains" wait_for 20 nothing_left

# Where a tool can be killed: each of these is a different unfinished state.
success "a tiny guest" tiny_create victim loop
xl destroy victim
strace -qq -o /tmp/requests -e trace=ioctl xl create /tmp/victim.cfg >&2
requests=$(wc -l < /tmp/requests)
still_works "a build that is watched"
for part in 0 1 2; do
	chance $((requests / 3))
	killed $((part * requests / 3 + chance + 1))
done

# Another tool is faster: the domain goes while it is built.
for round in 1 2; do
	xl create /tmp/victim.cfg > /tmp/create.out 2>&1 &
	creator=$!
	wait_for 30 sh -c '[ "$(xl list | wc -l)" -gt 2 ]'
	chance 4
	busybox usleep $((chance * 50000))
	destroy_all
	wait "$creator"
	still_works "destroyed while it is built, round $round"
done

# Twice the same at the same time.
tiny_create victim loop-hypercall
id=$(xl domid victim)
for command in "pause $id" "destroy $id" "destroy $id" "unpause $id" \
	"vcpu-list $id" "destroy $id"; do
	# shellcheck disable=SC2086 # words
	timeout 60 xl $command > /dev/null 2>&1 &
done
wait
still_works "three that destroy and three that do not"

for number in 1 2 3; do
	xl create /tmp/victim.cfg > "/tmp/create.$number" 2>&1 &
done
wait
isnt "of three with the same name one is created, or more if all looked at once" \
	"$(xl list | awk '$1 == "victim"' | wc -l)" 0
is "and each that is not is told why" \
	"$(grep -El 'already exists|already defined|name.*in use' \
		/tmp/create.? | wc -l)" "$((3 - $(xl list | tail -n +3 | wc -l)))"
still_works "three with the same name"

# A guest that boots, grows, shrinks, ends: whatever it is doing.
chance 20
guest_create boots 'memory=128' && busybox usleep $((chance * 100000))
success "xl destroy of a guest that boots" timeout 60 xl destroy boots
still_works "destroyed as it boots"
guest_create changes 'memory=128'
success "the next guest comes to its shell" guest_wait changes 'guest: ready' 120
xl mem-set changes 100 &
xl shutdown changes >&2
success "xl destroy of one that shrinks and ends" destroy_all
wait
still_works "destroyed as it shrinks and ends"
tools_kill
success "rmmod finds nothing in use" wait_for 5 rmmod underpin

done_testing
