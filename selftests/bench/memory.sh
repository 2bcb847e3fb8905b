# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300
#
# What the monitor takes of memory: by itself, for a domain, for a frame. The
# records of frames stay when a guest goes, so what its end gives back is the
# domain's own, but for the nested tables that hide its frames, 8 bytes each;
# the rest of what a guest took is due to its frames. Another guest keeps what
# all of them share.
. /underpin/selftests/vm/server/lib.sh

# The monitor's memory in use beside its image, in bytes.
heap()
{
	echo $(($(stat_of heap_used) * 4096))
}

success "insmod and Debian's init script" xen_up || done_testing
echo "figure   image: $(($(stat_of image_bytes) / 1024)) KiB"
echo "figure   each processor: $(($(stat_of percpu_bytes) / 1024)) KiB"

guest_gone()
{
	! xl domid guest > /dev/null 2>&1
}

# A paused guest of MIB, and its end: not one instruction of it has run. Its
# bytes of the monitor's memory, those that its end gave back, and its frames
# are left in "taken", "domain" and "frames".
paused_guest()
{
	taken=$(heap)
	frames=$(stat_of frames_donated)
	xl create -p "$underpin/selftests/vm/guest/demo.cfg" "memory=$1" >&2
	is "a paused guest of $1 MiB" $? 0
	frames=$(($(stat_of frames_donated) - frames))
	taken=$(($(heap) - taken))
	domain=$(heap)
	xl destroy guest
	wait_for 30 guest_gone
	domain=$((domain - $(heap)))
}

success "a neighbour" xl create -p "$underpin/selftests/vm/guest/demo.cfg" \
	'name="neighbour"' memory=128
paused_guest 512

awk -v taken="$taken" -v domain="$domain" -v frames="$frames" '
BEGIN {
	shown = frames - 512 * 256
	domain -= frames * 8
	printf "figure   a donated frame: %.1f bytes\n", (taken - domain) / frames
	printf "figure   a domain: %.1f KiB, %d pages shown to it among them\n",
		domain / 1024 + 4 * shown, shown
}'

done_testing
