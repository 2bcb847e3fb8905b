/* SPDX-License-Identifier: GPL-2.0 */
/* The virtual machine control block: APM vol.2 appendix B. */
#ifndef UNDERPIN_X86_SVM_VMCB_H
#define UNDERPIN_X86_SVM_VMCB_H

#include "control.h"
#include "core/types.h"

/* intercept1 */
#define SVM_INTERCEPT_MSR (1U << 28)
/* intercept2 */
#define SVM_INTERCEPT_VMRUN (1U << 0)
#define SVM_INTERCEPT_VMMCALL (1U << 1)
#define SVM_INTERCEPT_VMLOAD (1U << 2)
#define SVM_INTERCEPT_VMSAVE (1U << 3)
#define SVM_INTERCEPT_STGI (1U << 4)
#define SVM_INTERCEPT_CLGI (1U << 5)
#define SVM_INTERCEPT_SKINIT (1U << 6)

#define SVM_EXIT_MSR 0x07c
#define SVM_EXIT_VMRUN 0x080
#define SVM_EXIT_VMMCALL 0x081
#define SVM_EXIT_SKINIT 0x086
#define SVM_EXIT_NPF 0x400
/* EXITINFO1 of it (15.25.6) */
#define SVM_NPF_WRITE (1ULL << 1)
#define SVM_EXIT_INVALID U64_MAX

/* eventinj, exitintinfo */
#define SVM_EVENT_VALID (1ULL << 31)
#define SVM_EVENT_ERROR (1ULL << 11)
#define SVM_EVENT_EXCEPTION (3ULL << 8)
#define SVM_EVENT_INT_N (4ULL << 8)

/* vintr */
#define SVM_VIRQ (1ULL << 8)
#define SVM_VIRQ_IGNORE_TPR (1ULL << 20)
#define SVM_VIRQ_VECTOR_SHIFT 32

#define SVM_TLB_FLUSH_ALL 1

/* np_enable */
#define SVM_NP_ENABLE (1ULL << 0)
#define SVM_INVLPGB_ENABLE (1ULL << 7)

struct vmcb {
	/* control area */
	u32 intercept_cr;
	u32 intercept_dr;
	u32 intercept_exceptions;
	u32 intercept1;
	u32 intercept2;
	u8 reserved0[0x40 - 0x14];
	u64 iopm_base;
	u64 msrpm_base;
	u64 tsc_offset;
	u32 asid;
	u32 tlb_control;
	u64 vintr;
	u64 interrupt_shadow;
	u64 exitcode;
	u64 exitinfo1;
	u64 exitinfo2;
	u64 exitintinfo;
	u64 np_enable;
	u8 reserved1[0xa8 - 0x98];
	u64 eventinj;
	u64 n_cr3;
	u64 lbr_control;
	u64 clean;
	u64 next_rip;
	u8 reserved2[0x400 - 0xd0];
	/* state save area */
	struct up_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	u8 reserved3[0x4cb - 0x4a0];
	u8 cpl;
	u32 reserved4;
	u64 efer;
	u8 reserved5[0x548 - 0x4d8];
	u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	u8 reserved6[0x5d8 - 0x580];
	u64 rsp;
	u8 reserved7[0x5f8 - 0x5e0];
	u64 rax, star, lstar, cstar, sfmask, kernel_gs_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip, cr2;
	u8 reserved8[0x668 - 0x648];
	u64 g_pat, debugctl;
	u8 reserved9[0x6e0 - 0x678];
	u64 spec_ctrl; /* with SVM_CPUID_SPEC_CTRL */
	u8 reserved10[0x1000 - 0x6e8];
};

_Static_assert(offsetof(struct vmcb, asid) == 0x58, "APM appendix B");
_Static_assert(offsetof(struct vmcb, vintr) == 0x60, "APM appendix B");
_Static_assert(offsetof(struct vmcb, np_enable) == 0x90, "APM appendix B");
_Static_assert(offsetof(struct vmcb, next_rip) == 0xc8, "APM appendix B");
_Static_assert(offsetof(struct vmcb, tr) == 0x490, "APM appendix B");
_Static_assert(offsetof(struct vmcb, efer) == 0x4d0, "APM appendix B");
_Static_assert(offsetof(struct vmcb, rip) == 0x578, "APM appendix B");
_Static_assert(offsetof(struct vmcb, rax) == 0x5f8, "APM appendix B");
_Static_assert(offsetof(struct vmcb, cr2) == 0x640, "APM appendix B");
_Static_assert(offsetof(struct vmcb, spec_ctrl) == 0x6e0, "APM appendix B");
_Static_assert(sizeof(struct vmcb) == 0x1000, "one page");

#endif /* UNDERPIN_X86_SVM_VMCB_H */
