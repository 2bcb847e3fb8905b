/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Into a guest and out of it again.
 *
 * guest_enter() looks like an ordinary function to its C caller: it returns
 * when the guest traps, with the reason. In between the guest runs at CPL 3.
 *
 * The TSS's RSP0 is the end of vcpu->regs, so that the processor pushes an
 * exception's frame into the vCPU itself and the stub completes it downwards:
 *
 *	regs.ss rsp rflags cs rip	pushed by the processor
 *	regs.error_code			pushed by processor or stub
 *	regs.entry_vector		stub (upper half of the same quadword)
 *	regs.rdi ... regs.r15		stub
 *
 * RSP then leaves the vCPU for the stack that guest_enter() left behind.
 */
#include "x86/extable.h"
#include "x86/vectors.h"
#include "offsets.h"

	.text

.macro PUSH_CALLEE_SAVED
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
.endm

.macro POP_CALLEE_SAVED
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
.endm

.macro PUSH_GENERAL		/* regs.rdi downwards to regs.r15 */
	push	%rdi
	push	%rsi
	push	%rdx
	push	%rcx
	push	%rax
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
.endm

.macro POP_GENERAL
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rax
	pop	%rcx
	pop	%rdx
	pop	%rsi
	pop	%rdi
.endm

/*
 * u32 guest_enter(struct vcpu *v, struct cpu *c)
 *
 * An NMI or #MC between guest_window_start and the IRET would be noticed only at the
 * guest's next trap: ist_from_monitor sends such a one to guest_window_abort.
 */
	.globl guest_enter
guest_enter:
	PUSH_CALLEE_SAVED
	mov	%rsp, VCPU_HOST_RSP(%rdi)
guest_window_start:
	cmpb	$0, CPU_PENDING(%rsi)
	jne	guest_window_abort
	movzwl	VCPU_SS(%rdi), %eax
	push	%rax
	pushq	VCPU_RSP(%rdi)
	pushq	VCPU_RFLAGS(%rdi)
	movzwl	VCPU_CS(%rdi), %eax
	push	%rax
	pushq	VCPU_RIP(%rdi)
	mov	VCPU_R15(%rdi), %r15
	mov	VCPU_R14(%rdi), %r14
	mov	VCPU_R13(%rdi), %r13
	mov	VCPU_R12(%rdi), %r12
	mov	VCPU_RBP(%rdi), %rbp
	mov	VCPU_RBX(%rdi), %rbx
	mov	VCPU_R11(%rdi), %r11
	mov	VCPU_R10(%rdi), %r10
	mov	VCPU_R9(%rdi), %r9
	mov	VCPU_R8(%rdi), %r8
	mov	VCPU_RAX(%rdi), %rax
	mov	VCPU_RCX(%rdi), %rcx
	mov	VCPU_RDX(%rdi), %rdx
	mov	VCPU_RSI(%rdi), %rsi
	mov	VCPU_RDI(%rdi), %rdi
guest_window_end:
	iretq
	EXTABLE guest_window_end, guest_bad_frame

/* IRET refused the guest's selectors or addresses: regs are untouched. */
guest_bad_frame:
	add	$40, %rsp
	mov	$EXIT_BAD_FRAME, %eax
	jmp	1f

/* RSP is host_rsp, put there by ist_from_monitor or by guest_enter() */
guest_window_abort:
	mov	$EXIT_PENDING, %eax
1:
	.globl guest_enter_return
guest_enter_return:
	POP_CALLEE_SAVED
	ret

/*
 * SYSCALL from the guest: APM vol.2 6.1.1. KERNEL_GS_BASE is the vCPU. From
 * the second label on, entry_fast.S has done what is before.
 */
.macro SYSCALL_ENTRY name, cs
	.globl \name
\name:
	swapgs
	mov	%rsp, %gs:VCPU_RSP
	mov	%rcx, %gs:VCPU_RIP
	mov	%r11, %gs:VCPU_RFLAGS
	.globl \name\()_slow
