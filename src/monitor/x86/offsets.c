// SPDX-License-Identifier: GPL-2.0
/*
 * Constants that assembly shares with C. Compiled to assembly only; the
 * makefile turns the marked lines into build/.../offsets.h.
 */
#include "domain/vcpu.h"
#include "x86/cpu.h"
#include "x86/svm_vmcb.h"

static __used void offsets(void);

/* A line of assembly that the assembler never sees. */
#define CONSTANT(name, value) \
	({ asm volatile("\n->" #name " %p0" : : "i"(value)); })
#define CPU_REG(name, index)                                                   \
	CONSTANT(CPU_##name, offsetof(struct cpu, regs) + 8 * (index))
#define VCPU_REG(name, field)                                                  \
	CONSTANT(VCPU_##name, offsetof(struct vcpu, regs.field))

static void offsets(void)
{
	CONSTANT(CPU_AREA_BASE, CPU_AREA_BASE);
	CONSTANT(CPU_AREA_SHIFT, CPU_AREA_SHIFT);
	CONSTANT(CPU_AREA_STACK_TOP, CPU_AREA_STACK_TOP);
	CONSTANT(CPU_AREA_STRUCT, CPU_AREA_STRUCT);
	CONSTANT(CPU_AREA_NMI_TOP, CPU_AREA_IST_TOP(IST_NMI));
	CONSTANT(CPU_AREA_DF_TOP, CPU_AREA_IST_TOP(IST_DF));
	CONSTANT(PAGE_SIZE, PAGE_SIZE);
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
