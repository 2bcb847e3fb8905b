/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One hypercall in progress, and access to its caller's memory.
 *
 * A handler gets its arguments in @arg and returns a value for RAX. To be
 * restarted later (long work, pending interrupts) it edits @arg so that they
 * describe the rest and returns HC_RESTART: the dispatcher makes the caller
 * execute the instruction again.
 */
#ifndef UNDERPIN_HYPERCALL_HYPERCALL_H
#define UNDERPIN_HYPERCALL_HYPERCALL_H

#include "core/types.h"
#include "mm/pagetable.h"

struct domain;
struct vcpu;

/* Private results below the errno range: never seen by a caller. */
#define HC_RESTART (-0x10000L) /* run me again with hc->arg */
#define HC_NEED_FRAMES (-0x10001L) /* as above, once Linux donated frames */
#define HC_NEED_HEAP (-0x10002L) /* likewise, monitor memory: hc_dispatch() */

/** hc_is_private() - a result that only the dispatcher's caller may see */
static inline bool hc_is_private(s64 ret)
{
	return ret == HC_RESTART || ret == HC_NEED_FRAMES ||
	       ret == HC_NEED_HEAP;
}

/**
 * struct hypercall - one call
 * @d: caller's domain
 * @v: caller's vCPU; NULL for the control domain
 * @nr: number (__HYPERVISOR_*)
 * @arg: arguments, RDI RSI RDX R10 R8 R9
 * @budget: work allowance until interrupts must be looked at
 * @in_multicall: arguments come from a multicall entry
 * @final: set by a handler whose result is a value of the guest's: it goes to
 *	   RAX whatever it is, even if it looks like a private result
 * @frames_wanted: with HC_NEED_FRAMES: how many
 */
struct hypercall {
	struct domain *d;
	struct vcpu *v;
	u64 nr;
	u64 arg[6];
	struct pt_budget budget;
	bool in_multicall;
	bool final;
	u32 frames_wanted;
};

/** hc_is_control() - the caller is the control domain (trusted) */
static inline bool hc_is_control(const struct hypercall *hc)
{
	return !hc->v;
}

/** hc_spend() - account for work, in page-table entries; before a restart */
static inline void hc_spend(struct hypercall *hc, u32 work)
{
	pt_spend(&hc->budget, work);
}

/**
 * hc_copy_from() - copy in from the caller's address space
 * @dst: monitor buffer
 * @src: caller's address, possibly hostile
 *
 * A guest's addresses inside the monitor's hole fail. No lock may be held that
 * a page fault handler takes (none is).
 *
 * Return: 0 or -XEN_EFAULT; @dst may be partly written.
 */
int hc_copy_from(struct hypercall *hc, void *dst, gva_t src, size_t n);

/** hc_copy_to() - copy out; as hc_copy_from() */
int hc_copy_to(struct hypercall *hc, gva_t dst, const void *src, size_t n);

/** typedef hc_fn - a hypercall's handler; the value goes to RAX */
typedef s64 hc_fn(struct hypercall *hc);

/** hc_dispatch() - run one call by number; unknown: -XEN_ENOSYS */
s64 hc_dispatch(struct hypercall *hc);

/* Handlers, in the file of the same name. */
hc_fn hc_callback_op; /* hypercall/trap_op.c */
hc_fn hc_console_io;
hc_fn hc_domctl;
hc_fn hc_event_channel_op;
hc_fn hc_fpu_taskswitch; /* hypercall/trap_op.c */
hc_fn hc_get_debugreg; /* hypercall/trap_op.c */
hc_fn hc_grant_table_op;
hc_fn hc_iret; /* domain/trap.c */
hc_fn hc_memory_op;
hc_fn hc_mmu_update;
hc_fn hc_mmuext_op;
hc_fn hc_multicall;
hc_fn hc_nmi_op; /* hypercall/trap_op.c */
hc_fn hc_physdev_op;
hc_fn hc_sched_op;
hc_fn hc_refuse, hc_refuse_dm, hc_refuse_off, hc_refuse_tool; /* refused.c */
hc_fn hc_set_callbacks; /* hypercall/trap_op.c */
hc_fn hc_set_debugreg; /* hypercall/trap_op.c */
hc_fn hc_set_gdt; /* hypercall/descriptor.c */
hc_fn hc_set_segment_base; /* hypercall/trap_op.c */
hc_fn hc_set_timer_op; /* hypercall/sched_op.c */
hc_fn hc_set_trap_table; /* hypercall/trap_op.c */
hc_fn hc_stack_switch; /* hypercall/trap_op.c */
hc_fn hc_sysctl;
hc_fn hc_update_descriptor; /* hypercall/descriptor.c */
hc_fn hc_update_va_mapping; /* hypercall/mmu_update.c */
hc_fn hc_vcpu_op;
hc_fn hc_vm_assist; /* hypercall/version.c */
hc_fn hc_xen_version; /* hypercall/version.c */

#endif /* UNDERPIN_HYPERCALL_HYPERCALL_H */
