/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest's virtual processor: everything that must survive while its thread
 * is not in the monitor. One page; the extended state has a page of its own.
 *
 * Only the processor that runs the vCPU touches @regs and the other fields
 * that are marked (R); tools touch them only while it does not run.
 */
#ifndef UNDERPIN_DOMAIN_VCPU_H
#define UNDERPIN_DOMAIN_VCPU_H

#include "core/types.h"
#include "mm/frame.h"
#include "mm/pagetable.h"
#include "xen/regs.h"
#include "xen/shared_info.h"
#include "xen/vcpu.h"
#include "xen/vcpu_context.h"

struct domain;

#define VCPU_GDT_FRAMES 14 /* abi.md 1.11 */
#define VCPU_LDT_FRAMES 16 /* 8192 descriptors */
#define VCPU_VECTORS 256

/** struct vcpu_callback - where the guest wants to be entered */
struct vcpu_callback {
	u64 rip;
	bool mask_events;
};

/* set_trap_table's record, stored as parallel arrays to stay in one page */
struct vcpu_traps {
	u64 rip[VCPU_VECTORS]; /* zero: no handler */
	u16 cs[VCPU_VECTORS];
	u8 flags[VCPU_VECTORS]; /* bits 0-1 DPL, bit 2 mask events */
};

/** struct vcpu_timer - the guest's timers, in system time (ns) */
struct vcpu_timer {
	u64 singleshot; /* absolute; zero: none */
	u64 period; /* zero: none */
	u64 period_next; /* absolute */
};

/**
 * struct vcpu - one virtual processor
 * @regs: (R) user-visible registers; the processor's exception frame is
 *        pushed straight into its tail, so the offset is fixed (entry.S)
 * @host_rsp: (R) monitor stack to continue on when the guest traps
 * @kernel_mode: (R) the guest's own idea; both modes are CPL 3
 * @slot: bit in the kick bitmap shared with the loader
 * @info: its vcpu_info, in shared_info or in @info_frame
 * @root: L4 of kernel mode; typed reference held
 * @user_root: L4 of user mode or none; typed reference held
 */
struct vcpu {
	u64 host_rsp;
	struct cpu_user_regs regs; /* &regs.es is RSP0: 16-byte aligned */

	struct domain *d;
	u32 id;
	u32 slot;
	bool kernel_mode;
	bool initialised; /* has a context */
	bool down; /* VCPUOP_down, or never brought up */
	bool running; /* some processor is inside RUN with it */
	bool blocked; /* SCHEDOP_block/poll: waits for an event */
	bool polling; /* any event of the domain ends the wait */
	bool yielding; /* SCHEDOP_yield: the run loop goes to Linux once */
	bool time_area_due; /* @time_area lacks the clock record */
	bool nmi_pending;
	bool nmi_masked; /* until the next iret */
	u64 poll_deadline; /* absolute; zero: none */

	struct vcpu_info *info;
	struct frame *info_frame; /* NULL: the shared_info slot */

	mfn_t root;
	mfn_t user_root;
	u64 fs_base; /* (R) */
	u64 gs_base_kernel; /* (R) */
	u64 gs_base_user; /* (R) */
	u64 kernel_ss;
	u64 kernel_sp;
	struct vcpu_callback event;
	struct vcpu_callback failsafe;
	struct vcpu_callback syscall;
	struct vcpu_callback syscall32;
	struct vcpu_callback sysenter;

	u64 cr0_ts; /* virtual CR0.TS, 0 or X86_CR0_TS */
	u64 cr4; /* virtual CR4 bits that the guest may choose */
	u64 debugreg[8];
	u32 iopl; /* virtual, 0..3 */
	u32 iobitmap_ports; /* PHYSDEVOP_set_iobitmap: bits that exist */
	gva_t iobitmap; /* in kernel mode's memory; clear bit: permitted */
	u64 xcr0;
	u64 xcr0_accum;
	void *xsave; /* (R) page, XSAVE standard format */