\name\()_slow:
	movq	$\cs, %gs:VCPU_CS
	movq	$SEL_USER_SS, %gs:VCPU_SS
	mov	%r15, %gs:VCPU_R15
	mov	%r14, %gs:VCPU_R14
	mov	%r13, %gs:VCPU_R13
	mov	%r12, %gs:VCPU_R12
	mov	%rbp, %gs:VCPU_RBP
	mov	%rbx, %gs:VCPU_RBX
	mov	%r11, %gs:VCPU_R11
	mov	%r10, %gs:VCPU_R10
	mov	%r9, %gs:VCPU_R9
	mov	%r8, %gs:VCPU_R8
	mov	%rax, %gs:VCPU_RAX
	mov	%rcx, %gs:VCPU_RCX
	mov	%rdx, %gs:VCPU_RDX
	mov	%rsi, %gs:VCPU_RSI
	mov	%rdi, %gs:VCPU_RDI
	mov	%gs:VCPU_HOST_RSP, %rsp
	swapgs
	mov	$EXIT_SYSCALL, %eax
	POP_CALLEE_SAVED
	ret
.endm

SYSCALL_ENTRY entry_syscall, SEL_USER_CS64
SYSCALL_ENTRY entry_syscall32, SEL_USER_CS32

/* 256 stubs of ENTRY_STUB_SIZE bytes, for the IDT */
	.balign ENTRY_STUB_SIZE
	.globl entry_stubs
entry_stubs:
vector = 0
.rept 256
	.balign ENTRY_STUB_SIZE
	/* #DF #TS #NP #SS #GP #PF #AC #CP #VC #SX push an error code */
	.if vector > 31
	push	$0
	.elseif !((1 << vector) & ERROR_CODE_VECTORS)
	push	$0
	.endif
	movl	$vector, 4(%rsp)
	jmp	entry_common
vector = vector + 1
.endr

entry_common:
	cld
	testb	$3, 16(%rsp)			/* CS behind error and RIP */
	jz	entry_from_monitor
	PUSH_GENERAL
	mov	VCPU_VECTOR - VCPU_REGS(%rsp), %eax
	mov	VCPU_HOST_RSP - VCPU_REGS(%rsp), %rsp
	POP_CALLEE_SAVED
	ret

/* #DF: on a stack of its own, wherever it came from */
	.globl entry_double_fault
entry_double_fault:
	movl	$8, 4(%rsp)

/* The monitor itself faulted: idt.c fixes it up or gives up. */
entry_from_monitor:
	PUSH_GENERAL
	mov	%rsp, %rdi
	mov	%rsp, %rbp
	and	$~15, %rsp
	call	monitor_fault
	mov	%rbp, %rsp
	POP_GENERAL
	add	$8, %rsp
	iretq

/*
 * fail_switch(regs): go on in fail_native() on the stack of double faults,
 * unless that is the stack already; nothing is ever returned to.
 */
	.globl fail_switch
fail_switch:
	mov	%rsp, %rax
	and	$-(1 << CPU_AREA_SHIFT), %rax
	add	$CPU_AREA_DF_TOP, %rax
	mov	%rax, %rcx
	sub	%rsp, %rcx
	cmp	$PAGE_SIZE, %rcx
	jb	1f
	mov	%rax, %rsp
1:	and	$~15, %rsp
	call	fail_native

/*
 * NMI, #MC and #DB, each on a stack of its own. From a guest: carry on as if
 * it were any other exception, by copying the frame to where the processor
 * would have put it. From the monitor: remember it (#DB: a guest's breakpoint
 * on memory that the monitor reads, nobody's business); the guest's entry path
 * looks. A CPL 0 #DB may come at the first instruction of entry_syscall.
 */
.macro IST_ENTRY name, vector, pending
	.globl	\name
\name:
	push	%rax
	push	%rcx
	push	%rdx
	mov	%rsp, %rdx
	and	$-(1 << CPU_AREA_SHIFT), %rdx
	add	$CPU_AREA_STRUCT, %rdx		/* struct cpu */
	testb	$3, 32(%rsp)			/* CS */
	jz	1f
	mov	$\vector, %eax
	jmp	ist_from_guest
