// SPDX-License-Identifier: GPL-2.0
/*
 * Entering a guest's kernel: the frame that its handlers expect on their
 * stack (SOSP'03 §3.3.1).
 *
 * A frame is assembled here and written by one guest_copy_to() through the
 * guest's own mappings, after the mode has been flipped: only then are the
 * kernel's stacks mapped, and only so is a read-only or missing stack page the
 * guest's fault and not the monitor's.
 */
#include "core/print.h"
#include "core/types.h"
#include "domain/domain.h"
#include "domain/segment.h"
#include "domain/trap.h"
#include "domain/x86_bits.h"
#include "mm/guest_copy.h"
#include "xen/segment.h"
#include "xen/trap.h"
#include "xen/vm_assist.h"

/* Vectors that push an error code: APM vol.2 8.2. */
#define ERROR_CODE_VECTORS                                                     \
	(1U << TRAP_DF | 1U << TRAP_TS | 1U << TRAP_NP | 1U << TRAP_SS |       \
	 1U << TRAP_GP | 1U << TRAP_PF | 1U << TRAP_AC | 1U << TRAP_CP)

/* Software interrupt: two bytes, cd nn. */
#define INT_LEN 2
#define INT_OPCODE 0xcd
#define SYSCALL_LEN 2

#define PF_USER 4U
#define GP_VECTOR_SHIFT 3

/**
 * struct bounce - one entry into the guest's kernel
 * @rip: handler
 * @mask: deliver with events masked
 * @has_error: push @error
 * @selectors: push GS, FS, ES, DS (failsafe callback)
 */
struct bounce {
	u64 rip;
	u32 error;
	bool mask;
	bool has_error;
	bool selectors;
};

#define BOUNCE_MAX_WORDS 11

/* What the guest sees of the interrupted context's RFLAGS. */
static u64 visible_rflags(const struct vcpu *v, u8 upcall_mask)
{
	u64 flags = v->regs.rflags & ~(X86_RFLAGS_IF | X86_RFLAGS_IOPL);

	if (!upcall_mask)
		flags |= X86_RFLAGS_IF;
	if (v->d->vm_assist & 1ULL << VMASST_TYPE_architectural_iopl)
		flags |= (u64)v->iopl << X86_RFLAGS_IOPL_SHIFT;
	return flags;
}

/* Fill the frame from low to high addresses. Return: its words. */
static unsigned int assemble(const struct vcpu *v, const struct bounce *b,
			     bool from_user, u8 upcall_mask, u64 *word)
{
	const struct cpu_user_regs *r = &v->regs;
	u64 cs = r->cs & ~3ULL;
	unsigned int n = 0;

	if (from_user)
		cs |= 3;
	cs |= (u64)upcall_mask << 32;

	word[n++] = r->rcx;
	word[n++] = r->r11;
	if (b->selectors) {
		word[n++] = r->ds;
		word[n++] = r->es;
		word[n++] = r->fs;
		word[n++] = r->gs;
	}
	if (b->has_error)
		word[n++] = b->error;
	word[n++] = r->rip;
	word[n++] = cs;
	word[n++] = visible_rflags(v, upcall_mask);
	word[n++] = r->rsp;
	word[n++] = r->ss;
	return n;
}

static void crash_report(struct vcpu *v, const char *what, u64 handler)
{
	const struct cpu_user_regs *r = &v->regs;

	log_line("d%u v%u: rip %04x:%016llx rsp %04x:%016llx rflags %llx %s",
		 v->d->domid, v->id, r->cs, (unsigned long long)r->rip, r->ss,
		 (unsigned long long)r->rsp, (unsigned long long)r->rflags,
		 v->kernel_mode ? "kernel" : "user");
	log_line("rax %016llx rbx %016llx rcx %016llx rdx %016llx",
		 (unsigned long long)r->rax, (unsigned long long)r->rbx,
		 (unsigned long long)r->rcx, (unsigned long long)r->rdx);
	log_line("rsi %016llx rdi %016llx rbp %016llx cr2 %016llx",
		 (unsigned long long)r->rsi, (unsigned long long)r->rdi,
		 (unsigned long long)r->rbp,
		 (unsigned long long)READ_ONCE(v->info->arch.cr2));
	domain_crash(v->d, "%s (handler %llx)", what,
		     (unsigned long long)handler);
}

