// SPDX-License-Identifier: GPL-2.0
/* Why the control domain left guest mode under SVM, and what to do then. */
#include "x86/svm.h"

#include "core/print.h"
#include "mm/heap.h"
#include "x86/apic.h"
#include "x86/control_call.h"
#include "x86/efer.h"
#include "x86/fail.h"
#include "x86/fail_test.h"
#include "x86/hw.h"
#include "x86/insn.h"
#include "x86/npt.h"
#include "x86/vectors.h"
#include "xen/errno.h"

#define VECTOR_UD 6
#define VECTOR_GP 13

/* WRMSR, RDMSR: two bytes; VMMCALL: three (APM vol.3). */
#define LENGTH_MSR 2
#define LENGTH_VMMCALL 3

static void svm_inject_exception(struct vmcb *vmcb, u32 vector)
{
	vmcb->eventinj = SVM_EVENT_VALID | SVM_EVENT_EXCEPTION | vector;
	if (vector == VECTOR_GP)
		vmcb->eventinj |= SVM_EVENT_ERROR;
}

static void svm_count(struct cpu *c, u32 reason)
{
	c->counts->reason[reason]++;
}

static void svm_count_call(struct cpu *c, u64 nr)
{
	u64 private = nr - UP_CALL_LEAVE;

	if (nr < UP_REASON_HYPERCALLS)
		svm_count(c, (u32)nr);
	else if (private < UP_MAX_CALLS)
		svm_count(c, UP_REASON_CALL + (u32)private);
	else
		svm_count(c, UP_REASON_BAD_CALL);
}

static void svm_msr_done(struct vmcb *vmcb)
{
	vmcb->rip += LENGTH_MSR;
}

static void svm_write_efer(struct cpu *c, struct vmcb *vmcb, u64 value)
{
	if (!efer_write_ok(svm_efer_mask(), vmcb->efer, value)) {
		svm_inject_exception(vmcb, VECTOR_GP);
		return;
	}
	if ((value ^ vmcb->efer) & EFER_NXE)
		hw_flush_nested(c);
	/* VMRUN demands SVME; Linux reads it as set, so KVM keeps away. */
	vmcb->efer = value | EFER_SVME;
	svm_msr_done(vmcb);
}

/* Has the permission map no bit for @msr? (APM vol.2 15.11) */
static bool svm_msr_unmapped(u32 msr)
{
	return msr >= 0x2000 && (msr < 0xc0000000 || msr >= 0xc0002000) &&
	       (msr < 0xc0010000 || msr >= 0xc0012000);
}

/*
 * These exit always, whoever may have them: banks of machine checks (SMCA, at
 * 0xc0002000), MSRs of a hypervisor beneath Linux. They are Linux' own.
 */
static void svm_pass_msr(struct cpu *c, struct vmcb *vmcb, bool write)
{
	u64 value = c->regs[CPU_REG_RDX] << 32 | (u32)vmcb->rax;
	u32 msr = (u32)c->regs[CPU_REG_RCX];

	if (write ? wrmsr_safe(msr, value) : rdmsr_safe(msr, &value)) {
		svm_inject_exception(vmcb, VECTOR_GP);
		return;
	}
	if (!write) {
		vmcb->rax = (u32)value;
		c->regs[CPU_REG_RDX] = value >> 32;
	}
	svm_msr_done(vmcb);
}

static void svm_msr(struct cpu *c)
{
	struct vmcb *vmcb = svm_vmcb(c);
	bool write = vmcb->exitinfo1 & 1;
	u32 msr = (u32)c->regs[CPU_REG_RCX];
	u64 value = c->regs[CPU_REG_RDX] << 32 | (u32)vmcb->rax;

	svm_count(c, msr == MSR_EFER ? UP_REASON_EFER : UP_REASON_MSR);
	fail_test_point(FAIL_TEST_MSR);
	if (svm_msr_unmapped(msr)) {
		svm_pass_msr(c, vmcb, write);
	} else if (write && msr == MSR_EFER) {
		svm_write_efer(c, vmcb, value);
	} else if (!write && msr == MSR_VM_HSAVE_PA) {
		vmcb->rax = 0;
		c->regs[CPU_REG_RDX] = 0;
		svm_msr_done(vmcb);
	} else if (write && msr == MSR_VM_HSAVE_PA && !value) {
		svm_msr_done(vmcb);
	} else {
		svm_inject_exception(vmcb, VECTOR_GP);
	}
}

/*
 * What hit this processor beneath Linux. It did during a run, which ends with
 * VMMCALL: that cuts no delivery short, so that eventinj is free.
 * Return: true if it is taken then.
 */
