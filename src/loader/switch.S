/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only code that runs in both worlds: mapped at the same address by Linux
 * and by the monitor (image.c). It lies within one page.
 */
#include <linux/linkage.h>

#include "switch.h"

#define CR4_PGE		(1 << 7)
#define CR4_PCIDE	(1 << 17)

	.text
	.balign	SWITCH_ALIGN
	.globl	ldr_switch_start
ldr_switch_start:

/*
 * s64 ldr_switch(u64 root, u64 entry, u64 arg)
 *
 * Calls the monitor. The monitor gets RDI argument, R12 our stack, R13 where
 * to come back, and comes back natively (init, errors) or as a guest (hoist)
 * with RBX and RBP untouched. Interrupts and GIF are off.
 *
 * PCIDs: CR3 is loaded with PCID 0 before CR4.PCIDE may be set (APM vol.2
 * 5.5.1), and with its own afterwards.
 */
SYM_FUNC_START(ldr_switch)
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%cr4, %rbx
	mov	%cr3, %rbp
	mov	%rsp, %r12
	lea	1f(%rip), %r13
	mov	%rbx, %rax
	and	$~(CR4_PGE | CR4_PCIDE), %rax
	mov	%rax, %cr4
	mov	%rdi, %cr3
	mov	%rdx, %rdi
	jmp	*%rsi
1:	mov	%rbp, %rdi
	and	$~0xfff, %rdi
	mov	%rdi, %cr3
	mov	%rbx, %cr4
	mov	%rbp, %cr3
	mov	%r12, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	RET
SYM_FUNC_END(ldr_switch)

/*
 * The monitor jumps here to leave: RDI struct up_cpu, RSI Linux' CR3. Ends
 * behind the VMMCALL that asked for it. GIF and interrupts stay off until
 * Linux' own RFLAGS and the caller's STGI.
 */
SYM_CODE_START(ldr_leave)
	mov	%rsi, %rax
	and	$~0xfff, %rax
	mov	%rax, %cr3
	mov	UP_CPU_CR4(%rdi), %rax
	mov	%rax, %cr4
	mov	%rsi, %cr3
	mov	UP_CPU_CR0(%rdi), %rax
	mov	%rax, %cr0
	mov	UP_CPU_CR2(%rdi), %rax
	mov	%rax, %cr2
	mov	UP_CPU_RSP(%rdi), %rsp
	/* LGDT and LIDT want the limit right before the base */
	pushq	UP_CPU_GDT_BASE(%rdi)
	mov	UP_CPU_GDT_LIMIT(%rdi), %eax
	shl	$48, %rax
	push	%rax
	lgdt	6(%rsp)
	pushq	UP_CPU_IDT_BASE(%rdi)
	mov	UP_CPU_IDT_LIMIT(%rdi), %eax
	shl	$48, %rax
	push	%rax
	lidt	6(%rsp)
	add	$32, %rsp
	movzwl	UP_CPU_SS(%rdi), %eax
	mov	%eax, %ss
	movzwl	UP_CPU_DS(%rdi), %eax
	mov	%eax, %ds
	movzwl	UP_CPU_ES(%rdi), %eax
	mov	%eax, %es
	mov	UP_CPU_DR6(%rdi), %rax
	mov	%rax, %dr6
	mov	UP_CPU_DR7(%rdi), %rax
	mov	%rax, %dr7
	mov	UP_CPU_RBX(%rdi), %rbx
	mov	UP_CPU_RBP(%rdi), %rbp
	mov	UP_CPU_R12(%rdi), %r12
	mov	UP_CPU_R13(%rdi), %r13
	mov	UP_CPU_R14(%rdi), %r14
	mov	UP_CPU_R15(%rdi), %r15
	mov	UP_CPU_RAX(%rdi), %rax
	pushq	UP_CPU_RFLAGS(%rdi)
	popfq
	movzwl	UP_CPU_CS(%rdi), %ecx
	push	%rcx
	pushq	UP_CPU_RIP(%rdi)
	lretq
SYM_CODE_END(ldr_leave)

	/* Fails to assemble if the code could cross into another page. */
	.org	ldr_switch_start + SWITCH_ALIGN
