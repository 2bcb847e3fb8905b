# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Does hoisting leave anything behind?
#
#	residue_test N		a whole test: N cycles of hoist and drop under load
#	residue_memory N	another: does an idle machine get its memory back?
#
# Needs lib.sh.

. /underpin/selftests/vm/server/load.sh

# The log must not wrap before it was looked at.
batch=20

started()
{
	awk '/^processes/ { print $2 }' /proc/stat
}

residue_cycles()
{
	residue_left=$1
	while [ "$residue_left" -gt 0 ]; do
		residue_now=$((residue_left < batch ? residue_left : batch))
		dmesg -C
		success "$residue_now cycles of insmod and rmmod" \
			cycles "$residue_now" || done_testing
		cycles_clean "$residue_now"
		residue_left=$((residue_left - residue_now))
		[ "$residue_left" = 0 ] || [ $((residue_left % 100)) != 0 ] ||
			residue_between
	done
}

# What happens after each hundred; a test may have something else in mind.
residue_between()
{
	:
}

# MemFree wobbles: a page lost in each cycle adds up to half as much again.
residue_memory()
{
	# The first ones make what stays: names, caches.
	cycles 5
	areas=$(memory_areas)
	most=$(memory_most)
	residue_cycles "$1"
	lost=$((most - $(memory_most)))
	success "no page in a cycle is lost ($lost KiB in $1)" \
		[ "$lost" -lt $(($1 * 8 / 3)) ]
	# So do areas: each thread's stack is one. Half of the cycles is a leak.
	more=$(($(memory_areas) - areas))
	success "no area of memory is lost ($more more)" \
		[ "$more" -lt $(($1 / 2)) ]
	done_testing
}

residue_test()
{
	modprobe msr
	success "the network comes up" net_up
	# The first one makes what stays: names, caches.
	cycles 1
	machine_note /tmp/before
	processes=$(started)
	load_start
	is "the load is there" $? 0
	residue_cycles "$1"
	load_stop
	processes=$(($(started) - processes))
	success "meanwhile $processes processes were started" \
		[ "$processes" -gt "$1" ]
	machine_note /tmp/after
	is "registers, regions and devices are as before" \
		"$(diff /tmp/before /tmp/after)" ""
	done_testing
}
