// SPDX-License-Identifier: GPL-2.0
/*
 * The run loop: enter the guest, serve what it traps for, go back to Linux
 * when Linux is needed. Read entry.S first, then domain/trap.c.
 */
#include "x86/run.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/domain.h"
#include "domain/emulate.h"
#include "domain/event_channel.h"
#include "domain/segment.h"
#include "domain/time.h"
#include "domain/trap.h"
#include "hypercall/hypercall.h"
#include "mm/frame_pool.h"
#include "mm/tlb.h"
#include "x86/fail.h"
#include "x86/fail_test.h"
#include "x86/hw.h"
#include "x86/insn.h"
#include "x86/paging.h"
#include "x86/vcpu_arch.h"
#include "x86/vectors.h"
#include "xen/errno.h"
#include "xen/hypercall.h"

#define VECTOR_FIRST_INTERRUPT 32

/* #PF error code (APM vol.2 8.4.2) */
#define PF_PRESENT 1
#define PF_WRITE 2
#define PF_USER 4

/* #GP error code: the selector, with its table (APM vol.2 8.4.1) */
#define GP_LDT 4

/* #GP error code: an IDT entry */
#define GP_IDT 2

#define SYSCALL_LENGTH 2

/*
 * Not reasons to leave: enter the guest again. With RUN_SAME nothing but the
 * vCPU's own registers and memory has changed, so there is nothing to look
 * at: what others change comes with an interrupt (vcpu_kick()).
 */
#define RUN_ON (-1)
#define RUN_SAME (-2)

/*
 * Hypercalls that may block, yield, move a timer or wake somebody else. What
 * the others may do, crash the guest, is looked at each time.
 */
#define LOUD_CALLS                                                             \
	(1ULL << __HYPERVISOR_sched_op | 1ULL << __HYPERVISOR_vcpu_op |        \
	 1ULL << __HYPERVISOR_set_timer_op |                                   \
	 1ULL << __HYPERVISOR_event_channel_op |                               \
	 1ULL << __HYPERVISOR_multicall)

static struct up_shared *shared;

void run_init(struct up_shared *s)
{
	shared = s;
}

void vcpu_kick(struct vcpu *v)
{
	/* A pause is no wait for a processor. */
	if (domain_may_run(v->d))
		time_woken(v);
	test_and_set_bit(v->slot, shared->kick);
	WRITE_ONCE(shared->attention, 1);
}

void ec_control_notify(void)
{
	WRITE_ONCE(shared->attention, 1);
}

/* Return: RUN_ON or a reason to leave. */
static int guest_hypercall(struct vcpu *v, struct run_result *out)
{
	struct cpu_user_regs *r = &v->regs;
	struct hypercall hc = {
		.d = v->d,
		.v = v,
		.nr = (u32)r->rax,
		.arg = { r->rdi, r->rsi, r->rdx, r->r10, r->r8, r->r9 },
	};
	s64 ret;

	fail_test_point(FAIL_TEST_HYPERCALL);
	ret = hc_dispatch(&hc);
	if (hc.final || !hc_is_private(ret)) {
		r->rax = (u64)ret;
		return hc.nr < XEN_NR_HYPERCALLS && LOUD_CALLS >> hc.nr & 1 ?
			       RUN_ON : RUN_SAME;
	}
	r->rip -= SYSCALL_LENGTH;
	r->rdi = hc.arg[0];
	r->rsi = hc.arg[1];
	r->rdx = hc.arg[2];
	r->r10 = hc.arg[3];
	r->r8 = hc.arg[4];
	r->r9 = hc.arg[5];
	if (ret == HC_NEED_HEAP)
		return UP_RUN_NEED_HEAP;
	out->wanted = hc.frames_wanted;
	return ret == HC_NEED_FRAMES ? UP_RUN_NEED_FRAMES : RUN_ON;
}

/*
 * The tables' limits are the window's, so a selector beyond the guest's own
 * descriptors makes the processor read where nothing is mapped. The guest
 * is to see what a limit would have given it.
 */
static bool guest_bad_selector(struct vcpu *v, u64 cr2, u32 error)
{
	u64 offset = cr2 - gdt_window(this_cpu()->index);
	u32 table = 0;

	/* An access of the guest's own is a user's. */
	if (error & PF_USER || offset >= 1ULL << GDT_WINDOW_SHIFT)
		return false;
	if (offset >= LDT_WINDOW_OFFSET)
		table = GP_LDT;
	trap_bounce(v, TRAP_GP, (offset & 0xfff8) | table);
	return true;
}

