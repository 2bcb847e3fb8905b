/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The head of the image and the two ways in, both taken by the loader's
 * switch.S with interrupts off (GIF too), on the monitor's CR3, with
 *   RDI  argument
 *   R12  Linux' stack pointer       R13  where Linux continues
 *   RBX, RBP  Linux' CR4 and CR3: switch.S wants them back
 */
#include "offsets.h"

	.section .head, "ax"
	.globl monitor_head
monitor_head:
	.quad	0x6e69707265646e75		/* UP_MAGIC */
	.quad	__text_end - monitor_head
	.quad	__rodata_end - monitor_head
	.quad	__file_end - monitor_head
	.quad	__memory_end - monitor_head
	.quad	entry_init - monitor_head
	.quad	entry_hoist - monitor_head
	.long	HW_VENDOR
	.long	HW_CAN_DEMOTE

	.text

/* s64 entry_init(u64 physical address of struct up_init), once */
entry_init:
	mov	%rbx, boot_saved(%rip)
	mov	%rbp, boot_saved + 8(%rip)
	mov	%r12, boot_saved + 16(%rip)
	mov	%r13, boot_saved + 24(%rip)
	lea	boot_stack_top(%rip), %rsp
	call	monitor_init
	mov	%rax, %rdi

/* fail_abort_init(s64 result) */
	.globl fail_abort_init
fail_abort_init:
	mov	%rdi, %rax
	mov	boot_saved(%rip), %rbx
	mov	boot_saved + 8(%rip), %rbp
	mov	boot_saved + 16(%rip), %r12
	mov	boot_saved + 24(%rip), %r13
	jmp	*%r13

/* entry_hoist(u32 index): ends in the guest, at R13 with RAX = 0 */
entry_hoist:
	mov	%edi, %eax
	shl	$CPU_AREA_SHIFT, %rax
	movabs	$CPU_AREA_BASE, %r14
	add	%rax, %r14
	lea	CPU_AREA_STACK_TOP(%r14), %rsp
	pushfq
	pop	%rcx				/* Linux' RFLAGS */
	add	$CPU_AREA_STRUCT, %r14		/* struct cpu */
	mov	%rbx, CPU_RBX(%r14)
	mov	%rbp, CPU_RBP(%r14)
	mov	%r12, CPU_R12(%r14)
	mov	%r13, CPU_R13(%r14)
	mov	%r14, %rdi
	mov	%r13, %rsi
	mov	%r12, %rdx
	call	cpu_hoist
	mov	%r14, %rdi
	jmp	hw_loop

	.section .boot_stack, "aw", @nobits
	.balign	16
	.skip	8192
boot_stack_top:
boot_saved:
	.skip	32
