# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300
#
# What the monitor takes of memory: by itself, for a domain, for a frame. Two
# guests that differ in size alone tell the last two apart: what the larger
# one adds beyond the smaller is due to its additional frames. A guest before
# them pays for what is made once.
. /underpin/selftests/vm/server/lib.sh

# The monitor's memory in use beside its image, in bytes.
heap()
{
	echo $(($(stat_of heap_used) * 4096))
}

success "insmod and Debian's init script" xen_up || done_testing
echo "figure   image: $(($(stat_of image_bytes) / 1024)) KiB"
echo "figure   each processor: $(($(stat_of percpu_bytes) / 1024)) KiB"

# A paused guest NAME of MIB: not one instruction of it has run. Its bytes of
# the monitor's memory and its frames are left in "bytes" and "frames".
paused_guest()
{
	bytes=$(heap)
	frames=$(stat_of frames_donated)
	xl create -p "$underpin/selftests/vm/guest/demo.cfg" \
		"name=\"$1\"" "memory=$2" >&2
	is "a paused guest of $2 MiB" $? 0
	bytes=$(($(heap) - bytes))
	frames=$(($(stat_of frames_donated) - frames))
}

paused_guest first 128
paused_guest small 128
small=$bytes
small_frames=$frames
paused_guest large 384

awk -v a="$small" -v fa="$small_frames" -v b="$bytes" -v fb="$frames" '
BEGIN {
	frame = fb > fa ? (b - a) / (fb - fa) : 0
	domain = a - frame * fa
	printf "figure   a donated frame: %.1f bytes\n", frame
	printf "figure   a domain: %.1f KiB beside its frames\n", domain / 1024
}'

done_testing
