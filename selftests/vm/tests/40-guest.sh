# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# One guest of Debian's unmodified kernel, from xl create to its end: it boots,
# works, keeps time, and the stock tools steer it.
. /underpin/selftests/vm/server/lib.sh

success "insmod and Debian's init script" xen_up || done_testing

success "xl create" guest_create guest
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120 || {
	diag "$(guest_log guest | tail -n 20)"
	done_testing
}
matches "its kernel sees Xen" "$(guest_log guest)" \
	'Hypervisor detected: Xen PV'
matches "xl list shows it" "$(xl list)" '^guest +[1-9][0-9]* +160 +1 +[r-][b-]----'
matches "it has a console in the store" \
	"$(xenstore-read "/local/domain/$(xl domid guest)/console/tty")" '^/dev/pts/'

# Processes, page tables, file systems.
guest_answers guest "echo \$((6 * 7))" 42
guest_answers guest \
	'n=0; for i in $(seq 100); do /bin/true && n=$((n+1)); done; echo n$n' \
	n100 120
guest_answers guest 'dmesg | grep -c "Using FIFO-based ABI"' 1
guest_answers guest 'echo a b c | tr a-z A-Z | rev' 'C B A'
guest_answers guest \
	'head -c 4000000 /dev/zero | sha256sum | head -c 16; echo' \
	"$(head -c 4000000 /dev/zero | sha256sum | head -c 16)"
guest_answers guest \
	'dd if=/dev/zero of=/tmp/f bs=1M count=40 2>/dev/null; wc -c < /tmp/f' \
	41943040
guest_answers guest 'rm /tmp/f; ls /tmp | wc -l' 0
guest_answers guest 'sh -c "kill -SEGV \$\$"; echo status $?' 'status 139'
guest_answers guest '(sleep 100 & kill -9 $!; wait $!; echo status $?)' \
	'status 137'

# Floating point of guest and control domain do not mix.
sum='BEGIN { for (i = 1; i < 300000; i++) s += 1 / (i * i); print s }'
guest_type guest "awk '$sum'; echo sum done"
here=$(for _ in 1 2 3; do awk "$sum"; done | sort -u)
is "floating point here is undisturbed" "$here" 1.64493
success "floating point there ends" guest_wait guest '^sum done' 120
matches "floating point there is undisturbed" "$(guest_log guest)" \
	'^1\.64493'

# Time. The guest's clock is read between two readings of this one.
early=$(date +%s)
guest_type guest 'echo time $(date +%s)'
guest_wait guest '^time [0-9]' 20
late=$(date +%s)
there=$(guest_log guest | tr -d '\r' | sed -n 's/^time \([0-9]\)/\1/p')
success "the wall clocks agree ($early, $there, $late)" \
	[ "${there:-0}" -ge $((early - 2)) -a "${there:-0}" -le $((late + 2)) ]
began=$(date +%s)
guest_answers guest 'sleep 3; echo slept' slept
took=$(($(date +%s) - began))
success "a sleep of 3 s takes about that ($took s)" \
	[ "$took" -ge 2 -a "$took" -le 15 ]

# An idle guest blocks instead of burning a processor.
sleep 1
used=$(xl list guest | awk 'NR == 2 { print int($6 * 10) }')
sleep 3
used=$(($(xl list guest | awk 'NR == 2 { print int($6 * 10) }') - used))
success "an idle guest uses little time ($used/10 of 3 s)" [ "$used" -le 10 ]

success "xl pause" xl pause guest
matches "xl list shows the pause" "$(xl list guest)" ' [r-][b-]p--- '
success "xl unpause" xl unpause guest
guest_answers guest 'echo awake' awake

# xl console listens to a terminal only, which script(1) plays for it.
typed=$(
	(sleep 2; echo 'echo console-$((40 + 2))'; sleep 4) |
		timeout 20 script -qec "xl console guest" /dev/null
)
matches "xl console carries both ways" "$typed" 'console-42'

guest_type guest exit
success "a guest that powers itself off is gone" wait_for 60 guests_gone

# A guest that starts when somebody has set the clock finds it set.
date -s "@$(($(date +%s) + 100000))" > /dev/null
early=$(date +%s)
success "xl create of a second one" guest_create second
success "it comes to its shell" guest_wait second 'guest: ready' 120
guest_type second 'echo time $(date +%s)'
guest_wait second '^time [0-9]' 20
there=$(guest_log second | tr -d '\r' | sed -n 's/^time \([0-9]\)/\1/p')
success "it knows the clock that was set ($early, $there)" \
	[ "${there:-0}" -ge $((early - 2)) ]
success "xl shutdown -w" timeout 60 xl shutdown -w second
success "it is gone" wait_for 60 guests_gone

done_testing
