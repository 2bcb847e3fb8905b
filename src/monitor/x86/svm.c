// SPDX-License-Identifier: GPL-2.0
/*
 * SVM behind hw.h: put Linux into a VMCB, take it out again.
 *
 * VMRUN and #VMEXIT switch what struct up_cpu_state lists. FS, GS, TR, LDTR
 * and the system-call MSRs are swapped by VMSAVE and VMLOAD (APM vol.2 15.5.2)
 * whenever Linux leaves guest mode: with the monitor's TR a double fault has a
 * stack, and Linux' registers are in the VMCB if the monitor fails.
 */
#include "x86/hw.h"

#include "core/lib.h"
#include "core/print.h"
#include "mm/heap.h"
#include "x86/apic.h"
#include "x86/efer.h"
#include "x86/insn.h"
#include "x86/npt.h"
#include "x86/paging.h"
#include "x86/svm.h"
#include "x86/vectors.h"
#include "xen/errno.h"

/* APM vol.2 15.25.4: ASID 0 is the host's. */
#define SVM_ASID_CONTROL 1

/* CPUID 8000_000A EDX: SPEC_CTRL is a field of the VMCB. */
#define CPUID_SVM 0x8000000a
#define CPUID_V_SPEC_CTRL (1U << 20)
/* CPUID 8000_0008 EBX */
#define CPUID_CAPACITY 0x80000008
#define CPUID_INVLPGB (1U << 3)

#define CPUID_EXT_MAX 0x80000000
#define CPUID_EXT_FEATURES 0x80000001
#define CPUID_EXT_FEATURES2 0x80000021

static bool has_v_spec_ctrl;
static bool has_invlpgb;
static u64 efer_bits;

/* Two bits an MSR, read then write, in three ranges of 2 KiB (15.11). */
static u8 msrpm[2 * PAGE_SIZE] __page_aligned;

#define MSRPM_READ 1
#define MSRPM_WRITE 2

static void msrpm_intercept(u32 msr, u8 access)
{
	u32 range = msr >= 0xc0010000 ? 0x1000 : msr >= 0xc0000000 ? 0x800 : 0;
	u32 bit = (msr & 0x1fff) * 2;

	msrpm[range + bit / 8] |= access << (bit % 8);
}

static void stgi(void)
{
	asm volatile("stgi" ::: "memory");
}

static void clgi(void)
{
	asm volatile("clgi" ::: "memory");
}

static void vmload(u64 pa)
{
	asm volatile("vmload" : : "a"(pa) : "memory");
}

static void vmsave(u64 pa)
{
	asm volatile("vmsave" : : "a"(pa) : "memory");
}

static void efer_bits_find(void)
{
	u32 max[4], ext1[4], ext21[4] = { 0 };

	cpuid(CPUID_EXT_MAX, 0, max);
	cpuid(CPUID_EXT_FEATURES, 0, ext1);
	if (max[0] >= CPUID_EXT_FEATURES2)
		cpuid(CPUID_EXT_FEATURES2, 0, ext21);
	efer_bits = efer_mask(ext1[2], ext1[3], ext21[0]);
}

u64 svm_efer_mask(void)
{
	return efer_bits;
}

static void features_find(void)
{
	u32 leaf[4];

	efer_bits_find();
	cpuid(CPUID_SVM, 0, leaf);
	has_v_spec_ctrl = leaf[3] & CPUID_V_SPEC_CTRL;
	cpuid(CPUID_CAPACITY, 0, leaf);
	has_invlpgb = leaf[1] & CPUID_INVLPGB;
}

int hw_init(const struct up_init *init)
{
	int err;

	features_find();
	msrpm_intercept(MSR_EFER, MSRPM_WRITE);
	msrpm_intercept(MSR_VM_CR, MSRPM_WRITE);
	msrpm_intercept(MSR_VM_HSAVE_PA, MSRPM_READ | MSRPM_WRITE);
	err = apic_init((u8)init->kick_vector);
	return err ? err : npt_init(init);
}

/* Attributes as VMCBs hold them: descriptor bits 55:52 and 47:40. */
#define SVM_ATTR_TSS_BUSY 0x08b

/* FS, GS and LDTR are null. */
static void state_fill(struct cpu *c, struct vmcb *state)
{
	state->tr = (struct up_segment){
		.selector = SEL_TSS,
		.attributes = SVM_ATTR_TSS_BUSY,
		.limit = sizeof(struct tss) - 1,
		.base = (u64)&c->tss,
	};
	state->star = (u64)SEL_USER_CS32 << 48 | (u64)SEL_MONITOR_CS << 32;
	state->lstar = cpu_syscall_entry();
	state->cstar = (u64)entry_syscall32;
	state->sfmask = RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_IOPL |
			RFLAGS_NT | RFLAGS_AC;
}

int hw_cpu_init(struct cpu *c)
{
	struct vmcb *vmcb = heap_alloc_page();
	struct vmcb *state = heap_alloc_page();
	void *hsave = heap_alloc_page();

	if (!vmcb || !state || !hsave)
		return -XEN_ENOMEM;
	c->hw[SVM_VMCB] = (u64)vmcb;
	c->hw[SVM_VMCB_PA] = direct_to_maddr(vmcb);
	c->hw[SVM_STATE] = (u64)state;
	c->hw[SVM_STATE_PA] = direct_to_maddr(state);
	c->hw[SVM_HSAVE_PA] = direct_to_maddr(hsave);
	state_fill(c, state);
	return 0;
}

