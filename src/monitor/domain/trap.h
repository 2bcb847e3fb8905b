/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entering a guest's handlers: exceptions, events, system calls, and the way
 * back (iret). All for the vCPU that this processor runs.
 */
#ifndef UNDERPIN_DOMAIN_TRAP_H
#define UNDERPIN_DOMAIN_TRAP_H

#include "core/types.h"
#include "domain/vcpu.h"
#include "domain/x86_bits.h"

#define TRAP_DE 0
#define TRAP_DB 1
#define TRAP_NMI 2
#define TRAP_BP 3
#define TRAP_OF 4
#define TRAP_BR 5
#define TRAP_UD 6
#define TRAP_NM 7
#define TRAP_DF 8
#define TRAP_TS 10
#define TRAP_NP 11
#define TRAP_SS 12
#define TRAP_GP 13
#define TRAP_PF 14
#define TRAP_MF 16
#define TRAP_AC 17
#define TRAP_MC 18
#define TRAP_XM 19
#define TRAP_CP 21

/*
 * What an entry to a handler clears in RFLAGS. DF as SFMASK would for Linux'
 * native entry of a system call: its PV entry has no CLD either, and a process
 * would have the kernel copy downwards. Xen does so for system calls alone; no
 * handler wants the process' direction.
 */
#define TRAP_BOUNCE_RFLAGS                                                     \
	(X86_RFLAGS_AC | X86_RFLAGS_VM | X86_RFLAGS_RF | X86_RFLAGS_NT |       \
	 X86_RFLAGS_TF | X86_RFLAGS_DF)

/* What a guest may choose of the real RFLAGS: never IF, IOPL or VM. */
#define TRAP_IRET_RFLAGS                                                       \
	(X86_RFLAGS_STATUS | X86_RFLAGS_TF | X86_RFLAGS_DF | X86_RFLAGS_NT |   \
	 X86_RFLAGS_RF | X86_RFLAGS_AC | X86_RFLAGS_ID)

/**
 * trap_bounce() - enter the guest's handler of an exception
 * @vector: 0..31, or a software interrupt's
 * @error: pushed where the vector has one
 *
 * Flips to kernel mode, writes the frame on the guest's stack, sets registers
 * to the handler. A guest without a handler or with an unwritable stack is
 * crashed. For TRAP_PF the address goes to v->info->arch.cr2 by
 * trap_bounce_pf(). For TRAP_DB the caller has brought v->debugreg[6] up to
 * date before.
 */
void trap_bounce(struct vcpu *v, unsigned int vector, u32 error);

/** trap_bounce_pf() - page fault at @cr2; @error as the hardware gave it */
void trap_bounce_pf(struct vcpu *v, u64 cr2, u32 error);

/**
 * trap_int() - INT n executed: #GP whose error code has the IDT bit (2)
 *
 * Enters handler n if its DPL lets the guest's mode raise it, else that of
 * the #GP.
 */
void trap_int(struct vcpu *v, u32 gp_error);

/**
 * trap_syscall() - SYSCALL from the guest's user mode
 *
 * regs.cs says whether 32-bit code executed it. RCX and R11 are the user's
 * RIP and RFLAGS, as the instruction left them. Without a callback: #UD.
 * x86/entry_fast.S does the same for the plain case.
 */
void trap_syscall(struct vcpu *v);

/**
 * trap_iret() - the guest's kernel goes back to what it interrupted
 *
 * Replaces the registers, RAX among them, by the record on the guest's stack
 * (struct iret_context) and switches to user mode if its CS says so. A record
 * that cannot be read, or one for user mode without user page tables, crashes
 * the guest. x86/entry_fast.S does the same for the plain way to user mode.
 */
void trap_iret(struct vcpu *v);

/** trap_no_fpu() - #NM: CR0.TS is set for the guest, whose it is to clear */
void trap_no_fpu(struct vcpu *v);

/** trap_nmi_due() - an NMI is pending that trap_deliver() would deliver */
static inline bool trap_nmi_due(const struct vcpu *v)
{
	return unlikely(READ_ONCE(v->nmi_pending)) && !v->nmi_masked &&
	       v->traps.rip[TRAP_NMI];
}

/**
 * trap_deliver() - before each entry to the guest: NMI, then events
 *
 * Events are delivered when info->evtchn_upcall_pending is set and
 * info->evtchn_upcall_mask is clear. Afterwards regs.rip is canonical, or the
 * guest has crashed.
 */
void trap_deliver(struct vcpu *v);

/**
 * trap_failsafe() - a selector could not be loaded on the way in
 *
 * Its frame has four words more: the guest finds the data selectors of v->regs
 * in them. The caller makes those that failed null afterwards.
 */
void trap_failsafe(struct vcpu *v);

#endif /* UNDERPIN_DOMAIN_TRAP_H */
