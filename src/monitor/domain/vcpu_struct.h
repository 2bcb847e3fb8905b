/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest's virtual processor: everything that must survive while its thread
 * is not in the monitor. One page; the extended state has a page of its own.
 *
 * Only the processor that runs the vCPU touches @regs and the other fields
 * that are marked (R); tools touch them only while it does not run.
 */
#ifndef UNDERPIN_DOMAIN_VCPU_STRUCT_H
#define UNDERPIN_DOMAIN_VCPU_STRUCT_H

#include "core/types.h"
#include "xen/regs.h"
#include "xen/shared_info.h"
#include "xen/vcpu.h"

struct domain;
struct frame;

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
 * @serial: never given to another vCPU; not zero
 * @slot: bit in the kick bitmap shared with the loader
 * @info: its vcpu_info, in shared_info or in @info_frame
 * @root: L4 of kernel mode; typed reference held
 * @user_root: L4 of user mode or none; typed reference held
 */
struct vcpu {
	u64 host_rsp;
	struct cpu_user_regs regs; /* &regs.es is RSP0: 16-byte aligned */

	struct domain *d;
	u64 serial;
	u32 id, slot;
	bool kernel_mode;
	bool initialised; /* has a context */
	bool down; /* VCPUOP_down, or never brought up */
	bool running; /* some processor is inside RUN with it */
	bool blocked; /* SCHEDOP_block/poll: waits for an event */
	bool polling; /* any event of the domain ends the wait */
	bool yielding; /* SCHEDOP_yield: the run loop goes to Linux once */
	bool runstate_due; /* @runstate_area is out of date */
	bool time_area_due; /* @time_area lacks the clock record */
	bool nmi_pending, nmi_masked; /* masked until the next iret */
	u32 poll_port; /* the only one polled; zero: several */
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
	u32 virq_port[4]; /* ec_virq_port(); event_lock */

	struct vcpu_traps traps;
};

_Static_assert(sizeof(struct vcpu) <= PAGE_SIZE, "one page");

#endif /* UNDERPIN_DOMAIN_VCPU_STRUCT_H */
