/* SPDX-License-Identifier: GPL-2.0 */
/* Names shared by the files of the SVM backend; the rest uses hw.h. */
#ifndef UNDERPIN_X86_SVM_H
#define UNDERPIN_X86_SVM_H

#include "x86/cpu.h"
#include "x86/svm_vmcb.h"

#define MSR_VM_CR 0xc0010114
#define MSR_VM_HSAVE_PA 0xc0010117

/**
 * enum svm_hw - use of cpu->hw[]
 * @SVM_VMCB_PA: of the control domain's VMCB; first, as assembly wants it
 * @SVM_VMCB: the same, direct map
 * @SVM_STATE: a second VMCB for VMLOAD: the monitor's TR, and system-call
 *             MSRs for guests
 * @SVM_EXIT_RIP: where the control domain was when it left guest mode
 */
enum svm_hw {
	SVM_VMCB_PA,
	SVM_VMCB,
	SVM_STATE_PA,
	SVM_STATE,
	SVM_HSAVE_PA,
	SVM_EXIT_RIP,
};

static inline struct vmcb *svm_vmcb(struct cpu *c)
{
	return (struct vmcb *)c->hw[SVM_VMCB];
}

static inline struct vmcb *svm_state(struct cpu *c)
{
	return (struct vmcb *)c->hw[SVM_STATE];
}

/** svm_control_save() - put away what #VMEXIT leaves in the registers */
void svm_control_save(struct cpu *c);

/** svm_control_load() - the reverse, before Linux continues */
void svm_control_load(struct cpu *c);

/** svm_nested_off() - Linux sees memory as it is, without nested tables */
void svm_nested_off(struct cpu *c);

/** svm_efer_mask() - efer_mask() of this machine */
u64 svm_efer_mask(void);

/** hw_loop_again() - enter the control domain from the top of the stack */
void __noreturn hw_loop_again(struct cpu *c);

/**
 * svm_exit() - the control domain left guest mode
 * Return: zero: enter it again; otherwise: leave for native (svm_switch.S).
 */
int svm_exit(struct cpu *c);

#endif /* UNDERPIN_X86_SVM_H */