/* Enter the guest's kernel at @b. Return: false if the guest was crashed. */
static bool bounce(struct vcpu *v, const struct bounce *b)
{
	struct cpu_user_regs *r = &v->regs;
	bool from_user = !v->kernel_mode;
	u8 mask = READ_ONCE(v->info->evtchn_upcall_mask);
	u64 word[BOUNCE_MAX_WORDS];
	unsigned int n;
	u64 rsp;

	if (!b->rip || !addr_is_canonical(b->rip)) {
		crash_report(v, "no handler for a trap", b->rip);
		return false;
	}

	n = assemble(v, b, from_user, mask, word);
	if (from_user)
		vcpu_mode_switch(v);
	rsp = ((from_user ? v->kernel_sp : r->rsp) & ~15ULL) - n * sizeof(u64);
	if (guest_copy_to(gva(rsp), word, n * sizeof(u64))) {
		crash_report(v, "kernel stack cannot be written", b->rip);
		return false;
	}

	if (b->mask)
		WRITE_ONCE(v->info->evtchn_upcall_mask, 1);
	r->rip = b->rip;
	r->cs = FLAT_KERNEL_CS;
	r->ss = FLAT_KERNEL_SS;
	r->rsp = rsp;
	r->rflags &= ~TRAP_BOUNCE_RFLAGS;
	return true;
}

static void bounce_callback(struct vcpu *v, const struct vcpu_callback *cb)
{
	bounce(v, &(struct bounce){ .rip = cb->rip, .mask = cb->mask_events });
}

void trap_bounce(struct vcpu *v, unsigned int vector, u32 error)
{
	struct bounce b = { .error = error };

	bug_on(vector >= VCPU_VECTORS);
	b.rip = v->traps.rip[vector];
	b.mask = v->traps.flags[vector] & TI_FLAG_MASK_EVENTS;
	b.has_error = vector < 32 && ERROR_CODE_VECTORS >> vector & 1;
	bounce(v, &b);
}

void trap_bounce_pf(struct vcpu *v, u64 cr2, u32 error)
{
	/* CPL is 3 in both modes: the U bit tells the guest which it was. */
	error &= ~PF_USER;
	if (!v->kernel_mode)
		error |= PF_USER;
	WRITE_ONCE(v->info->arch.cr2, cr2);
	trap_bounce(v, TRAP_PF, error);
}

/*
 * The vector in the instruction, or the error code's where the bytes are out
 * of reach. QEMU before 8.0 reports n * 16 + 2 in long mode.
 */
static unsigned int int_vector(struct vcpu *v, u32 gp_error)
{
	struct code_segment cs;
	u8 insn[INT_LEN];

	if (segment_code(v, &cs)) {
		u64 a = v->regs.rip + cs.base;

		if (!cs.long_mode)
			a = (u32)a;
		if (!guest_copy_from(insn, gva(a), sizeof(insn)) &&
		    insn[0] == INT_OPCODE)
			return insn[1];
	}
	return gp_error >> GP_VECTOR_SHIFT & 0xff;
}

void trap_int(struct vcpu *v, u32 gp_error)
{
	unsigned int vector = int_vector(v, gp_error);
	unsigned int dpl = v->traps.flags[vector] & TI_FLAG_DPL;

	/* The guest's kernel counts as ring 1 here (public/arch-x86/xen.h). */
	if (dpl < (v->kernel_mode ? 1 : 3)) {
		trap_bounce(v, TRAP_GP, vector << GP_VECTOR_SHIFT | 2);
		return;
	}
	v->regs.rip += INT_LEN;
	trap_bounce(v, vector, 0);
}

void trap_syscall(struct vcpu *v)
{
	bool compat = v->regs.cs == FLAT_RING3_CS32;
	const struct vcpu_callback *cb = compat ? &v->syscall32 : &v->syscall;

	if (!cb->rip) {
		v->regs.rip -= SYSCALL_LEN;
		trap_bounce(v, TRAP_UD, 0);
		return;
	}
	bounce_callback(v, cb);
}

void trap_no_fpu(struct vcpu *v)
{
	if (!v->cr0_ts)
		return;
	v->cr0_ts = 0;
	vcpu_ts_load(v);
	trap_bounce(v, TRAP_NM, 0);
}

void trap_failsafe(struct vcpu *v)
{
	struct bounce b = {
		.rip = v->failsafe.rip,
		.mask = v->failsafe.mask_events,
		.selectors = true,
	};

	bounce(v, &b);
}

static bool event_deliverable(const struct vcpu *v)
{
	return READ_ONCE(v->info->evtchn_upcall_pending) &&
	       !READ_ONCE(v->info->evtchn_upcall_mask);
}

void trap_deliver(struct vcpu *v)
{
	struct bounce upcall = { .rip = v->event.rip, .mask = true };

	/*
	 * A RIP from iret, an emulated instruction or SYSCALL at the end of
	 * the lower half: the #GP that the processor raises at the target
	 * must not be raised by the monitor's own IRET or SYSRET.
	 */
	if (unlikely(!addr_is_canonical(v->regs.rip)))
		trap_bounce(v, TRAP_GP, 0);

	if (trap_nmi_due(v)) {
		v->nmi_pending = false;
		v->nmi_masked = true;
		trap_bounce(v, TRAP_NMI, 0);
	}
	if (event_deliverable(v))
		bounce(v, &upcall);
}
