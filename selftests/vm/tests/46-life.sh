# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --allow 'Uhhuh. NMI received'
#
# What the stock tools show of a guest and do to one in its life, from create
# to reboot, and what they say of the server.
. /underpin/selftests/vm/server/lib.sh

domains()
{
	xl list | awk 'NR > 1 { printf "%s:%s ", $1, $3 }'
}

# An answer of a tool that it cannot have made up.
shows()
{
	matches "$1" "$($1 2>&1)" "$2"
}

# What domain $1 has used of the processors, and uptime, in 1/100 s.
used()
{
	xl list "$1" | awk 'END { used = $6 * 100; getline < "/proc/uptime"
		print used, $1 * 100 }'
}

# share NAME: what it gets for some seconds, in percent of one processor
share()
{
	share_from=$(used "$1")
	sleep 4
	echo "$share_from $(used "$1")" |
		awk '{ print int(100 * ($3 - $1) / ($4 - $2)) }'
}

# capped NAME CAP: tests: it gets that, all its vCPUs together
capped()
{
	success "a cap of $2" xl sched-credit2 -d "$1" -c "$2"
	percent=$(share "$1")
	success "no more than that ($percent)" \
		[ "$percent" -le $(($2 * 120 / 100)) ]
	success "nor much less" [ "$percent" -ge $(($2 * 60 / 100)) ]
}

success "insmod and Debian's init script" xen_up || done_testing
success "xl create" guest_create guest 'on_reboot="restart"' \
	'uuid="11223344-5566-7788-99aa-bbccddeeff00"'
success "it comes to its shell" guest_wait guest 'guest: ready' 120 ||
	done_testing

# The server.
shows "xl info" '^xen_scheduler +: credit2'
shows "xl info -n" '^ +1: +[0-9]+ +0 +0'
shows "xl info" "^total_memory +: $(awk '/^MemTotal/ { print int($2 / 1024) }' \
	/proc/meminfo)\$"
shows "xl cpupool-list" '^Pool-0 +2 +credit2 +y +2$'
shows "xl cpupool-list -c" '^Pool-0 +0,1$'
shows "xl claims" '^guest +1 +160 +1 .* 0$'
shows "xl sched-credit2" '^guest +1 +256 +0$'
shows "xl sched-credit2 -s" 'ratelimit=1000us'

# The guest.
shows "xl domid guest" '^1$'
shows "xl domname 1" '^guest$'
shows "xl list -v" '^guest .* 11223344-5566-7788-99aa-bbccddeeff00 '
shows "xl list -n" '^guest .* all$'
shows "xl list -c" '^guest .* Pool-0$'
shows "xl list -l" '"target_memkb": 163840'
shows "xl uptime" '^guest +1 +0:00:[0-9]+$'
shows "xl vcpu-list guest" '^guest +1 +0 +[0-9-]+ +[r-][b-]- +[0-9.]+ +all / all$'
matches "xentop shows both" "$(/usr/lib/xen-4.17/bin/xentop -b -i 1 | xargs)" \
	'Domain-0 -----r .* guest --*[br]-* .* 163840 '

success "xl rename" xl rename guest other
shows "xl domid other" '^1$'
success "and back" xl rename other guest

success "xl sysrq" xl sysrq guest h
success "the guest's kernel heeds it" guest_wait guest 'sysrq: HELP' 30
success "xl trigger: an NMI" xl trigger guest nmi 0
success "it arrives" guest_wait guest 'NMI received' 30
matches "no guest has a power button" "$(xl trigger guest power 2>&1)" \
	"'power' failed: Invalid argument"

failure "debug keys are Xen's own" xl debug-keys q
failure "the rate limit is Linux' own" xl sched-credit2 -s -p Pool-0 -r 2000
failure "another scheduler's parameters" xl sched-credit -d guest -w 100
failure "another pool" xl cpupool-create 'name="other"' 'sched="credit2"'

success "xl dmesg -c" xl dmesg -c
is "it is empty then" "$(xl dmesg)" ""

# Two pauses are one more than an unpause ends.
success "xl pause" xl pause guest
success "again" xl pause guest
success "xl unpause" xl unpause guest
shows "xl list guest" '^guest .* [r-][b-]p--- '
success "the second" xl unpause guest
guest_answers guest 'echo a-$((20 + 2))' a-22
matches "one too many" "$(xl unpause guest 2>&1)" 'Invalid argument'

success "xl reboot" xl reboot guest
success "it comes back, as another domain" wait_for 90 sh -c \
	'xl domid guest | grep -qx 2'
success "to its shell" wait_for 90 sh -c \
	'[ $(grep -c "^guest: ready" /var/log/xen/console/guest-guest.log) = 2 ]'
guest_type guest 'reboot -f'
success "it reboots itself" wait_for 90 sh -c 'xl domid guest | grep -qx 3'
success "to its shell again" wait_for 90 sh -c \
	'[ $(grep -c "^guest: ready" /var/log/xen/console/guest-guest.log) = 3 ]'

success "another one, with two vCPUs" guest_create second vcpus=2
success "comes to its shell" guest_wait second 'guest: ready' 120
is "both are there" "$(domains)" "Domain-0:$(xl list Domain-0 |
	awk 'NR == 2 { print $3 }') guest:160 second:160 "
guest_answers second 'for i in 1 2; do while :; do :; done & done; echo busy' \
	busy
percent=$(share second)
success "it keeps more than one processor busy ($percent)" \
	[ "$percent" -ge 110 ]
capped second 50
capped second 100
success "no cap" xl sched-credit2 -d second -c 0
success "xl shutdown of all, and wait" timeout 120 xl shutdown -a -w
success "they are gone" wait_for 60 guests_gone

done_testing
