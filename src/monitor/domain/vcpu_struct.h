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
#include "domain/vcpu_parts.h"
#include "xen/regs.h"
#include "xen/shared_info.h"
#include "xen/vcpu.h"

struct domain;
struct frame;

#define VCPU_GDT_FRAMES 14 /* public/arch-x86/xen.h: FIRST_RESERVED_GDT_PAGE */
#define VCPU_LDT_FRAMES 16 /* 8192 descriptors */

/**
 * struct vcpu - one virtual processor
 * @regs: (R) user-visible registers; the processor's exception frame is
 *        pushed straight into its tail, so the offset is fixed (entry.S)
 * @host_rsp: (R) monitor stack to continue on when the guest traps
 * @kernel_mode: (R) the guest's own idea; both modes are CPL 3
 * @serial: never given to another vCPU; not zero
 * @slot: bit in the kick bitmap shared with the loader
 * @cpu: index of the processor that runs it, or ran it last
 * @info: its vcpu_info, in shared_info, in @info_frame, or @own_info
 * @own_info: for nobody but the monitor: of a vCPU without slot in shared_info,
 *            until it has registered one
 * @root: L4 of kernel mode; typed reference held
 * @user_root: L4 of user mode or none; typed reference held
 */
struct vcpu {
	u64 host_rsp;
	struct cpu_user_regs regs; /* &regs.es is RSP0: 16-byte aligned */

	struct domain *d;
	u64 serial;
	u32 id, slot;
	u32 cpu;
	struct vcpu_tlb tlb;
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
	bool lend_refused; /* Linux had no frames when a call asked last */
	u32 poll_port; /* the only one polled; zero: several */
	u64 poll_deadline; /* absolute; zero: none */

	struct vcpu_info *info;
	struct frame *info_frame; /* NULL: none registered */
	struct vcpu_info own_info;

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
	u64 woken_at; /* time of the first kick since @runstate changed */
	gva_t runstate_area; /* zero: none */
	gva_t time_area; /* zero: none */
	struct vcpu_timer timer;
	u32 grant_pending; /* (R) grant_map_op.c */
	u64 timer_told; /* deadline for which Linux has armed a timer */
	u32 virq_port[4]; /* ec_virq_port(); event_lock */

	struct vcpu_traps traps;
};

_Static_assert(sizeof(struct vcpu) <= PAGE_SIZE, "one page");

#endif /* UNDERPIN_DOMAIN_VCPU_STRUCT_H */
