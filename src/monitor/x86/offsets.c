// SPDX-License-Identifier: GPL-2.0
/*
 * Constants that assembly shares with C. Compiled to assembly only; the
 * makefile turns the marked lines into build/.../offsets.h.
 */
#include "domain/domain_struct.h"
#include "domain/trap.h"
#include "domain/vcpu.h"
#include "domain/x86_bits.h"
#include "x86/cpu.h"
#include "x86/svm_vmcb.h"
#include "xen/hypercall.h"
#include "xen/regs.h"
#include "xen/vm_assist.h"

/* entry_fast.S looks at both as one word. */
_Static_assert(offsetof(struct vcpu, nmi_masked) ==
		       offsetof(struct vcpu, nmi_pending) + 1,
	       "side by side");

static __used void fast_offsets(void);
static __used void offsets(void);

/* A line of assembly that the assembler never sees. */
#define CONSTANT(name, value) \
	({ asm volatile("\n->" #name " %p0" : : "i"(value)); })
#define CPU_REG(name, index)                                                   \
	CONSTANT(CPU_##name, offsetof(struct cpu, regs) + 8 * (index))
#define VCPU_REG(name, field)                                                  \
	CONSTANT(VCPU_##name, offsetof(struct vcpu, regs.field))

/* What entry_fast.S alone needs */
static void fast_offsets(void)
{
	CONSTANT(VCPU_DOMAIN, offsetof(struct vcpu, d));
	CONSTANT(VCPU_INFO, offsetof(struct vcpu, info));
	CONSTANT(VCPU_KERNEL_MODE, offsetof(struct vcpu, kernel_mode));
	CONSTANT(VCPU_RUNSTATE_DUE, offsetof(struct vcpu, runstate_due));
	CONSTANT(VCPU_NMI, offsetof(struct vcpu, nmi_pending));
	CONSTANT(VCPU_TLB_FLUSHED, offsetof(struct vcpu, tlb.flushed));
	CONSTANT(VCPU_TLB_OWED, offsetof(struct vcpu, tlb.owed));
	CONSTANT(VCPU_ROOT, offsetof(struct vcpu, root));
	CONSTANT(VCPU_USER_ROOT, offsetof(struct vcpu, user_root));
	CONSTANT(VCPU_GS_KERNEL, offsetof(struct vcpu, gs_base_kernel));
	CONSTANT(VCPU_GS_USER, offsetof(struct vcpu, gs_base_user));
	CONSTANT(VCPU_KERNEL_SP, offsetof(struct vcpu, kernel_sp));
	CONSTANT(VCPU_SYSCALL_RIP, offsetof(struct vcpu, syscall.rip));
	CONSTANT(VCPU_SYSCALL_MASK, offsetof(struct vcpu, syscall.mask_events));
	CONSTANT(INFO_UPCALL_PENDING,
		 offsetof(struct vcpu_info, evtchn_upcall_pending));
	CONSTANT(INFO_UPCALL_MASK,
		 offsetof(struct vcpu_info, evtchn_upcall_mask));
	CONSTANT(DOMAIN_TLB_CLOCK, offsetof(struct domain, tlb_clock));
	CONSTANT(DOMAIN_VM_ASSIST, offsetof(struct domain, vm_assist));
	CONSTANT(ASSIST_IOPL, 1 << VMASST_TYPE_architectural_iopl);
	CONSTANT(HYPERCALL_IRET, __HYPERVISOR_iret);
	CONSTANT(VGCF_IN_SYSCALL, VGCF_in_syscall);
	CONSTANT(RFLAGS_IF, X86_RFLAGS_IF);
	CONSTANT(RFLAGS_ONE, X86_RFLAGS_ONE);
	CONSTANT(RFLAGS_IRET, TRAP_IRET_RFLAGS);
	CONSTANT(RFLAGS_BOUNCE_CLEAR, TRAP_BOUNCE_RFLAGS);
	CONSTANT(CPU_EXITS_SYSCALL, offsetof(struct cpu, guest_exits[255]));
}

static void offsets(void)
{
	CONSTANT(CPU_AREA_BASE, CPU_AREA_BASE);
	CONSTANT(CPU_AREA_SHIFT, CPU_AREA_SHIFT);
	CONSTANT(CPU_AREA_STACK_TOP, CPU_AREA_STACK_TOP);
	CONSTANT(CPU_AREA_STRUCT, CPU_AREA_STRUCT);
	CONSTANT(CPU_AREA_NMI_TOP, CPU_AREA_IST_TOP(IST_NMI));
	CONSTANT(CPU_AREA_DF_TOP, CPU_AREA_IST_TOP(IST_DF));
	CONSTANT(PAGE_SIZE, PAGE_SIZE);
	CONSTANT(PAGE_SHIFT, PAGE_SHIFT);
	CONSTANT(CPU_PENDING, offsetof(struct cpu, pending));
	CONSTANT(CPU_PENDING_NMI, CPU_PENDING_NMI);
	CONSTANT(CPU_PENDING_MC, CPU_PENDING_MC);
	CONSTANT(CPU_CURRENT, offsetof(struct cpu, current));
	CONSTANT(CPU_SHARED, offsetof(struct cpu, shared));

	CPU_REG(RBX, CPU_REG_RBX);
	CPU_REG(RCX, CPU_REG_RCX);
	CPU_REG(RDX, CPU_REG_RDX);
	CPU_REG(RSI, CPU_REG_RSI);
	CPU_REG(RDI, CPU_REG_RDI);
	CPU_REG(RBP, CPU_REG_RBP);
	CPU_REG(R8, CPU_REG_R8);
	CPU_REG(R9, CPU_REG_R9);
	CPU_REG(R10, CPU_REG_R10);
	CPU_REG(R11, CPU_REG_R11);
	CPU_REG(R12, CPU_REG_R12);
	CPU_REG(R13, CPU_REG_R13);
	CPU_REG(R14, CPU_REG_R14);
	CPU_REG(R15, CPU_REG_R15);
	CONSTANT(CPU_HW0, offsetof(struct cpu, hw));

	CONSTANT(SEL_MONITOR_CS, SEL_MONITOR_CS);
	CONSTANT(SEL_MONITOR_DS, SEL_MONITOR_DS);
	CONSTANT(SEL_USER_CS32, SEL_USER_CS32);
	CONSTANT(SEL_USER_CS64, SEL_USER_CS64);
	CONSTANT(SEL_USER_SS, SEL_USER_SS);

	CONSTANT(VCPU_HOST_RSP, offsetof(struct vcpu, host_rsp));
	CONSTANT(VCPU_REGS, offsetof(struct vcpu, regs));
	CONSTANT(VCPU_REGS_TOP, offsetof(struct vcpu, regs.es));
	VCPU_REG(R15, r15);
	VCPU_REG(R14, r14);
	VCPU_REG(R13, r13);
	VCPU_REG(R12, r12);
	VCPU_REG(RBP, rbp);
	VCPU_REG(RBX, rbx);
	VCPU_REG(R11, r11);
	VCPU_REG(R10, r10);
	VCPU_REG(R9, r9);
	VCPU_REG(R8, r8);
	VCPU_REG(RAX, rax);
	VCPU_REG(RCX, rcx);
	VCPU_REG(RDX, rdx);
	VCPU_REG(RSI, rsi);
	VCPU_REG(RDI, rdi);
	VCPU_REG(VECTOR, entry_vector);
	VCPU_REG(RIP, rip);
	VCPU_REG(CS, cs);
	VCPU_REG(RFLAGS, rflags);
	VCPU_REG(RSP, rsp);
	VCPU_REG(SS, ss);

	CONSTANT(VMCB_RAX, offsetof(struct vmcb, rax));
	CONSTANT(SHARED_LEAVE, offsetof(struct up_cpu, leave_va));
	CONSTANT(SHARED_SELF, offsetof(struct up_cpu, self_va));
	CONSTANT(SHARED_CR3, offsetof(struct up_cpu, state.cr3));
}
