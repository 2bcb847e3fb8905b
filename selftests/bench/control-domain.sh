# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --icount --timeout 600
#
# What the control domain pays without a guest: instructions for system calls,
# pipes, memory, processes and programs, natively, hoisted, natively again.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/work.sh

success "the work can be done" work_warm || done_testing
work_median /tmp/native
success "insmod" underpin_up || done_testing
before=$(cat /sys/kernel/underpin/exits/total)
work_median /tmp/hoisted
after=$(cat /sys/kernel/underpin/exits/total)
success "rmmod" underpin_down
work_median /tmp/again

for part in syscall pipe mmap fork exec total; do
	echo "$part $(work_value /tmp/native $part) $(work_value /tmp/hoisted $part) \
$(work_value /tmp/again $part)"
done | awk '{
	printf "figure   %-8s %11d native, %11d hoisted (%+.3f %%), %11d again\n",
		$1, $2, $3, ($3 - $2) / $2 * 100, $4 }'
echo "figure   exits meanwhile: $((after - before))"

done_testing
