# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --smp 1
#
# Weights and caps of sched-credit2 hold: two guests that want the one
# processor all the time get it in the ratio of their weights, one with a cap
# gets no more than that, and time that a guest had to wait is steal time to it.
. /underpin/selftests/vm/server/lib.sh

# The tools' own figures, all at one time.
used()
{
	xl list | awk '
		$1 == "one" { one = $6 * 100 }
		$1 == "two" { two = $6 * 100 }
		$1 == "Domain-0" { self = $6 * 100 }
		END { getline < "/proc/uptime"; print one, two, self, $1 * 100 }'
}

# What all three had, and how long it took: "one", "two", "self" (the control
# domain), "wall", in 1/100 s.
watch()
{
	before=$(used)
	sleep 6
	after=$(used)
	difference=$(echo "$before $after" |
		awk '{ print $5 - $1, $6 - $2, $7 - $3, $8 - $4 }')
	read -r one two self wall <<-EOF
		$difference
	EOF
	diag "$1: one $one, two $two, the control domain $self of $wall"
}

# What it sees of the steal time of guest one, in 1/100 s; MARK is a number.
steal()
{
	guest_type one "echo steal $1 \$(grep -w cpu0 /proc/stat)"
	guest_wait one "^steal $1 cpu" 60
	guest_log one | awk -v mark="$1" \
		'$1 == "steal" && $2 == mark && $3 == "cpu0" { print $11 + 0 }'
}

success "insmod and Debian's init script" xen_up || done_testing
for name in one two; do
	success "xl create $name" guest_create "$name" 'memory=128'
	success "$name comes to its shell" guest_wait "$name" 'guest: ready' 120
	guest_type "$name" 'while :; do :; done &'
done

watch "equal weights"
success "both get the same" \
	[ $((one * 10)) -ge $((two * 7)) -a $((two * 10)) -ge $((one * 7)) ]

success "guests' time is not the control domain's" \
	[ $((one + two + self)) -le $((wall * 12 / 10)) ]

success "twice the weight for the second" xl sched-credit2 -d two -w 512
watch "weights 256 and 512"
success "it gets about twice as much" \
	[ $((two * 10)) -ge $((one * 15)) -a $((two * 10)) -le $((one * 27)) ]
matches "the tool shows it" "$(xl sched-credit2)" '^two +[0-9]+ +512 +0$'

success "a cap of 25 for the first" xl sched-credit2 -d one -c 25
stolen=$(steal 1)
watch "a cap of 25"
stolen=$(($(steal 2) - stolen))
success "it gets no more" [ $((one * 100)) -le $((wall * 30)) ]
success "it gets most of it" [ $((one * 100)) -ge $((wall * 12)) ]
success "the other has what it leaves" [ "$two" -ge $((one * 2)) ]
success "the first knows that time is stolen ($stolen)" \
	[ $((stolen * 2)) -ge "$wall" ]
matches "the tool shows it" "$(xl sched-credit2 -d one)" '^one +[0-9]+ +256 +25$'

success "no cap" xl sched-credit2 -d one -c 0 -w 512
watch "equal again"
success "both get the same" \
	[ $((one * 10)) -ge $((two * 7)) -a $((two * 10)) -ge $((one * 7)) ]

failure "a weight of nothing" xl sched-credit2 -d one -w 0
failure "the control domain's weight is Linux' own" \
	xl sched-credit2 -d Domain-0 -w 512
success "xl destroy of a guest over its cap" sh -c '
	xl sched-credit2 -d one -c 1 && sleep 1 && timeout 60 xl destroy one'
success "xl destroy of the other" timeout 60 xl destroy two
success "they are gone" wait_for 60 guests_gone

done_testing
