# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# Resource isolation (SOSP'03 6.4): two guests serve requests (isolation/
# neighbour.c) beside two that idle, and beside the same two when one forks
# without end and the other thrashes its memory. All weights are equal, the
# processors are everybody's. Both conditions take turns, so that what else
# happens on the host meets either. Under -icount it is of no concern: there is
# one processor, and a nanosecond is an instruction.
. /underpin/selftests/vm/server/lib.sh

rounds=5
seconds=5
if grep -q norandmaps /proc/cmdline; then
	rounds=3
	seconds=4
fi

# The answers of guest $1 that begin with word $2, without it.
answers()
{
	guest_log "$1" | tr -d '\r' | awk -v word="$2" \
		'$1 == word && $2 ~ /^[0-9]/ { sub(/^[^ ]* /, ""); print }'
}

answered()
{
	[ "$(answers "$1" "$2" | wc -l)" -ge "$3" ]
}

# Both servers for some seconds; their answers add a line each to file $1.
measure()
{
	turn=$((turn + 1))
	for name in one two; do
		guest_type $name "neighbour serve $seconds $loops"
	done
	for name in one two; do
		wait_for 120 answered $name served "$turn" || return 1
		answers $name served | tail -n 1 >> "/tmp/$1.$name"
	done
}

success "insmod and Debian's init script" xen_up || done_testing
cat "$underpin/build/vm/guest.cpio.gz" \
	"$underpin/build/programs/neighbour.cpio.gz" > /tmp/ramdisk
for name in one two forks thrash; do
	success "$name: xl create" guest_create $name 'memory=160' \
		'ramdisk="/tmp/ramdisk"'
	success "$name: its shell" guest_wait $name 'guest: ready' 240
	guest_type $name "PATH=/:\$PATH"
done

guest_type one 'neighbour calibrate'
wait_for 60 answered one loops 1
loops=$(answers one loops)
turn=0
measure none
is "both serve beside guests that do nothing" $? 0
guest_type forks 'neighbour forks &'
guest_type thrash 'neighbour thrash &'
sleep 2
for round in $(seq $rounds); do
	xl pause forks
	xl pause thrash
	sleep 1
	measure idle
	idle=$?
	xl unpause forks
	xl unpause thrash
	sleep 1
	xl list | awk 'NR > 1 { print $1, $6 }' > /tmp/before
	measure busy
	busy=$?
	xl list | awk 'NR > 1 { print $1, $6 }' > /tmp/after
	is "round $round: both serve, beside idle ones and hogs" \
		"$idle $busy" "0 0" || break
done

for name in one two; do
	awk -v name=$name '
	FNR == 1 { file++ }
	{ served[file] += $1; ms[file] += $2; us[file] += $1 * $3 }
	END {
		idle = served[1] / ms[1]
		busy = served[2] / ms[2]
		printf "figure   server %s: %.1f requests/s (%.1f ms each), ",
			name, idle * 1e3, us[1] / served[1] / 1e3
		printf "%.1f (%.1f) beside hogs: loss %.1f %%\n",
			busy * 1e3, us[2] / served[2] / 1e3,
			100 * (1 - busy / idle)
	}' "/tmp/idle.$name" "/tmp/busy.$name"
done
paste -d ' ' /tmp/before /tmp/after | awk '
	{ printf "figure   %s: %.1f s of the last round\n", $1, $4 - $2 }'

done_testing