static bool svm_inject_pending(struct cpu *c, struct vmcb *vmcb)
{
	u8 pending = c->pending;

	if (!pending)
		return vmcb->eventinj & SVM_EVENT_VALID;
	bug_on(vmcb->eventinj & SVM_EVENT_VALID);
	c->pending = 0;
	if (pending & CPU_PENDING_NMI)
		apic_nmi_raise();
	if (pending & CPU_PENDING_MC)
		vmcb->eventinj = SVM_EVENT_VALID | SVM_EVENT_EXCEPTION |
				 VECTOR_MC;
	return pending & CPU_PENDING_MC;
}

/*
 * Acknowledged at the APIC: it must not get lost (15.20, 15.21.4). Injected as
 * INT n, which pushes next_rip: QEMU leaves an external interrupt of eventinj
 * behind and may deliver it once more, interrupts off or not
 * (docs/debugging.md).
 */
static void svm_inject_interrupt(struct cpu *c, struct vmcb *vmcb, bool later)
{
	u64 vector = c->interrupt;

	if (vector == CPU_NO_INTERRUPT)
		return;
	c->interrupt = CPU_NO_INTERRUPT;
	if (later) {
		vmcb->vintr = SVM_VIRQ | SVM_VIRQ_IGNORE_TPR |
			      vector << SVM_VIRQ_VECTOR_SHIFT;
		return;
	}
	vmcb->next_rip = vmcb->rip;
	vmcb->eventinj = SVM_EVENT_VALID | SVM_EVENT_INT_N | vector;
}

static int svm_leave(struct cpu *c, struct vmcb *vmcb)
{
	vmcb->rip += LENGTH_VMMCALL;
	vmcb->rax = 0;
	hw_promote(c);
	return 1;
}

static int svm_vmmcall(struct cpu *c)
{
	struct vmcb *vmcb = svm_vmcb(c);

	if (vmcb->cpl) {
		svm_count(c, UP_REASON_USER_CALL);
		svm_inject_exception(vmcb, VECTOR_UD);
		return 0;
	}
	svm_count_call(c, vmcb->rax);
	c->rax = vmcb->rax;
	switch (control_call(c)) {
	case CONTROL_RESUME:
		vmcb->rip += LENGTH_VMMCALL;
		vmcb->rax = c->rax;
		return 0;
	case CONTROL_REPEAT:
		return 0;
	case CONTROL_LEAVE:
		return svm_leave(c, vmcb);
	}
	panic("svm: control_call");
}

/* Once for each of six kinds; the counter tells of the others. */
static void svm_log_stray(enum npt_fault fault, bool write, u64 maddr, u64 rip)
{
	static const char *const what[] = {
		[NPT_FAULT_UNKNOWN] = "an address beyond all memory",
		[NPT_FAULT_MONITOR] = "the monitor's memory",
		[NPT_FAULT_GUEST] = "a guest's frame",
	};
	static u32 logged;
	u32 kind = 1U << (2 * fault + write);

	if (__atomic_fetch_or(&logged, kind, __ATOMIC_RELAXED) & kind)
		return;
	log_line("stray %s by the control domain: %s at %lx, rip %lx",
		 write ? "write" : "read", what[fault], maddr, rip);
}

/*
 * The monitor's own state where Linux' should be, which is lost then: QEMU 7.2
 * was seen to do this. Say all that may tell why.
 */
static void svm_state_lost(const struct cpu *c, const struct vmcb *vmcb)
{
	log_line("svm: the VMCB %lx (of %lx) has the monitor's state",
		 vmcb->rax, c->hw[SVM_VMCB_PA]);
	log_line("svm: rip %lx rsp %lx, last rip %lx, host save area %lx (%lx)",
		 vmcb->rip, vmcb->rsp, c->hw[SVM_EXIT_RIP],
		 rdmsr(MSR_VM_HSAVE_PA), c->hw[SVM_HSAVE_PA]);
	panic("svm: Linux' state is lost");
}

static void svm_npf(struct cpu *c)
{
	struct vmcb *vmcb = svm_vmcb(c);
	u64 maddr = vmcb->exitinfo2;
	bool write = vmcb->exitinfo1 & SVM_NPF_WRITE;
	enum npt_fault fault = npt_fault(maddr, write);

	if (unlikely(vmcb->cr3 == read_cr3()))
		svm_state_lost(c, vmcb);
	/*
	 * Four levels of nested tables end at 48 bits, where the processor may
	 * know 52. That nobody is there is for who asked, not for the guests.
	 */
	if (fault == NPT_FAULT_UNKNOWN)
		svm_inject_exception(vmcb, VECTOR_GP);
	if (fault != NPT_FAULT_STALE) {
		c->stray_accesses++;
		svm_log_stray(fault, write, maddr, vmcb->rip);
	}
	hw_flush_nested(c);
}

