# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# A guest is saved to a file and restored from it: it goes on where it was, its
# clock is right, and nothing of it is lost or left over. Saving and restoring
# also go wrong, in every way that does not take long. The guest has two vCPUs
# and grants of version 2: the machine of a guest that differs most from a new
# domain's.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

saved=/root/guest.save

count_beyond()
{
	[ "$(guest_counted guest)" -gt "$1" ]
}

# goes_on NAME: a test: the guest counts
goes_on()
{
	count_before=$(guest_counted guest)
	success "$1" wait_for 60 count_beyond "$count_before"
}

frames_are()
{
	[ "$(stat_of frames_donated)" = "$1" ]
}

state_of()
{
	xl list "$1" | awk 'NR == 2 { print $5 }'
}

is_suspended()
{
	state_of "$1" | grep -q '^...s'
}

# The guest's clock is read between two readings of this one.
clock_is_right()
{
	clock_early=$(date +%s)
	guest_type guest "echo $1 \$(date +%s)"
	guest_wait guest "^$1 [0-9]" 60
	clock_late=$(date +%s)
	clock_there=$(guest_log guest | tr -d '\r' |
		sed -n "s/^$1 \([0-9]\)/\1/p")
	success "$1: wall clocks ($clock_early, $clock_there, $clock_late)" \
		[ "${clock_there:-0}" -ge $((clock_early - 2)) -a \
		"${clock_there:-0}" -le $((clock_late + 2)) ]
}

success "insmod and Debian's init script" xen_up || done_testing

# It never answers, which takes xl a minute to find out.
success "a guest that listens to nobody" tiny_create deaf loop
success "and does nothing" xl pause deaf
{
	xl save deaf /root/deaf.save
	echo "status $?"
} > /tmp/deaf 2>&1 &
deaf=$!

# both_vcpus NAME: tests: its processes run on each vCPU, in turn
both_vcpus()
{
	guest_answers guest "nproc" 2
	for vcpu in 1 2 1 2; do
		guest_answers guest "taskset $vcpu sh -c 'echo $1-on-$vcpu'" \
			"$1-on-$vcpu"
	done
}

success "xl create" guest_create guest memory=96 vcpus=2 \
	'extra="console=hvc0 quiet panic=-1 grant_table.version=2"'
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120 || {
	diag "$(guest_log guest | tail -n 20)"
	done_testing
}

guest_answers guest 'dmesg | grep -o "version . layout"' 'version 2 layout'

# Memory, floating point amid a sum, and time.
guest_type guest 'yes known-text-$((6 * 7)) | head -n 50000 > /tmp/f'
# At one stroke, so that nobody else writes between it and the line's end.
guest_type guest 'sum() { echo $(sha256sum /tmp/f | head -c 16); }'
digest=$(yes known-text-42 | head -n 50000 | sha256sum | head -c 16)
guest_answers guest sum "$digest"
success "it counts" guest_count guest
guest_type guest "while sleep 0.2; do awk 'BEGIN {
for (i = 1; i < 9999; i++) s += 1 / (i * i); print \"sum\", s }'; done &"

id=$(xl domid guest)
success "xl save -c" xl save -c guest "$saved"
is "it is the same domain" "$(xl domid guest)" "$id"
goes_on "it goes on after the checkpoint"
both_vcpus checkpoint
guest_answers guest sum "$digest"

mkdir /tmp/small
mount -t tmpfs -o size=20m small /tmp/small
failure "xl save to a disk that gets full" xl save guest /tmp/small/save
umount /tmp/small
goes_on "it goes on after that, too"

mkfifo /tmp/pipe
exec 3<> /tmp/pipe
xl save guest /tmp/pipe > /tmp/killed 2>&1 3>&- &
saver=$!
success "xl save gets stuck" wait_for 60 is_suspended guest
pkill -KILL -f libxl-save-helper
wait $saver
failure "its helper is killed: it fails" [ $? = 0 ]
exec 3>&-
goes_on "the guest goes on"

guest_answers guest 'dmesg -c | wc -l | grep -c "[1-9]"' 1
guest_answers guest 'dmesg | grep -c "version 2 layout"' 0
early=$(guest_counted guest)
success "xl save" xl save guest "$saved"
failure "the guest is gone" xl domid guest
last=$(guest_counted guest)
success "it had counted on ($early, $last)" [ "$last" -ge "$early" ]
# What its memory knows of the time is wrong by more than it slept.
date -s '+1 hour' > /dev/null
success "xl restore" xl restore "$saved"
goes_on "the guest goes on"
is "it saw no gap" "$(guest_counts guest | awk '$1 != NR' | head -n 1)" ''
guest_answers guest sum "$digest"
clock_is_right restored
guest_answers guest 'echo a b c | tr a-z A-Z | rev' 'C B A'
guest_answers guest 'sleep 1; echo slept' slept
both_vcpus restored
is "both count their time" "$(xl vcpu-list guest | awk 'NR > 1 { print ($6 > 0) }' |
	tr -d '\n')" 11
guest_answers guest 'dmesg | grep -c "version 2 layout"' 1

success "xl save -p of the restored one" xl save -p guest /root/second.save
matches "it is paused" "$(state_of guest)" 'p'
success "xl destroy" xl destroy guest
success "xl restore -p" xl restore -p /root/second.save
matches "it is paused" "$(state_of guest)" 'p'
paused=$(guest_counted guest)
lines=$(guest_lines guest)
sleep 1
is "it does not count" "$(guest_counted guest)" "$paused"
success "xl unpause" xl unpause guest
goes_on "it goes on"
clock_is_right again
success "so do its sums" guest_wait guest '^sum [0-9]' 60 "$lines"
is "floating point was never disturbed" \
	"$(guest_log guest | tr -d '\r' | grep '^sum [0-9]' | sort -u)" 'sum 1.64483'
success "xl shutdown -w" timeout 60 xl shutdown -w guest

wait $deaf
lacks "the deaf one is not saved" "$(cat /tmp/deaf)" 'status 0'
success "it lives" xl domid deaf
success "xl destroy" xl destroy deaf
success "all are gone" wait_for 30 guests_gone
success "all frames are Linux's again" wait_for 10 frames_are 0

# Files that are none.
size=$(wc -c < "$saved")
for part in 100 20000 $((size / 2)) $((size - 3000)); do
	head -c "$part" "$saved" > /root/part.save
	failure "xl restore of the first $part bytes" xl restore /root/part.save
	success "nothing is left of it" wait_for 30 guests_gone
done
success "all frames are Linux's again" wait_for 10 frames_are 0

success "xl restore of a file for the second time" xl restore "$saved"
guest_answers guest 'echo third-$((1 + 2))' third-3
success "xl destroy" xl destroy guest
success "all are gone" wait_for 30 guests_gone
success "all frames are Linux's again" wait_for 10 frames_are 0
tools_kill
success "rmmod" underpin_down

done_testing
