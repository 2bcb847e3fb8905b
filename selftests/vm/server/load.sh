# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A busy server, for tests that hoist and drop it again and again:
#
#	load_start	processes, disk, page cache, network, and the programs
#			that watch registers, clocks, breakpoints, LDTs and
#			perf; status: are all at work?
#	load_stop	tests: what these programs saw; all of it has ended then
#	machine_note FILE	what has to be the same afterwards
#	memory_areas	how many there are beside the direct map
#	memory_most	the most of some looks at what is free (KiB)
#	cycles N	insmod and rmmod, N times; status tells
#	cycles_clean N	a test: the log tells of N clean ones since dmesg -C
#
# Needs lib.sh and net_up.

load_pids=
watch_pids=

load_cpus()
{
	seq 0 $(($(nproc) - 1))
}

# load COMMAND: a shell that repeats it
load()
{
	nice -n 10 setsid sh -c "while :; do $1; done" > /tmp/load.out 2>&1 &
	load_pids="$load_pids $!"
}

# watch NAME PROGRAM...: its TAP is read at the end
watch()
{
	watch_name=$1
	watch_program=$underpin/build/programs/$2
	shift 2
	nice -n 10 "$watch_program" "$@" > "/tmp/watch.$watch_name" 2>&1 &
	watch_pids="$watch_pids $!"
}

watch_all()
{
	for cpu in $(load_cpus); do
		for kind in thread processor debugger; do
			watch "breakpoint of a $kind, cpu$cpu" \
				breakpoints "$kind" "$cpu"
		done
		# Two with an LDT: one processor switches between them.
		watch "LDT, cpu$cpu" ldt "$cpu"
		watch "another LDT, cpu$cpu" ldt "$cpu"
		watch "vectors, cpu$cpu" vectors "$cpu"
		watch "samples, cpu$cpu" samples "$cpu"
	done
	watch "clocks" clocks
}

load_start()
{
	for cpu in $(load_cpus); do
		load "taskset -c $cpu /bin/true; sleep 0.01"
	done
	load 'dd if=/dev/vda of=/dev/null bs=64k count=100 iflag=direct
		dd if=/dev/zero of=/root/load bs=64k count=20 conv=fsync
		cat /root/load; sleep 0.1'
	load 'head -c 500000 /dev/zero | timeout 20 busybox nc 10.0.2.100 7 |
		dd of=/tmp/echoed conv=notrunc; sleep 0.1'
	watch_all
	for file in /tmp/watch.*; do
		wait_for 60 grep -q watching "$file" || return 1
	done
	wait_for 60 test -s /tmp/echoed
}

load_stop()
{
	# shellcheck disable=SC2086 # lists of numbers
	for pid in $load_pids; do
		kill -- "-$pid"
	done
	# shellcheck disable=SC2086
	kill $watch_pids
	# shellcheck disable=SC2086
	wait $load_pids $watch_pids
	load_pids=
	watch_pids=
	rm -f /root/load
	for file in /tmp/watch.*; do
		adopt "${file#/tmp/watch.}" cat "$file"
		rm -f "$file"
	done
}

machine_note()
{
	{
		"$underpin/build/programs/msrs"
		cat /proc/iomem /proc/mtrr
		ls /sys/kernel/debug /dev /sys/hypervisor
		find /proc -maxdepth 1 ! -name '[0-9]*' | sort
	} > "$1" 2>&1
}

# Without those that are free and wait for their last TLB flush.
memory_areas()
{
	grep -c ' bytes\|pages=' /proc/vmallocinfo
}

memory_most()
{
	for _ in 1 2 3 4 5; do
		mem_free
		sleep 0.2
	done | sort -n | tail -n 1
}

cycles()
{
	cycles_left=$1
	while [ "$cycles_left" -gt 0 ]; do
		insmod "$module" && rmmod underpin || return 1
		cycles_left=$((cycles_left - 1))
	done
}

cycles_clean()
{
	is "no register differed in any of $1 cycles" "$(dmesg |
		grep -c 'underpin: dropped .*, 0 registers differ')" "$1"
}
