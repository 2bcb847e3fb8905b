/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the monitor enters the guest, and the way back. A bounce frame has
 * RCX and R11 on top of what the processor would push. Below it
 * struct trap_frame (guest.h) is completed:
 *
 *	SS RSP RFLAGS CS RIP | error, vector | RAX RCX ... R15
 */
#include "xen/hypercall.h"

.macro HANDLER vector, error
	.balign 16
	popq	%rcx
	popq	%r11
	.if !\error
	pushq	$0
	.endif
	pushq	$\vector
	jmp	trap_common
.endm

	.text
	.balign	16
	.globl	trap_handlers
trap_handlers:
	vector = 0
	.rept	32
	/* Those with an error code: APM vol.2 8.2. */
	.if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17
	HANDLER	vector, 1
	.else
	HANDLER	vector, 0
	.endif
	vector = vector + 1
	.endr
	.balign 16
	.globl	trap_handlers_end
trap_handlers_end:

	/* Vectors of our own for what is no exception. */
	.globl	event_entry
event_entry:
	HANDLER	256, 0
	.globl	syscall_entry
syscall_entry:
	HANDLER	257, 0
	.globl	software_entry
software_entry:
	HANDLER	0x81, 0

	/* DS ES FS GS lie where RCX R11 are expected to be followed by RIP. */
	.globl	failsafe_entry
failsafe_entry:
	popq	%rcx
	popq	%r11
	addq	$32, %rsp
	pushq	$0
	pushq	$258

trap_common:
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rbx
	pushq	%rbp
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	cld
	movq	%rsp, %rdi
	movq	%rsp, %rbp
	andq	$-16, %rsp
	call	trap_handle
	movq	%rbp, %rsp

	.globl	trap_return
trap_return:
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rbp
	popq	%rbx
	popq	%rdx
	popq	%rcx
	popq	%rax
	addq	$16, %rsp
	pushq	$0			/* struct iret_context.flags */
	pushq	%rcx
	pushq	%r11
	pushq	%rax
	movl	$__HYPERVISOR_iret, %eax
	syscall
	ud2

/*
 * bool try_enter(struct try_frame *t, void (*fn)(void *), void *arg)
 *
 * Calls fn(arg). Returns false, or true if trap_handle() ended it by sending
 * the exception's frame to try_resume with the frame's own RSP.
 */
	.globl	try_enter
try_enter:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rdi
	movq	%rsp, (%rdi)
	movq	%rdx, %rdi
	call	*%rsi
	xorl	%eax, %eax
	jmp	1f
	.globl	try_resume
try_resume:
	movl	$1, %eax
1:	popq	%rdi
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/*
 * void enter_user(u64 rip, u64 rsp, u64 cs, u64 ss, u64 rdi)
 *
 * Leaves for an iret frame of these values. try() is the way back.
 */
	.globl	enter_user
enter_user:
	pushq	%rcx
	pushq	%rsi
	pushq	$0x202
	pushq	%rdx
	pushq	%rdi
	movq	%r8, %rdi
	pushq	$0			/* struct iret_context: flags */
	pushq	$0
	pushq	$0
	pushq	$0
	movl	$__HYPERVISOR_iret, %eax
	syscall
	ud2

	.section .note.GNU-stack, "", @progbits
