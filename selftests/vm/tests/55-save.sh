# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# xl save is killed together with its helper, the guest is destroyed under it,
# another tool races with it: nothing of the guest stays that a tool cannot
# destroy, and it can be restored from an earlier file. What is left to chance
# depends on a seed, which is printed; "seed=N" on the kernel's command line
# asks for one.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/faults.sh

saved=/root/guest.save
cut=/root/cut.save

count_beyond()
{
	[ "$(guest_counted guest)" -gt "$1" ]
}

# What is left of the guest is destroyed, and it comes back.
comes_back()
{
	success "$1: nothing is left but what can be destroyed" destroy_all ||
		diag "$(xl list; stat_of frames_donated; pgrep -a '^up-')"
	success "$1: xl restore" xl restore "$saved"
}

save_begins()
{
	rm -f "$cut"
	xl save guest "$cut" > /tmp/save 2>&1 &
	saver=$!
}

# It is a zombie then, if the shell has not noticed.
has_ended()
{
	! grep '^State:[[:space:]]*[^Z[:space:]]' "/proc/$saver/status"
}

# A signal is no error of its own, and no error goes without a word.
ended_properly()
{
	[ "$result" = 0 ] || {
		[ "$result" -lt 128 ] && grep -qiE 'error|fail|invalid' /tmp/save
	}
}

# save_ends NAME: tests
save_ends()
{
	success "$1: xl save ends" wait_for 90 has_ended || kill -KILL "$saver"
	wait "$saver"
	result=$?
	success "$1: with success or an error ($result)" ended_properly ||
		diag "$(cat /tmp/save)"
}

has_helper()
{
	pgrep -f libxl-save-helper
}

writes()
{
	[ "$(stat -c %s "$cut")" -gt 30000000 ]
}

# killed WHEN COMMAND...: once the command succeeds
killed()
{
	save_begins
	when=$1
	shift
	success "xl save $when" wait_for 30 "$@"
	kill -KILL "$saver"
	pkill -KILL -f libxl-save-helper
	wait "$saver"
	is "it is killed" $? 137
	comes_back "killed as it $when"
}

# raced COMMAND...: another tool's, some time after xl save began
raced()
{
	save_begins
	chance 10
	busybox usleep $((chance * 50000))
	for command in "$@"; do
		timeout 60 xl "$command" guest > /dev/null 2>&1 ||
			diag "xl $command: $?"
	done
	save_ends "xl $* after $((chance * 50)) ms"
	comes_back "after that"
}

diag "seed $seed"
success "insmod and Debian's init script" xen_up || done_testing
success "xl create" guest_create guest memory=96 vcpus=2
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120 || {
	diag "$(guest_log guest | tail -n 20)"
	done_testing
}
success "it counts" guest_count guest
success "xl save" xl save guest "$saved"
success "xl restore" xl restore "$saved"

killed "has started its helper" has_helper
killed "is writing" writes
raced pause unpause pause unpause
raced shutdown
raced destroy

before=$(guest_counted guest)
success "after all that the guest goes on" wait_for 60 count_beyond "$before"
success "all is gone in the end" destroy_all
tools_kill
success "rmmod finds nothing in use" wait_for 5 rmmod underpin

done_testing
