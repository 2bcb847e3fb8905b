# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# With two idle guests the counters explain every exit of the control domain:
# it leaves to run them and for what their devices' daemons ask, for nothing
# else.
. /underpin/selftests/vm/server/lib.sh

exits=/sys/kernel/underpin/exits

sum()
{
	for file in "$exits"/*; do
		[ "${file##*/}" = total ] || cat "$file"
	done | awk '{ sum += $1 } END { print sum }'
}

# Between two exits, as these go on: the total does not change meanwhile.
consistent()
{
	total=$(cat $exits/total)
	sum=$(sum)
	[ "$(cat $exits/total)" = "$total" ] && [ "$sum" = "$total" ]
}

# Reasons and counts since the last snapshot, one on a line.
snapshot()
{
	for file in "$exits"/*; do
		echo "${file##*/} $(cat "$file")"
	done > /tmp/now
	[ ! -e /tmp/last ] || awk '
		FNR == NR { last[$1] = $2; next }
		$2 - last[$1] { print $1, $2 - last[$1] }' /tmp/last /tmp/now
	mv /tmp/now /tmp/last
}

success "insmod and Debian's init script" xen_up || done_testing
for name in one two; do
	success "xl create $name" guest_create "$name" 'memory=128'
done
for name in one two; do
	success "$name comes to its shell" \
		guest_wait "$name" 'guest: ready' 240
done

sleep 2
snapshot > /dev/null
sleep 5
snapshot > /tmp/idle
diag "$(cat /tmp/idle)"
success "idle guests run now and then" grep -q '^call_run ' /tmp/idle
is "for nothing else than their own sake" \
	"$(grep -Ev '^(total|call_run|call_vcpu_slot|call_donate|call_reclaim|hypercall_(event_channel|sched|grant_table)_op) ' /tmp/idle)" ""
success "paused, they run no more" xl pause one
xl pause two
success "the sum of all reasons is the total" wait_for 60 consistent
xl destroy one
xl destroy two
wait_for 60 guests_gone

done_testing