static void guest_page_fault(struct vcpu *v, u64 cr2)
{
	u32 error = v->regs.error_code;

	if (unlikely(paging_fault(cr2)))
		return;
	/* Five levels: what guests know as #GP (five_levels.h) */
	if (unlikely(!addr_is_canonical(cr2))) {
		trap_bounce(v, TRAP_GP, 0);
		return;
	}
	if (unlikely(guest_bad_selector(v, cr2, error)))
		return;
	if ((error & (PF_PRESENT | PF_WRITE)) == (PF_PRESENT | PF_WRITE) &&
	    v->kernel_mode &&
	    emulate_pt_write(v, cr2, error) == EMULATE_DONE)
		return;
	trap_bounce_pf(v, cr2, error);
}

static void guest_protection_fault(struct vcpu *v)
{
	u32 error = v->regs.error_code;

	if (!error && emulate_privileged(v) == EMULATE_DONE)
		return;
	if (error & GP_IDT)
		trap_int(v, error);
	else
		trap_bounce(v, TRAP_GP, error);
}

/* The processor never clears a condition (APM vol.2 13.1.1.3): we do. */
static void guest_debug(struct vcpu *v)
{
	v->debugreg[6] |= read_dr6();
	write_dr6(DR6_NONE);
	trap_bounce(v, TRAP_DB, 0);
}

static void guest_exception(struct vcpu *v, u32 vector, u64 cr2)
{
	fail_test_point(FAIL_TEST_EXCEPTION);
	switch (vector) {
	case TRAP_PF:
		guest_page_fault(v, cr2);
		break;
	case TRAP_GP:
		guest_protection_fault(v);
		break;
	case TRAP_UD:
		if (emulate_forced_cpuid(v) != EMULATE_DONE)
			trap_bounce(v, TRAP_UD, 0);
		break;
	case TRAP_NM:
		trap_no_fpu(v);
		break;
	case TRAP_DB:
		guest_debug(v);
		break;
	default:
		trap_bounce(v, vector, v->regs.error_code);
	}
}

/* Return: RUN_ON or a reason to leave. */
static int guest_exit(struct cpu *c, struct vcpu *v, u32 vector, u64 cr2,
		      struct run_result *out)
{
	switch (vector) {
	case EXIT_SYSCALL:
		if (!v->kernel_mode)
			trap_syscall(v);
		else if ((u32)v->regs.rax == __HYPERVISOR_iret)
			trap_iret(v);
		else
			return guest_hypercall(v, out);
		return RUN_SAME;
	case EXIT_BAD_FRAME:
		trap_bounce(v, TRAP_GP, 0);
		return RUN_SAME;
	case EXIT_PENDING:
		return UP_RUN_INTERRUPT;
	case VECTOR_NMI:
		c->pending |= CPU_PENDING_NMI;
		return UP_RUN_INTERRUPT;
	case VECTOR_MC:
		c->pending |= CPU_PENDING_MC;
		return UP_RUN_INTERRUPT;
	}
	if (vector >= VECTOR_FIRST_INTERRUPT) {
		c->interrupt = (u8)vector;
		return UP_RUN_INTERRUPT;
	}
	guest_exception(v, vector, cr2);
	return RUN_SAME;
}

/* A timer earlier than the one that Linux was told of last. */
static bool timer_changed(const struct vcpu *v)
{
	u64 next = time_next_deadline(v);

	return next && (!v->timer_told || next < v->timer_told);
}

/* Return: RUN_ON if the guest may be entered, or why not. */
static int may_enter(struct cpu *c, struct vcpu *v)
{
	if (!domain_may_run(v->d) || v->down)
		return UP_RUN_STOPPED;
	if (c->pending)
		return UP_RUN_INTERRUPT;
	if (!ec_wait_over(v))
		return UP_RUN_BLOCK;
	if (v->yielding) {
		v->yielding = false;
		return UP_RUN_YIELD;
	}
	if (timer_changed(v))
		return UP_RUN_TIMER;
	/* Somebody else is to be woken: Linux does that. */
	if (READ_ONCE(shared->attention))
		return UP_RUN_INTERRUPT;
	return RUN_ON;
}

