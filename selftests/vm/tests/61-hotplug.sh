# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --smp 4 --timeout 300
#
# Processors go offline and come online while hoisted: with no guest, while
# one boots and while it computes. Each leaves the monitor before it goes and
# hoists when it comes; what the guest did goes on elsewhere. (CPU 0 stays:
# Linux lets it go on Intel's processors only.)
. /underpin/selftests/vm/server/lib.sh

cpu_set()
{
	echo "$2" > "/sys/devices/system/cpu/cpu$1/online"
}

# One bit of the MSR tells, and it reads as set only beneath the monitor.
cpus_hoisted()
{
	"$underpin/build/programs/msrs" |
		grep -c 'EFER 0x[0-9a-f]*[13579bdf]...$'
}

cycle()
{
	for cycle_cpu in 1 2 3; do
		cpu_set $cycle_cpu 0 && cpu_set $cycle_cpu 1 || return 1
	done
}

# Where the guest's thread is while it computes.
thread_on()
{
	ps -eLo psr=,comm= | awk '$2 ~ /^up-/ { print $1 }'
}

modprobe msr
success "insmod and Debian's init script" xen_up || done_testing
is "all four are hoisted" "$(cpus_hoisted)" 4

for cpu in 1 2 3; do
	success "CPU $cpu goes offline" cpu_set $cpu 0
done
is "one is left" "$(cpus_hoisted)" 1
for cpu in 3 2 1; do
	success "CPU $cpu comes online" cpu_set $cpu 1
done
is "all are hoisted again" "$(cpus_hoisted)" 4

success "xl create" guest_create guest
success "processors come and go while it boots" cycle
success "it comes to its shell" guest_wait guest 'guest: ready' 120
guest_type guest 'while :; do n=$((n + 1)); done &'
success "processors come and go while it computes" cycle
cpu=$(thread_on)
if [ "$cpu" = 0 ]; then
	taskset -p 8 "$(pgrep -x up-1/0)" > /dev/null
	sleep 1
	taskset -p f "$(pgrep -x up-1/0)" > /dev/null
	cpu=$(thread_on)
fi
success "the processor that it runs on, CPU $cpu, goes offline" cpu_set "$cpu" 0
isnt "it runs on another" "$(thread_on)" "$cpu"
guest_answers guest 'echo moved-$((6 * 7))' moved-42
cpu_set "$cpu" 1
is "all four are hoisted at the end" "$(cpus_hoisted)" 4

xl destroy guest
success "the guest is gone" wait_for 30 guests_gone
is "no register changed on the way" "$(stat_of state_differences)" 0
pkill 'xenconsoled|xenstored'
cpu_set 2 0
success "rmmod without CPU 2" wait_for 10 underpin_down
success "CPU 2 comes online" cpu_set 2 1
is "it runs natively, like the others" "$(cpus_hoisted)" 0
dmesg_has "the drop changed no register" \
	'underpin: dropped in [0-9]+ us, 0 registers differ'

done_testing