1:	orb	$\pending, CPU_PENDING(%rdx)
	jmp	ist_from_monitor
.endm

IST_ENTRY entry_debug, VECTOR_DB, 0
IST_ENTRY entry_nmi, VECTOR_NMI, CPU_PENDING_NMI
IST_ENTRY entry_machine_check, VECTOR_MC, CPU_PENDING_MC

/* RAX is the interrupted RIP: one between both labels goes on at \name_abort. */
.macro WINDOW name
	lea	\name\()_start(%rip), %rcx
	cmp	%rcx, %rax
	jb	1f
	lea	\name\()_end(%rip), %rcx
	cmp	%rcx, %rax
	lea	\name\()_abort(%rip), %rcx
	jbe	ist_abort
1:
.endm

/* RAX vector, RDX struct cpu; the stack: RDX RCX RAX, RIP CS RFLAGS RSP SS */
ist_from_guest:
	mov	CPU_CURRENT(%rdx), %rcx
	movl	$0, VCPU_VECTOR - 4(%rcx)
	mov	%eax, VCPU_VECTOR(%rcx)
	mov	24(%rsp), %rax
	mov	%rax, VCPU_RIP(%rcx)
	mov	32(%rsp), %rax
	mov	%rax, VCPU_CS(%rcx)
	mov	40(%rsp), %rax
	mov	%rax, VCPU_RFLAGS(%rcx)
	mov	48(%rsp), %rax
	mov	%rax, VCPU_RSP(%rcx)
	mov	56(%rsp), %rax
	mov	%rax, VCPU_SS(%rcx)
	/* IRET to entry_common in the monitor, RSP at regs.error_code */
	lea	entry_common(%rip), %rax
	mov	%rax, 24(%rsp)
	movq	$SEL_MONITOR_CS, 32(%rsp)
	movq	$2, 40(%rsp)			/* RFLAGS: all clear */
	lea	VCPU_VECTOR - 4(%rcx), %rax
	mov	%rax, 48(%rsp)
	movq	$SEL_MONITOR_DS, 56(%rsp)
	jmp	ist_return

ist_from_monitor:
	mov	24(%rsp), %rax			/* interrupted RIP */
	lea	entry_debug(%rip), %rcx
	cmp	%rcx, %rax
	jb	1f
	lea	ist_end(%rip), %rcx
	cmp	%rcx, %rax
	jae	1f
	/* Only in this code is an RSP in the monitor's stacks no guest's lie. */
	mov	48(%rsp), %rcx			/* interrupted RSP */
	lea	CPU_AREA_NMI_TOP - PAGE_SIZE - CPU_AREA_STRUCT(%rdx), %rax
	sub	%rcx, %rax
	neg	%rax
	cmp	$PAGE_SIZE, %rax
	jb	ist_return_to_nmi
	jmp	ist_return
1:	cmpb	$0, CPU_PENDING(%rdx)
	je	ist_return
	WINDOW	guest_window
	WINDOW	bounce_window
	WINDOW	return_window
	jmp	ist_return
ist_abort:
	mov	%rcx, 24(%rsp)
	mov	CPU_CURRENT(%rdx), %rcx
	mov	VCPU_HOST_RSP(%rcx), %rax
	mov	%rax, 48(%rsp)
ist_return:
	pop	%rdx
	pop	%rcx
	pop	%rax
	iretq

/*
 * #MC or #DB amid an NMI's handling: IRET would let the next NMI in (APM vol.2
 * 8.1.4), onto the stack that this one is still using. RCX is its RSP.
 */
ist_return_to_nmi:
	mov	24(%rsp), %rax			/* RIP */
	mov	%rax, -8(%rcx)
	mov	40(%rsp), %rax			/* RFLAGS */
	mov	%rax, -16(%rcx)
	subq	$16, 48(%rsp)
	pop	%rdx
	pop	%rcx
	pop	%rax
	mov	24(%rsp), %rsp
	popfq
	ret
ist_end:
