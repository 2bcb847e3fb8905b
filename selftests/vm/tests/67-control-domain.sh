# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --icount --timeout 600
#
# The control domain pays nothing while no guest runs: it takes as many
# instructions for its work as natively, and leaves to the monitor not once.
# Its work as a whole differs by less than 0.5 %; of a single part ticks of the
# timer make more, natively, too.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/work.sh

exits=/sys/kernel/underpin/exits

# within LIMIT EXCESS, both in percent
within()
{
	echo "$1 $2" | awk '{ exit !(NF == 2 && $2 < $1 && $2 > -$1) }'
}

# same NAME FILE: tests: as many instructions as in /tmp/native
same()
{
	for part in syscall pipe mmap fork exec total; do
		limit=1
		[ "$part" != total ] || limit=0.5
		excess=$(work_excess /tmp/native "$2" "$part")
		success "$1: $part, $(work_value "$2" "$part") instructions, $excess %" \
			within "$limit" "$excess"
	done
}

success "the work can be done" work_warm || done_testing
work_median /tmp/native
is "natively: all parts are there" "$(wc -l < /tmp/native)" 6
success "insmod" underpin_up || done_testing
before=$(cat $exits/total)
work_median /tmp/hoisted
after=$(cat $exits/total)
same hoisted /tmp/hoisted
is "no exit meanwhile" $((after - before)) 0
"$command" status > /dev/null
success "but exits are counted" [ "$(cat $exits/total)" -gt "$after" ]
success "rmmod" underpin_down
work_median /tmp/again
same "native again" /tmp/again

done_testing