	mfn_t gdt[VCPU_GDT_FRAMES];
	u32 gdt_entries;
	mfn_t ldt[VCPU_LDT_FRAMES]; /* what was mapped at ldt_base */
	u64 ldt_base;
	u32 ldt_entries;

	struct vcpu_runstate_info runstate;
	gva_t runstate_area; /* zero: none */
	gva_t time_area; /* zero: none */
	struct vcpu_timer timer;
	u64 timer_told; /* deadline for which Linux has armed a timer */
	u16 virq_port[24]; /* per-vCPU VIRQs; event_lock */

	struct vcpu_traps traps;
};

_Static_assert(sizeof(struct vcpu) <= PAGE_SIZE, "one page");

/**
 * vcpu_create() - add a vCPU to a domain that does not run; it is down
 *
 * d->lock held. Return: 0, -XEN_EINVAL, -XEN_EEXIST, -XEN_ENOMEM (no slot
 * left), HC_NEED_FRAMES.
 */
s64 vcpu_create(struct domain *d, u32 id);

/**
 * vcpu_destroy() - free a vCPU and what it holds (typed roots, GDT, pages)
 *
 * d->lock held; the vCPU does not run. The caller forgets the pointer.
 */
void vcpu_destroy(struct vcpu *v);

/** vcpu_reset() - back to what vcpu_create() made; locks as vcpu_destroy() */
void vcpu_reset(struct vcpu *v);

/** vcpu_kick() - its thread must look again: wake it, or interrupt its run */
void vcpu_kick(struct vcpu *v);

/**
 * vcpu_context_set() - give a vCPU its registers (setvcpucontext, initialise)
 * @c: copied in, hostile
 *
 * d->lock held; the vCPU does not run. A vCPU that has memory can only get
 * other registers.
 *
 * Return: 0; -XEN_EINVAL; -XEN_EOPNOTSUPP other memory than it has;
 * -XEN_ERESTART while its page tables are validated.
 */
int vcpu_context_set(struct vcpu *v, const struct vcpu_guest_context *c,
		     struct pt_budget *b);

/** vcpu_context_get() - the reverse, for a vCPU that does not run */
void vcpu_context_get(const struct vcpu *v, struct vcpu_guest_context *c);

/*
 * What x86/ provides for the vCPU that this processor runs ("current"):
 * its L4 is in CR3 and its segment bases are in the registers.
 */

/** vcpu_mode_switch() - flip kernel/user: GS bases and CR3 follow */
void vcpu_mode_switch(struct vcpu *v);

/** vcpu_root_load() - @v->root or @v->user_root changed: load CR3 by mode */
void vcpu_root_load(struct vcpu *v);

/** vcpu_gdt_load() - @v->gdt/gdt_entries changed: remap this CPU's window */
void vcpu_gdt_load(struct vcpu *v);

/** vcpu_ldt_load() - @v->ldt_base/ldt_entries changed: reload LDTR */
void vcpu_ldt_load(struct vcpu *v);

/** vcpu_bases_read() - bring fs_base and the GS base in use up to date */
void vcpu_bases_read(struct vcpu *v);

/** vcpu_bases_load() - the reverse, after a handler changed the fields */
void vcpu_bases_load(struct vcpu *v);

/** vcpu_gs_user_select() - load a selector into the user GS; 0 if invalid */
void vcpu_gs_user_select(struct vcpu *v, u16 sel);

/** vcpu_debugreg_load() - @v->debugreg changed */
void vcpu_debugreg_load(struct vcpu *v);

/** vcpu_cr4_load() - @v->cr4 changed */
void vcpu_cr4_load(struct vcpu *v);

/** vcpu_ts_load() - @v->cr0_ts changed: #NM in the guest while it is set */
void vcpu_ts_load(struct vcpu *v);

/** vcpu_xcr0_load() - @v->xcr0 changed */
void vcpu_xcr0_load(struct vcpu *v);

#endif /* UNDERPIN_DOMAIN_VCPU_H */
