/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The whole state of a PV vCPU as the domain builder, save/restore and
 * VCPUOP_initialise hand it over. 5168 bytes: copy it in once, never field by
 * field from guest memory.
 */
#ifndef PV_ABI_XEN_VCPU_CONTEXT_H
#define PV_ABI_XEN_VCPU_CONTEXT_H

#include "regs.h"
#include "trap.h"

#define VGCF_i387_valid			0x01
#define VGCF_in_kernel			0x04
#define VGCF_failsafe_disables_events	0x08
#define VGCF_syscall_disables_events	0x10
#define VGCF_online			0x20

struct vcpu_guest_context {
	uint8_t fpu_ctxt[512];		/* FXSAVE image */
	uint64_t flags;			/* VGCF_* */
	struct cpu_user_regs user_regs;
	struct trap_info trap_ctxt[XEN_NR_TRAPS];	/* index = vector */
	uint64_t ldt_base;		/* linear address, page aligned */
	uint64_t ldt_ents;
	uint64_t gdt_frames[16];	/* machine frames */
	uint64_t gdt_ents;
	uint64_t kernel_ss;		/* stack on entry from user mode */
	uint64_t kernel_sp;
	uint64_t ctrlreg[8];		/* CR0 to CR7; CR1 holds the user CR3 */
	uint64_t debugreg[8];
	uint64_t event_callback_eip;
	uint64_t failsafe_callback_eip;
	uint64_t syscall_callback_eip;
	uint64_t vm_assist;
	uint64_t fs_base;
	uint64_t gs_base_kernel;
	uint64_t gs_base_user;
};

#endif