static void vmcb_control_fill(struct cpu *c, struct vmcb *vmcb)
{
	vmcb->intercept1 = SVM_INTERCEPT_MSR;
	vmcb->intercept2 = SVM_INTERCEPT_VMRUN | SVM_INTERCEPT_VMMCALL |
			   SVM_INTERCEPT_VMLOAD | SVM_INTERCEPT_VMSAVE |
			   SVM_INTERCEPT_STGI | SVM_INTERCEPT_CLGI |
			   SVM_INTERCEPT_SKINIT;
	vmcb->msrpm_base = image_to_maddr(msrpm);
	vmcb->asid = SVM_ASID_CONTROL;
	vmcb->tlb_control = SVM_TLB_FLUSH_ALL;
	vmcb->np_enable = SVM_NP_ENABLE;
	/* Or INVLPGB and TLBSYNC, which Linux uses, would be #UD. */
	if (has_invlpgb)
		vmcb->np_enable |= SVM_INVLPGB_ENABLE;
	vmcb->n_cr3 = npt_root();
}

int hw_demote(struct cpu *c, u64 rip, u64 rsp, u64 rflags)
{
	const struct up_cpu_state *s = &c->shared->state;
	struct vmcb *vmcb = svm_vmcb(c);

	memset(vmcb, 0, sizeof(*vmcb));
	vmcb_control_fill(c, vmcb);
	vmcb->es = s->es;
	vmcb->cs = s->cs;
	vmcb->ss = s->ss;
	vmcb->ds = s->ds;
	vmcb->gdtr = s->gdtr;
	vmcb->idtr = s->idtr;
	vmcb->efer = s->efer | EFER_SVME;
	vmcb->cr0 = s->cr0;
	vmcb->cr2 = s->cr2;
	vmcb->cr3 = s->cr3;
	vmcb->cr4 = s->cr4;
	vmcb->dr6 = s->dr6;
	vmcb->dr7 = s->dr7;
	vmcb->g_pat = s->pat;
	vmcb->rip = rip;
	vmcb->rsp = rsp;
	vmcb->rflags = rflags;
	/*
	 * From here on the MSR is the monitor's and the guests' and stays as
	 * it is: to Linux, both values or-ed apply (APM vol.2 appendix B).
	 */
	if (has_v_spec_ctrl)
		vmcb->spec_ctrl = rdmsr(MSR_SPEC_CTRL);
	vmsave(c->hw[SVM_VMCB_PA]);
	wrmsr(MSR_VM_HSAVE_PA, c->hw[SVM_HSAVE_PA]);
	return 0;
}

void hw_promote(struct cpu *c)
{
	struct up_cpu *s = c->shared;
	struct vmcb *vmcb = svm_vmcb(c);

	s->state.es = vmcb->es;
	s->state.cs = vmcb->cs;
	s->state.ss = vmcb->ss;
	s->state.ds = vmcb->ds;
	s->state.gdtr = vmcb->gdtr;
	s->state.idtr = vmcb->idtr;
	s->state.efer = vmcb->efer;
	s->state.cr0 = vmcb->cr0;
	s->state.cr2 = vmcb->cr2;
	s->state.cr3 = vmcb->cr3;
	s->state.cr4 = vmcb->cr4;
	s->state.dr6 = vmcb->dr6;
	s->state.dr7 = vmcb->dr7;
	s->state.pat = vmcb->g_pat;
	s->rax = vmcb->rax;
	s->rsp = vmcb->rsp;
	s->rip = vmcb->rip;
	s->rflags = vmcb->rflags;
	s->rbx = c->regs[CPU_REG_RBX];
	s->rbp = c->regs[CPU_REG_RBP];
	s->r12 = c->regs[CPU_REG_R12];
	s->r13 = c->regs[CPU_REG_R13];
	s->r14 = c->regs[CPU_REG_R14];
	s->r15 = c->regs[CPU_REG_R15];
	wrmsr(MSR_PAT, vmcb->g_pat);
	if (has_v_spec_ctrl)
		wrmsr(MSR_SPEC_CTRL, vmcb->spec_ctrl);
	wrmsr(MSR_VM_HSAVE_PA, 0);
}

void svm_control_save(struct cpu *c)
{
	vmsave(c->hw[SVM_VMCB_PA]);
	vmload(c->hw[SVM_STATE_PA]);
}

void svm_control_load(struct cpu *c)
{
	vmload(c->hw[SVM_VMCB_PA]);
}

void hw_guest_load(struct cpu *c, struct vcpu *v)
{
	wrmsr(MSR_KERNEL_GS_BASE, (u64)v);
	stgi();
}

void hw_guest_unload(struct cpu *c)
{
	clgi();
}

/* Without them the PAT is the one in the MSR (15.25.8). */
void svm_nested_off(struct cpu *c)
{
	struct vmcb *vmcb = svm_vmcb(c);

	if (!(vmcb->np_enable & SVM_NP_ENABLE))
		return;
	wrmsr(MSR_PAT, vmcb->g_pat);
	vmcb->np_enable &= ~SVM_NP_ENABLE;
	vmcb->tlb_control = SVM_TLB_FLUSH_ALL;
}

void hw_flush_nested(struct cpu *c)
{
	svm_vmcb(c)->tlb_control = SVM_TLB_FLUSH_ALL;
}
