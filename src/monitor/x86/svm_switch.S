/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The control domain's side of SVM: enter it, come back, leave for good.
 *
 * VMRUN loads and stores only RAX, RSP, RIP and RFLAGS of the general
 * registers (APM vol.2 15.5.1): Linux' others are moved here. While Linux runs
 * struct cpu is on top of the stack; the VMCB's address is in cpu->hw[0].
 */
#include "offsets.h"

	.text

	.globl hw_loop_again
hw_loop_again:				/* RDI = struct cpu */
	lea	CPU_AREA_STACK_TOP - CPU_AREA_STRUCT(%rdi), %rsp

	.globl hw_loop
hw_loop:				/* never returns; RDI = struct cpu */
	push	%rdi
1:
	mov	(%rsp), %rax
	mov	CPU_RBX(%rax), %rbx
	mov	CPU_RCX(%rax), %rcx
	mov	CPU_RDX(%rax), %rdx
	mov	CPU_RSI(%rax), %rsi
	mov	CPU_RDI(%rax), %rdi
	mov	CPU_RBP(%rax), %rbp
	mov	CPU_R8(%rax), %r8
	mov	CPU_R9(%rax), %r9
	mov	CPU_R10(%rax), %r10
	mov	CPU_R11(%rax), %r11
	mov	CPU_R12(%rax), %r12
	mov	CPU_R13(%rax), %r13
	mov	CPU_R14(%rax), %r14
	mov	CPU_R15(%rax), %r15
	mov	CPU_HW0(%rax), %rax
	vmrun
	mov	(%rsp), %rax
	mov	%rbx, CPU_RBX(%rax)
	mov	%rcx, CPU_RCX(%rax)
	mov	%rdx, CPU_RDX(%rax)
	mov	%rsi, CPU_RSI(%rax)
	mov	%rdi, CPU_RDI(%rax)
	mov	%rbp, CPU_RBP(%rax)
	mov	%r8, CPU_R8(%rax)
	mov	%r9, CPU_R9(%rax)
	mov	%r10, CPU_R10(%rax)
	mov	%r11, CPU_R11(%rax)
	mov	%r12, CPU_R12(%rax)
	mov	%r13, CPU_R13(%rax)
	mov	%r14, CPU_R14(%rax)
	mov	%r15, CPU_R15(%rax)
	mov	%rax, %rdi
	sub	$8, %rsp			/* 16-byte alignment for C */
	call	svm_exit
	add	$8, %rsp
	test	%eax, %eax
	jz	1b

/*
 * Leave: jump to Linux' own promotion code (loader/switch.S), which is mapped
 * at the same address in both worlds, with
 *   RDI  struct up_cpu in Linux' address space
 *   RSI  Linux' CR3
 */
	mov	(%rsp), %rax
	mov	CPU_SHARED(%rax), %rax
	mov	SHARED_SELF(%rax), %rdi
	mov	SHARED_CR3(%rax), %rsi
	jmp	*SHARED_LEAVE(%rax)
