// SPDX-License-Identifier: GPL-2.0
/*
 * Which hypercalls there are, and for whom: what a caller has no handler for
 * does not exist for it. A guest that tries a tool's call is told that it may
 * not (refused.c).
 */
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/hypercall.h"

/*
 * Page-table entries per call until interrupts are looked at: 0.1 to 0.4 ms
 * (docs/bounds.md).
 */
#define HC_BUDGET 2048

/** struct hc_entry - who handles a number; NULL: not for that caller */
struct hc_entry {
	hc_fn *guest;
	hc_fn *control;
};

static const struct hc_entry table[XEN_NR_HYPERCALLS] = {
	[__HYPERVISOR_set_trap_table] = { .guest = hc_set_trap_table },
	[__HYPERVISOR_mmu_update] = { hc_mmu_update, hc_mmu_update },
	[__HYPERVISOR_set_gdt] = { .guest = hc_set_gdt },
	[__HYPERVISOR_stack_switch] = { .guest = hc_stack_switch },
	[__HYPERVISOR_set_callbacks] = { .guest = hc_set_callbacks },
	[__HYPERVISOR_fpu_taskswitch] = { .guest = hc_fpu_taskswitch },
	[__HYPERVISOR_set_debugreg] = { .guest = hc_set_debugreg },
	[__HYPERVISOR_get_debugreg] = { .guest = hc_get_debugreg },
	[__HYPERVISOR_update_descriptor] = { .guest = hc_update_descriptor },
	[__HYPERVISOR_memory_op] = { hc_memory_op, hc_memory_op },
	[__HYPERVISOR_multicall] = { hc_multicall, hc_multicall },
	[__HYPERVISOR_update_va_mapping] = { .guest = hc_update_va_mapping },
	[__HYPERVISOR_set_timer_op] = { .guest = hc_set_timer_op },
	[__HYPERVISOR_xen_version] = { hc_xen_version, hc_xen_version },
	[__HYPERVISOR_console_io] = { .guest = hc_console_io },
	[__HYPERVISOR_grant_table_op] = { hc_grant_table_op,
					  hc_grant_table_op },
	[__HYPERVISOR_vm_assist] = { .guest = hc_vm_assist },
	[__HYPERVISOR_iret] = { .guest = hc_iret },
	[__HYPERVISOR_vcpu_op] = { .guest = hc_vcpu_op },
	[__HYPERVISOR_set_segment_base] = { .guest = hc_set_segment_base },
	[__HYPERVISOR_mmuext_op] = { hc_mmuext_op, hc_mmuext_op },
	[__HYPERVISOR_nmi_op] = { .guest = hc_nmi_op },
	[__HYPERVISOR_sched_op] = { hc_sched_op, hc_sched_op },
	[__HYPERVISOR_callback_op] = { .guest = hc_callback_op },
	[__HYPERVISOR_event_channel_op] = { hc_event_channel_op,
					    hc_event_channel_op },
	[__HYPERVISOR_physdev_op] = { .guest = hc_physdev_op },
	[__HYPERVISOR_platform_op] = { .guest = hc_refuse_tool },
	[__HYPERVISOR_sysctl] = { hc_refuse_tool, hc_sysctl },
	[__HYPERVISOR_domctl] = { hc_refuse_tool, hc_domctl },
	[__HYPERVISOR_arch_0] = { .guest = hc_refuse },
	[__HYPERVISOR_kexec_op] = { .guest = hc_refuse },
	[__HYPERVISOR_xenpmu_op] = { .guest = hc_refuse_off },
	[__HYPERVISOR_dm_op] = { .guest = hc_refuse_dm },
	[__HYPERVISOR_hypfs_op] = { .guest = hc_refuse },
};

/*
 * Handlers ask for frames whichever allocation failed. What is missing is the
 * monitor's own memory if that has run out, and frames for guests otherwise.
 */
static s64 shortage(struct hypercall *hc)
{
	if (heap_used() == heap_pages())
		return HC_NEED_HEAP;
	if (!hc->frames_wanted)
		hc->frames_wanted = 1;
	return HC_NEED_FRAMES;
}

s64 hc_dispatch(struct hypercall *hc)
{
	const struct hc_entry *e;
	hc_fn *fn;
	s64 ret;

	if (hc->nr >= XEN_NR_HYPERCALLS)
		return -XEN_ENOSYS;
	e = &table[hc->nr];
	fn = hc_is_control(hc) ? e->control : e->guest;
	if (!fn)
		return -XEN_ENOSYS;
	if (!hc->in_multicall) {
		hc->budget.left = HC_BUDGET;
		hc->frames_wanted = 0;
	}
	ret = fn(hc);
	if (ret == HC_NEED_FRAMES && !hc->in_multicall)
		return shortage(hc);
	return ret;
}
