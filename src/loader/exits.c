// SPDX-License-Identifier: GPL-2.0
/*
 * The counters of exits: memory that the monitor writes and Linux reads, and
 * the names of the reasons.
 */
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mm.h>

#include "counts.h"
#include "exits.h"
#include "loader.h"
#include "xen/hypercall.h"

static struct up_counts *counts;

#define HYPERCALL(name) \
	[__HYPERVISOR_##name] = "hypercall_" #name
#define CALL(id, name) \
	[UP_REASON_CALL + (id) - UP_CALL_LEAVE] = "call_" name

static const char *const names[UP_REASONS] = {
	HYPERCALL(set_trap_table), HYPERCALL(mmu_update), HYPERCALL(set_gdt),
	HYPERCALL(stack_switch), HYPERCALL(set_callbacks),
	HYPERCALL(fpu_taskswitch), HYPERCALL(sched_op_compat),
	HYPERCALL(platform_op), HYPERCALL(set_debugreg),
	HYPERCALL(get_debugreg), HYPERCALL(update_descriptor),
	HYPERCALL(memory_op), HYPERCALL(multicall),
	HYPERCALL(update_va_mapping), HYPERCALL(set_timer_op),
	HYPERCALL(event_channel_op_compat), HYPERCALL(xen_version),
	HYPERCALL(console_io), HYPERCALL(physdev_op_compat),
	HYPERCALL(grant_table_op), HYPERCALL(vm_assist),
	HYPERCALL(update_va_mapping_otherdomain), HYPERCALL(iret),
	HYPERCALL(vcpu_op), HYPERCALL(set_segment_base),
	HYPERCALL(mmuext_op), HYPERCALL(xsm_op), HYPERCALL(nmi_op),
	HYPERCALL(sched_op), HYPERCALL(callback_op), HYPERCALL(xenoprof_op),
	HYPERCALL(event_channel_op), HYPERCALL(physdev_op), HYPERCALL(hvm_op),
	HYPERCALL(sysctl), HYPERCALL(domctl), HYPERCALL(kexec_op),
	HYPERCALL(tmem_op), HYPERCALL(argo_op), HYPERCALL(xenpmu_op),
	HYPERCALL(dm_op), HYPERCALL(hypfs_op),
	CALL(UP_CALL_LEAVE, "leave"),
	CALL(UP_CALL_RUN, "run"),
	CALL(UP_CALL_DONATE, "donate"),
	CALL(UP_CALL_RECLAIM, "reclaim"),
	CALL(UP_CALL_HEAP_DONATE, "heap_donate"),
	CALL(UP_CALL_HEAP_RECLAIM, "heap_reclaim"),
	CALL(UP_CALL_FLUSH, "flush"),
	CALL(UP_CALL_SETTLE, "settle"),
	CALL(UP_CALL_FOREIGN_GET, "foreign_get"),
	CALL(UP_CALL_FOREIGN_PUT, "foreign_put"),
	CALL(UP_CALL_M2P_PAGE, "m2p_page"),
	CALL(UP_CALL_VCPU_SLOT, "vcpu_slot"),
	CALL(UP_CALL_WALLCLOCK, "wallclock"),
	CALL(UP_CALL_STATS, "stats"),
	[UP_REASON_BAD_CALL] = "bad_call",
	[UP_REASON_USER_CALL] = "user_call",
	[UP_REASON_EFER] = "efer",
	[UP_REASON_MSR] = "msr",
	[UP_REASON_NESTED_FAULT] = "nested_fault",
	[UP_REASON_INSTRUCTION] = "instruction",
	[UP_REASON_OTHER] = "other",
};

static_assert(XEN_NR_HYPERCALLS == UP_REASON_HYPERCALLS);
static_assert(UP_CALL_END - UP_CALL_LEAVE <= UP_MAX_CALLS);

static unsigned int count_max(void)
{
	return min_t(unsigned int, num_possible_cpus(), UP_MAX_CPUS);
}

int ldr_exits_init(void)
{
	unsigned int i;

	counts = alloc_pages_exact(count_max() * sizeof(*counts),
				   GFP_KERNEL | __GFP_ZERO);
	if (!counts)
		return -ENOMEM;
	for (i = 0; i < count_max(); i++)
		ldr_init->counts[i] = __pa(&counts[i]);
	return 0;
}

void ldr_exits_exit(void)
{
	free_pages_exact(counts, count_max() * sizeof(*counts));
}

const char *ldr_exit_name(unsigned int reason)
{
	return names[reason];
}

u64 ldr_exits_of(unsigned int index, unsigned int reason)
{
	return READ_ONCE(counts[index].reason[reason]);
}

u64 ldr_guest_ns(unsigned int index)
{
	return index < count_max() ? READ_ONCE(counts[index].guest_ns) : 0;
}

u64 ldr_exits_sum(unsigned int reason)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < count_max(); i++)
		sum += ldr_exits_of(i, reason);
	return sum;
}

u64 ldr_exits_total(void)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < count_max(); i++)
		sum += READ_ONCE(counts[i].exits);
	return sum;
}
