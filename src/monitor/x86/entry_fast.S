/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two crossings of which a guest's system call consists, without a C
 * function: SYSCALL in user mode enters the guest's kernel (trap_syscall()),
 * and HYPERVISOR_iret leaves it for user mode (trap_iret()). General registers
 * stay where they are.
 *
 * Whatever is not plain goes to the ordinary path, as if nothing had happened:
 * the C functions are the reference, and every test here is there, too. Both
 * crossings read guest memory once, on the monitor's own stack or in registers,
 * before they look at it.
 *
 * cpu.h says when LSTAR is entry_syscall_fast: FSGSBASE and four levels.
 */
#include "x86/extable.h"
#include "x86/vectors.h"
#include "offsets.h"

	.text

/* Behind the monitor's hole: where guest_copy.c lets kernels have memory */
#define HIGH_START 0xffff880000000000

/* The frame of a SYSCALL's bounce: RCX R11 RIP CS RFLAGS RSP SS */
#define BOUNCE_BYTES 56

/* struct iret_context */
#define IRET_RAX 0
#define IRET_R11 8
#define IRET_RCX 16
#define IRET_FLAGS 24
#define IRET_RIP 32
#define IRET_CS 40
#define IRET_RFLAGS 48
#define IRET_RSP 56
#define IRET_SS 64
#define IRET_BYTES 72

/* The iret frame on the monitor's stack, below it RAX R11 RCX */
#define RETURN_FRAME 40
#define RETURN_BYTES 64

/* Accesses to the guest's memory: should one fault, RDI is lost (extable.h). */
.macro STORE source, offset
.Lstore\@:
	mov	\source, \offset(%r11)
	EXTABLE .Lstore\@, bounce_fault
.endm

.macro STORE_CONSTANT value, offset
.Lstore\@:
	movq	$\value, \offset(%r11)
	EXTABLE .Lstore\@, bounce_fault
.endm

.macro PUSH_RECORD offset
.Lpush\@:
	pushq	\offset(%r11)
	EXTABLE .Lpush\@, slow_kernel
.endm

/*
 * RAX is struct domain, gone afterwards; \root holds an mfn, gone, too. As
 * vcpu_root_load(): the flush is as recent as the clock was before it. All the
 * while this processor is exposed, as in the guest (mm/tlb.h).
 */
.macro LOAD_ROOT root
	mov	DOMAIN_TLB_CLOCK(%rax), %eax
	shl	$PAGE_SHIFT, \root
	mov	\root, %cr3
	mov	%eax, %gs:VCPU_TLB_FLUSHED
.endm

/* RCX becomes the vCPU, RAX goes; GS is the guest's again, of the other mode */
.macro SWITCH_GS from, to
	rdgsbase %rcx
	swapgs
	rdgsbase %rax
	mov	%rax, \from(%rcx)
	mov	\to(%rcx), %rax
	wrgsbase %rax
.endm

/* RAX becomes this processor's area */
.macro COUNT_EXIT
	mov	%rsp, %rax
	and	$-(1 << CPU_AREA_SHIFT), %rax
	incq	CPU_AREA_STRUCT + CPU_EXITS_SYSCALL(%rax)
.endm

	.globl entry_syscall_fast