/* The very first entry failed: Linux goes on natively and learns of it. */
static int svm_refused(struct cpu *c)
{
	struct vmcb *vmcb = svm_vmcb(c);

	log_line("svm: VMRUN refuses Linux' state (cr0 %lx cr4 %lx efer %lx)",
		 vmcb->cr0, vmcb->cr4, vmcb->efer);
	vmcb->rax = (u64)-XEN_EIO;
	hw_promote(c);
	return 1;
}

static int svm_handle(struct cpu *c, struct vmcb *vmcb)
{
	switch (vmcb->exitcode) {
	case SVM_EXIT_VMMCALL:
		return svm_vmmcall(c);
	case SVM_EXIT_MSR:
		svm_msr(c);
		return 0;
	case SVM_EXIT_NPF:
		svm_count(c, UP_REASON_NESTED_FAULT);
		svm_npf(c);
		return 0;
	case SVM_EXIT_INVALID:
		svm_count(c, UP_REASON_OTHER);
		return svm_refused(c);
	}
	if (vmcb->exitcode >= SVM_EXIT_VMRUN &&
	    vmcb->exitcode <= SVM_EXIT_SKINIT) {
		svm_count(c, UP_REASON_INSTRUCTION);
		svm_inject_exception(vmcb, VECTOR_UD);
		return 0;
	}
	panic("svm: exit %lx, rip %lx", vmcb->exitcode, vmcb->rip);
}

/* The one call that is left is the way out. */
static int svm_vmmcall_failed(struct cpu *c, struct vmcb *vmcb)
{
	if (vmcb->cpl) {
		svm_inject_exception(vmcb, VECTOR_UD);
		return 0;
	}
	if (vmcb->rax == UP_CALL_LEAVE)
		return svm_leave(c, vmcb);
	vmcb->rip += LENGTH_VMMCALL;
	vmcb->rax = (u64)UP_FAILED;
	return 0;
}

/*
 * After a failure: Linux goes on until it leaves. No lock, no heap, no table
 * of the monitor's is touched for it.
 */
static int svm_handle_failed(struct cpu *c, struct vmcb *vmcb)
{
	svm_nested_off(c);
	switch (vmcb->exitcode) {
	case SVM_EXIT_VMMCALL:
		return svm_vmmcall_failed(c, vmcb);
	case SVM_EXIT_MSR:
		svm_msr(c);
		return 0;
	case SVM_EXIT_NPF:
		return 0;
	}
	if (vmcb->exitcode >= SVM_EXIT_VMRUN &&
	    vmcb->exitcode <= SVM_EXIT_SKINIT) {
		svm_inject_exception(vmcb, VECTOR_UD);
		return 0;
	}
	halt_forever();
}

static void svm_resume(struct cpu *c, struct vmcb *vmcb)
{
	svm_inject_interrupt(c, vmcb, svm_inject_pending(c, vmcb));
	svm_control_load(c);
}

int svm_exit(struct cpu *c)
{
	struct vmcb *vmcb = svm_vmcb(c);
	int leave;

	svm_control_save(c);
	c->counts->exits++;
	c->hw[SVM_EXIT_RIP] = vmcb->rip;
	exit_record(c, 0, 0, (u32)vmcb->exitcode, vmcb->rax, vmcb->rip);
	vmcb->tlb_control = 0;
	/* An event whose delivery was cut short is delivered again (15.7.2). */
	vmcb->eventinj = vmcb->exitintinfo & SVM_EVENT_VALID ?
				 vmcb->exitintinfo :
				 0;
	if (unlikely(fail_happened()))
		leave = svm_handle_failed(c, vmcb);
	else
		leave = svm_handle(c, vmcb);
	if (leave)
		svm_control_load(c);
	else
		svm_resume(c, vmcb);
	return leave;
}

void hw_fail(struct cpu *c)
{
	struct vmcb *vmcb = svm_vmcb(c);

	svm_nested_off(c);
	vmcb->rip = c->hw[SVM_EXIT_RIP];
	if (vmcb->exitcode == SVM_EXIT_VMMCALL && !vmcb->cpl) {
		vmcb->rip += LENGTH_VMMCALL;
		vmcb->rax = (u64)UP_FAILED;
	} else {
		/* The instruction is repeated. The NMI's handler notices. */
		apic_nmi_raise();
	}
	svm_resume(c, vmcb);
	hw_loop_again(c);
}

u64 hw_control_cr3(struct cpu *c)
{
	return svm_vmcb(c)->cr3;
}
