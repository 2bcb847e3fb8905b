# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300
#
# What the monitor takes of memory: by itself, for a domain, for a frame. Two
# guests that differ in size alone tell the last two apart: what the second
# one adds beyond the first is due to its additional frames.
. /underpin/selftests/vm/server/lib.sh

# The monitor's memory in use beside its image, in bytes.
heap()
{
	echo $(($(stat_of heap_used) * 4096))
}

success "insmod and Debian's init script" xen_up || done_testing
echo "figure   image: $(($(stat_of image_bytes) / 1024)) KiB"
echo "figure   each processor: $(($(stat_of percpu_bytes) / 1024)) KiB"
empty=$(heap)
nothing=$(stat_of frames_donated)

# Paused: not one instruction of the guest has run.
success "a paused guest of 128 MiB" xl create -p \
	"$underpin/selftests/vm/guest/demo.cfg" 'memory=128' 'name="small"'
small=$(heap)
small_frames=$(stat_of frames_donated)
success "a paused guest of 384 MiB" xl create -p \
	"$underpin/selftests/vm/guest/demo.cfg" 'memory=384' 'name="large"'
large=$(heap)
large_frames=$(stat_of frames_donated)

awk -v a=$((small - empty)) -v fa=$((small_frames - nothing)) \
	-v b=$((large - small)) -v fb=$((large_frames - small_frames)) '
BEGIN {
	frame = fb > fa ? (b - a) / (fb - fa) : 0
	domain = a - frame * fa
	printf "figure   a donated frame: %.1f bytes\n", frame
	printf "figure   a domain: %.1f KiB beside its frames\n", domain / 1024
}'

done_testing