static s64 run_loop(struct cpu *c, struct vcpu *v, struct run_result *out)
{
	int reason = RUN_ON;

	for (;;) {
		u32 vector;

		if (unlikely(READ_ONCE(shared->failed)))
			fail_check();
		if (reason == RUN_ON) {
			time_expire(v);
			reason = may_enter(c, v);
			if (reason != RUN_ON)
				return reason;
		}
		trap_deliver(v);
		/* By its own doing: with others' an interrupt comes. */
		if (READ_ONCE(v->d->shutdown))
			return UP_RUN_STOPPED;
		if (v->runstate_due && v->kernel_mode)
			time_runstate_publish(v);
		tlb_expose(v);
		vector = guest_enter(v, c);
		tlb_conceal(v);
		c->guest_exits[min_u64(vector, 255)]++;
		exit_record(c, v->d->domid, (u16)v->id, vector, v->regs.rax,
			    v->regs.rip);
		reason = guest_exit(c, v, vector, read_cr2(), out);
		if (reason != RUN_ON && reason != RUN_SAME)
			return reason;
	}
}

static int state_outside(const struct vcpu *v, s64 reason)
{
	if (READ_ONCE(v->down))
		return RUNSTATE_offline;
	return reason == UP_RUN_BLOCK ? RUNSTATE_blocked : RUNSTATE_runnable;
}

static void run_current(struct cpu *c, struct vcpu *v, struct run_result *out)
{
	u64 ran;

	c->guest_entries++;
	vcpu_load(c, v);
	if (!vcpu_selectors_load(v))
		trap_failsafe(v);
	time_runstate_set(v, RUNSTATE_running);
	ran = v->runstate.time[RUNSTATE_running];
	time_runstate_publish(v);
	time_update_vcpu(v);
	out->reason = run_loop(c, v, out);
	time_runstate_set(v, state_outside(v, out->reason));
	c->counts->guest_ns += v->runstate.time[RUNSTATE_running] - ran;
	time_runstate_publish(v);
	vcpu_unload(c, v);
	if (out->reason == UP_RUN_BLOCK || out->reason == UP_RUN_YIELD ||
	    out->reason == UP_RUN_STOPPED)
		vcpu_predictors_flush(c);
}

/* Linux' timers may fire early by the difference of the two clocks (ns). */
#define TIMER_SLACK 50000

/* When Linux must be back at the latest; it arms a timer for these reasons. */
static void tell_timer(struct vcpu *v, struct run_result *out)
{
	u64 next = time_next_deadline(v);
	u64 now = time_now();

	out->next_timer = S64_MAX;
	if (next)
		out->next_timer = next > now ?
					  (s64)min_u64(next - now, S64_MAX - 1) :
					  0;
	if (out->reason == UP_RUN_BLOCK || out->reason == UP_RUN_TIMER ||
	    out->reason == UP_RUN_YIELD)
		v->timer_told = next;
	else if (v->timer_told <= now + TIMER_SLACK)
		v->timer_told = 0;
}

/* d->lock held: whoever flushes sees the vCPU here, or its CR3 load comes. */
static void vcpu_take(struct vcpu *v, u32 cpu)
{
	WRITE_ONCE(v->cpu, cpu);
	v->running = true;
}

/* Claims the vCPU for processor @cpu. Return: 0 or what RUN returns. */
static s64 vcpu_claim(struct domain *d, u32 id, u32 cpu, struct vcpu **out)
{
	struct vcpu *v;
	s64 err = 0;

	spin_lock(&d->lock);
	v = id < d->max_vcpus ? d->vcpu[id] : NULL;
	*out = v;
	if (!v)
		err = -XEN_ESRCH;
	else if (v->running)
		err = -XEN_EBUSY;
	else if (!domain_may_run(d) || !v->initialised || v->down)
		err = UP_RUN_STOPPED;
	else
		vcpu_take(v, cpu);
	spin_unlock(&d->lock);
	return err;
}

/* A guest that balloons down gives pages one by one: not each is worth it. */
#define RECLAIM_BATCH 512

static void tell_reclaim(const struct run_result *out)
{
	u64 n = frames_used();

	if (n < RECLAIM_BATCH && (!n || out->reason != UP_RUN_BLOCK))
		return;
	WRITE_ONCE(shared->reclaim, 1);
	WRITE_ONCE(shared->attention, 1);
}

void run_vcpu(struct cpu *c, u16 domid, u32 id, bool refused,
	      struct run_result *out)
{
	struct domain *d = domid ? domain_get(domid) : NULL;
	struct vcpu *v;

	*out = (struct run_result){ .reason = -XEN_ESRCH,
				    .next_timer = S64_MAX };
	if (!d)
		return;
	out->reason = vcpu_claim(d, id, c->index, &v);
	if (!out->reason) {
		if (refused)
			v->lend_refused = true;
		run_current(c, v, out);
		tell_timer(v, out);
		tell_reclaim(out);
		__atomic_store_n(&v->running, false, __ATOMIC_RELEASE);
	}
	domain_put(d);
}