entry_syscall_fast:
	swapgs
	mov	%rsp, %gs:VCPU_RSP
	mov	%rcx, %gs:VCPU_RIP
	mov	%r11, %gs:VCPU_RFLAGS
	mov	%rdi, %gs:VCPU_RDI
	cmpb	$0, %gs:VCPU_KERNEL_MODE
	jne	from_kernel

	mov	%rax, %gs:VCPU_RAX
	mov	%gs:VCPU_HOST_RSP, %rsp
	movabs	$HIGH_START, %rcx
	/* A canonical address, and not the monitor's: so SYSRET is safe. */
	cmp	%rcx, %gs:VCPU_SYSCALL_RIP
	jb	slow_user
	mov	%gs:VCPU_KERNEL_SP, %r11
	and	$-16, %r11
	sub	$BOUNCE_BYTES, %r11
	cmp	%rcx, %r11
	jb	slow_user
	cmp	$-BOUNCE_BYTES, %r11
	ja	slow_user
	cmpb	$0, %gs:VCPU_SYSCALL_MASK
	je	slow_user
	cmpb	$0, %gs:VCPU_RUNSTATE_DUE
	jne	slow_user
	cmpw	$0, %gs:VCPU_NMI
	jne	slow_user
	cmpb	$0, %gs:VCPU_TLB_OWED
	jne	slow_user
	mov	%gs:VCPU_INFO, %rax
	cmpb	$0, INFO_UPCALL_MASK(%rax)
	jne	slow_user
	mov	%gs:VCPU_DOMAIN, %rax
	testb	$ASSIST_IOPL, DOMAIN_VM_ASSIST(%rax)
	jne	slow_user

	mov	%gs:VCPU_ROOT, %rcx
	LOAD_ROOT %rcx
	mov	%gs:VCPU_RIP, %rax
	STORE	%rax, 0
	STORE	%rax, 16
	mov	%gs:VCPU_RFLAGS, %rax
	STORE	%rax, 8
	STORE	%rax, 32
	STORE_CONSTANT SEL_USER_CS64, 24
	mov	%gs:VCPU_RSP, %rax
	STORE	%rax, 40
	STORE_CONSTANT SEL_USER_SS, 48
	mov	%gs:VCPU_INFO, %rax
	movb	$1, INFO_UPCALL_MASK(%rax)
	movb	$1, %gs:VCPU_KERNEL_MODE
	SWITCH_GS VCPU_GS_USER, VCPU_GS_KERNEL
	mov	%r11, VCPU_RSP(%rcx)
	mov	VCPU_SYSCALL_RIP(%rcx), %rax
	mov	%rax, VCPU_RIP(%rcx)
	andl	$~RFLAGS_BOUNCE_CLEAR, VCPU_RFLAGS(%rcx)
	COUNT_EXIT
	.globl bounce_window_start
bounce_window_start:
	cmpb	$0, CPU_AREA_STRUCT + CPU_PENDING(%rax)
	jne	bounce_window_abort
	mov	VCPU_RAX(%rcx), %rax
	mov	VCPU_RFLAGS(%rcx), %r11
	mov	VCPU_RSP(%rcx), %rsp
	mov	VCPU_RIP(%rcx), %rcx
	.globl bounce_window_end
bounce_window_end:
	sysretq

/* RSP is host_rsp. The guest's handler has RCX and R11 on its stack. */
	.globl bounce_window_abort
bounce_window_abort:
	mov	%rsp, %rcx
	and	$-(1 << CPU_AREA_SHIFT), %rcx
	mov	CPU_AREA_STRUCT + CPU_CURRENT(%rcx), %rcx
	movq	$SEL_USER_CS64, VCPU_CS(%rcx)
	movq	$SEL_USER_SS, VCPU_SS(%rcx)
	movq	$0, VCPU_RCX(%rcx)
	movq	$0, VCPU_R11(%rcx)
	mov	$EXIT_PENDING, %eax
	jmp	save_general

/* The kernel's stack cannot be written: the way back, then let C say so. */
bounce_fault:
	mov	%gs:VCPU_RDI, %rdi
	mov	%gs:VCPU_DOMAIN, %rax
	mov	%gs:VCPU_USER_ROOT, %rcx
	LOAD_ROOT %rcx
slow_user:
	mov	%gs:VCPU_RAX, %rax
slow:
	mov	%gs:VCPU_RIP, %rcx
	mov	%gs:VCPU_RFLAGS, %r11
	jmp	entry_syscall_slow

slow_kernel:
	mov	$HYPERCALL_IRET, %eax
	mov	%gs:VCPU_RDI, %rdi
	jmp	slow

from_kernel:
	cmp	$HYPERCALL_IRET, %eax
	jne	entry_syscall_slow
	mov	%rsp, %r11
	mov	%gs:VCPU_HOST_RSP, %rsp
	movabs	$HIGH_START, %rax
	cmp	%rax, %r11
	sbb	%rax, %rax			/* all ones if below */
	jb	slow_kernel
	/* Should that be predicted wrongly, no secret of others is read. */
	or	%rax, %r11
	cmp	$-IRET_BYTES, %r11
	ja	slow_kernel
	mov	%gs:VCPU_INFO, %rax
	cmpb	$0, INFO_UPCALL_PENDING(%rax)
	jne	slow_kernel
	cmpw	$0, %gs:VCPU_NMI
	jne	slow_kernel
	cmpb	$0, %gs:VCPU_TLB_OWED
	jne	slow_kernel
	PUSH_RECORD IRET_SS
	PUSH_RECORD IRET_RSP
	PUSH_RECORD IRET_RFLAGS
	PUSH_RECORD IRET_CS
	PUSH_RECORD IRET_RIP
	PUSH_RECORD IRET_RAX
	orb	$3, 40(%rsp)			/* SS */
	mov	16(%rsp), %eax			/* CS */
	not	%eax
	test	$3, %al
	jne	slow_kernel
	mov	8(%rsp), %rax			/* RIP: of the lower half */
	shr	$47, %rax
	jne	slow_kernel
	mov	24(%rsp), %rcx
	test	$RFLAGS_IF, %ecx
	je	slow_kernel
	and	$RFLAGS_IRET, %ecx
	or	$RFLAGS_IF | RFLAGS_ONE, %ecx
	mov	%rcx, 24(%rsp)
