# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# xl dump-core writes a guest's memory and registers to a file that debuggers
# can read, and the guest goes on. Each page is mapped by itself, which does
# not interrupt each processor each time.
. /underpin/selftests/vm/server/lib.sh

# exits_for NAME: how often the control domain left for it, on all processors
exits_for()
{
	awk -v name="$1" '$1 == name { for (i = 2; i <= NF; i++) n += $i }
		END { print n + 0 }' /sys/kernel/debug/underpin/exits
}

# In ms.
uptime_now()
{
	awk '{ print int($1 * 1000) }' /proc/uptime
}

success "insmod and Debian's init script" xen_up || done_testing
success "xl create" guest_create guest memory=96
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120 || {
	diag "$(guest_log guest | tail -n 20)"
	done_testing
}
guest_type guest 'yes known-text-$((6 * 7)) | head -n 50000 > /tmp/f'
guest_answers guest 'wc -l < /tmp/f' 50000
mapped=$(exits_for call_foreign_get)
flushed=$(exits_for call_flush)
took=$(uptime_now)
success "xl dump-core" xl dump-core guest /root/core
mapped=$(($(exits_for call_foreign_get) - mapped))
flushed=$(($(exits_for call_flush) - flushed))
took=$(($(uptime_now) - took))
success "it maps pages one by one ($mapped)" [ "$mapped" -gt 20000 ]
# Both processors, when a list of 511 is full or 10 ms old (foreign_put.c), and
# for calls that are not about a page.
most=$((2 * (took / 10 + mapped / 511 + 64)))
success "processors flush for many at once ($flushed in $took ms)" \
	[ "$flushed" -le "$most" ]
adopt core "$underpin/build/programs/core-file" /root/core known-text-42
guest_answers guest 'wc -c < /tmp/f' 700000

done_testing
