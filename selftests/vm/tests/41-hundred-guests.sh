# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --mem 4096 --timeout 900
#
# More than a hundred guests at once on two processors: a few of Debian and a
# crowd of tiny ones that are always busy. Each makes progress, the shares are
# fair, and when they are gone nothing is left of them. "crowd=N" and "debians=N"
# on the kernel's command line ask for other numbers.
. /underpin/selftests/vm/server/lib.sh

: "${crowd:=100}" "${debians:=2}"
seconds=5

nothing_left()
{
	[ "$(stat_of domains) $(stat_of frames_donated)" = "0 0" ]
}

all_there()
{
	[ "$(stat_of domains)" = $((crowd + debians)) ]
}

success "insmod and Debian's init script" xen_up || done_testing
for number in $(seq "$debians"); do
	success "xl create of Debian $number" \
		guest_create "debian$number" 'memory=112'
done
for number in $(seq "$debians"); do
	success "Debian $number comes to its shell" \
		guest_wait "debian$number" 'guest: ready' 180
done

"$underpin/build/programs/crowd" "$underpin/build/guest/tests.elf" \
	"$crowd" $seconds > /tmp/crowd 2>&1 &
program=$!
success "$((crowd + debians)) guests are there" \
	wait_for $((60 + crowd)) all_there
for number in $(seq "$debians"); do
	guest_answers "debian$number" 'echo a-$((6 * 7))' a-42 120
done
wait "$program"
adopt "the crowd" cat /tmp/crowd
for number in $(seq "$debians"); do
	xl destroy "debian$number"
done
success "all are gone, and all frames are back" wait_for 30 nothing_left
is "no thread of a guest is left" "$(pgrep -c '^up-')" 0
is "the store knows none of them" "$(xenstore-list /local/domain)" 0

done_testing
