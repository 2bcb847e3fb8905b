# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 500
#
# Guests with more than one vCPU: two tiny kernels' vCPUs against each other,
# then Debian's kernel with two and with eight, under a storm of processes that
# map and unmap memory on all of them; vCPUs go offline and come back; tools
# say where they run.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

# Of the vCPU with number $2 of guest $1, the fields from $3 on.
vcpu_field()
{
	xl vcpu-list "$1" | awk -v id="$2" -v field="$3" '$3 == id {
		for (i = field; i <= NF; i++)
			printf "%s%s", $i, i < NF ? " " : "\n"
	}'
}

vcpus_online()
{
	[ "$(xl vcpu-list "$1" | grep -c -- " [r-][b-]- ")" = "$2" ]
}

success "insmod and Debian's init script" xen_up || done_testing

TINY_VCPUS=2 tiny_run smp smp

# Each child replaces itself, forks, and writes to memory that is new to it.
storm='for j in 1 2 3 4; do (n=0; for i in $(seq 6); do
	(head -c 300000 /dev/zero | wc -c | grep -q 300000) &&
		n=$((n+1)); done; echo $n) & done; wait; echo calm'
storm=$(echo "$storm" | tr -s '\n\t' '  ')

success "a guest with two vCPUs" guest_create two 'vcpus=2'
success "it comes to its shell" guest_wait two 'guest: ready' 200 || {
	diag "$(guest_log two | tail -n 20)"
	done_testing
}
matches "it sees both" "$(guest_log two)" ', 2 CPU,'
matches "both have run" "$(xl vcpu-list two | awk 'NR > 1 { print ($6 > 0) }' |
	tr -d '\n')" '^11$'
is "they run on any processor" "$(vcpu_field two 1 7)" "all / all"
guest_answers two "$storm" calm 200
is "no process was lost" "$(guest_log two | tr -d '\r' | grep -c '^6$')" 4
lacks "its kernel is content" "$(guest_log two)" \
	'BUG|WARNING|Oops|soft lockup|rcu.*stall|Bad page'
success "processors that owed a flush were interrupted" \
	[ "$(stat_of tlb_interrupts)" -gt 0 ]

success "xl vcpu-set takes one away" xl vcpu-set two 1
success "it goes offline" wait_for 60 vcpus_online two 1
guest_answers two nproc 1
success "xl vcpu-set gives it back" xl vcpu-set two 2
# Where there is no udev, somebody has to bring it online by hand.
cpus=/sys/devices/system/cpu
guest_answers two "until echo 1 > $cpus/cpu1/online; do sleep 1; done; nproc" 2
success "it is online" vcpus_online two 2
guest_answers two 'taskset 2 sh -c "echo here; true"' here

success "xl vcpu-pin" xl vcpu-pin two 1 0
is "xl vcpu-list says so" "$(vcpu_field two 1 7)" "0 / all"
thread=$(pgrep -x "up-$(xl domid two)/1")
is "its thread is bound" \
	"$(awk '/^Cpus_allowed_list/ { print $2 }' "/proc/$thread/status")" 0
guest_answers two 'taskset 2 sh -c "echo bound; true"' bound
is "it ran there" "$(vcpu_field two 1 4 | cut -d " " -f 1)" 0
success "processor 0 alone is nobody's" xl vcpu-pin two 0 1
success "a processor goes offline" \
	sh -c 'echo 0 > /sys/devices/system/cpu/cpu1/online'
guest_answers two 'echo homeless' homeless
success "it comes back" sh -c 'echo 1 > /sys/devices/system/cpu/cpu1/online'
thread=$(pgrep -x "up-$(xl domid two)/0")
is "the vCPU goes back" \
	"$(awk '/^Cpus_allowed_list/ { print $2 }' "/proc/$thread/status")" 1
failure "no processor is no choice" xl vcpu-pin two 0 7
success "xl vcpu-pin all" xl vcpu-pin two all all all
is "xl vcpu-list says so" "$(vcpu_field two 0 7)" "all / all"
success "xl destroy amid a storm" guest_type two "$storm"
success "... destroys it" xl destroy two

success "a guest with eight, two of them at first" \
	guest_create eight 'vcpus=2' 'maxvcpus=8'
success "it comes to its shell" guest_wait eight 'guest: ready' 200
success "six go offline again" wait_for 60 vcpus_online eight 2
success "xl vcpu-set gives it all, more than there are processors" \
	xl vcpu-set --ignore-host eight 8
online="until echo 1 > $cpus/cpu\$c/online; do sleep 1; done"
guest_answers eight "for c in \$(seq 2 7); do $online; done; nproc" 8
guest_answers eight "$storm" calm 200
is "no process was lost" "$(guest_log eight | tr -d '\r' | grep -c '^6$')" 4
success "xl vcpu-set takes five away" xl vcpu-set eight 3
success "they go offline" wait_for 60 vcpus_online eight 3
guest_answers eight nproc 3
lacks "its kernel is content" "$(guest_log eight)" \
	'BUG|WARNING|Oops|soft lockup|rcu.*stall|Bad page'
guest_type eight exit
success "it powers itself off" wait_for 60 guests_gone
is "no frame is left behind" "$(stat_of domains)" 0

done_testing
