# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 1200
#
# Guests come and go: ten one after the other, several at a time. What a guest
# had is the control domain's again when it is gone, to the last frame.
. /underpin/selftests/vm/server/lib.sh

# MemFree wobbles by what daemons and slab caches keep.
noise=6144

# What describes frames (40 bytes each) stays with the monitor until the drop,
# and it depends on Linux how many different frames ten guests see.
memory_of_both()
{
	echo $(($(mem_free) + $(stat_of heap_pages) * 4))
}

mem_total()
{
	awk '/^MemTotal:/ { print $2 }' /proc/meminfo
}

no_frames()
{
	[ "$(stat_of frames_donated)" = 0 ]
}

success "insmod and Debian's init script" xen_up || done_testing

# The first one fills caches that stay: it does not count.
guest_create first && guest_wait first 'guest: ready' 120 && xl destroy first
success "a first guest comes and goes" wait_for 30 guests_gone || done_testing
success "its frames are back" wait_for 10 no_frames
before=$(memory_of_both)

for number in $(seq 10); do
	name=guest$number
	guest_create "$name" && guest_wait "$name" 'guest: ready' 120 &&
		xl destroy "$name" && wait_for 30 guests_gone
	is "guest $number of 10 boots and is destroyed" $? 0 || break
done

success "their frames are back" wait_for 10 no_frames
after=$(memory_of_both)
lost=$((before - after))
success "MemFree is as before (lost $lost KiB)" [ "$lost" -le $noise ]
heap=$(($(stat_of heap_pages) * 4))
success "the monitor keeps little for itself ($heap KiB)" \
	[ "$heap" -le $(($(mem_total) / 64 + 8192)) ]

for name in one two three; do
	success "xl create $name" guest_create "$name" 'memory=128'
done
for name in one two three; do
	success "$name comes to its shell" \
		guest_wait "$name" 'guest: ready' 180
done
for name in one two three; do
	guest_answers "$name" "echo $name-\$((6 * 7))" "$name-42"
done
is "xl list counts three guests" "$(xl list | tail -n +3 | wc -l)" 3
success "xl destroy of the one in the middle" xl destroy two
guest_answers one 'echo still-$((1 + 1))' still-2
guest_answers three 'echo still-$((1 + 2))' still-3
failure "rmmod while guests exist" rmmod underpin
xl destroy one
xl destroy three
success "all are gone" wait_for 30 guests_gone
success "all frames are back" wait_for 10 no_frames

done_testing