.Lflags:
	testl	$VGCF_IN_SYSCALL, IRET_FLAGS(%r11)
	EXTABLE .Lflags, slow_kernel
	je	1f
	push	%rcx				/* as SYSRET leaves them */
	pushq	16(%rsp)
	jmp	2f
1:	PUSH_RECORD IRET_R11
	PUSH_RECORD IRET_RCX
2:	mov	%gs:VCPU_DOMAIN, %rax
	testb	$ASSIST_IOPL, DOMAIN_VM_ASSIST(%rax)
	jne	slow_kernel
	mov	%gs:VCPU_USER_ROOT, %rcx
	cmp	$-1, %rcx			/* MFN_NONE */
	je	slow_kernel

	LOAD_ROOT %rcx
	mov	%gs:VCPU_INFO, %rax
	movb	$0, INFO_UPCALL_MASK(%rax)
	movb	$0, %gs:VCPU_KERNEL_MODE
	SWITCH_GS VCPU_GS_KERNEL, VCPU_GS_USER
	COUNT_EXIT
	.globl return_window_start
return_window_start:
	cmpb	$0, CPU_AREA_STRUCT + CPU_PENDING(%rax)
	jne	return_window_abort
	pop	%rcx
	pop	%r11
	pop	%rax
	.globl return_window_end
return_window_end:
	iretq
	EXTABLE return_window_end, return_bad_frame

/* The processor refuses a selector; it has written below RSP. */
return_bad_frame:
	push	%rax
	push	%r11
	push	%rcx
	mov	$EXIT_BAD_FRAME, %eax
	jmp	return_save

/* RSP is host_rsp, or where it was: popped or not, what was pushed is there. */
	.globl return_window_abort
return_window_abort:
	mov	$EXIT_PENDING, %eax
return_save:
	mov	%rsp, %rcx
	and	$-(1 << CPU_AREA_SHIFT), %rcx
	mov	CPU_AREA_STRUCT + CPU_CURRENT(%rcx), %rcx
	mov	VCPU_RDI(%rcx), %rdi
	mov	VCPU_HOST_RSP(%rcx), %rsp
	sub	$RETURN_BYTES, %rsp
	popq	VCPU_RCX(%rcx)
	popq	VCPU_R11(%rcx)
	popq	VCPU_RAX(%rcx)
	popq	VCPU_RIP(%rcx)
	popq	VCPU_CS(%rcx)
	popq	VCPU_RFLAGS(%rcx)
	popq	VCPU_RSP(%rcx)
	popq	VCPU_SS(%rcx)
	movw	$0, VCPU_CS + 2(%rcx)
	movl	$0, VCPU_CS + 4(%rcx)
	movw	$0, VCPU_SS + 2(%rcx)
	movl	$0, VCPU_SS + 4(%rcx)

/* RCX is the vCPU, RSP its host_rsp, EAX the reason: return from guest_enter() */
save_general:
	mov	%r15, VCPU_R15(%rcx)
	mov	%r14, VCPU_R14(%rcx)
	mov	%r13, VCPU_R13(%rcx)
	mov	%r12, VCPU_R12(%rcx)
	mov	%rbp, VCPU_RBP(%rcx)
	mov	%rbx, VCPU_RBX(%rcx)
	mov	%r10, VCPU_R10(%rcx)
	mov	%r9, VCPU_R9(%rcx)
	mov	%r8, VCPU_R8(%rcx)
	mov	%rdx, VCPU_RDX(%rcx)
	mov	%rsi, VCPU_RSI(%rcx)
	mov	%rdi, VCPU_RDI(%rcx)
	jmp	guest_enter_return
