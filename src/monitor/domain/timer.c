// SPDX-License-Identifier: GPL-2.0
/*
 * A vCPU's timers and the account of its run states. Read time.c first.
 *
 * The monitor has no timer of its own: the loader waits until
 * time_next_deadline() and the run loop calls time_expire() on each turn.
 */
#include "core/print.h"
#include "domain/domain.h"
#include "domain/event_channel.h"
#include "domain/time.h"
#include "domain/watchdog.h"
#include "mm/guest_copy.h"
#include "xen/virq.h"
#include "xen/vm_assist.h"

void time_singleshot_set(struct vcpu *v, u64 deadline)
{
	if (deadline <= time_now()) {
		v->timer.singleshot = 0;
		ec_raise_virq(v, VIRQ_TIMER);
		return;
	}
	v->timer.singleshot = deadline;
}

void time_periodic_set(struct vcpu *v, u64 period)
{
	WRITE_ONCE(v->timer.period_next, period ? time_now() + period : 0);
	WRITE_ONCE(v->timer.period, period);
}

static u64 earlier(u64 a, u64 b)
{
	if (!a || !b)
		return a | b;
	return min_u64(a, b);
}

/* What a timer that was stopped meanwhile left behind does not count. */
static u64 next_tick(const struct vcpu_timer *t)
{
	return READ_ONCE(t->period) ? READ_ONCE(t->period_next) : 0;
}

u64 time_next_deadline(const struct vcpu *v)
{
	u64 next = earlier(v->timer.singleshot, next_tick(&v->timer));

	next = earlier(next, watchdog_deadline(v->d));
	return v->polling ? earlier(next, v->poll_deadline) : next;
}

/*
 * Periods that went by while the vCPU did not run count as one. Another vCPU
 * may set the timer meanwhile: at worst one tick is a period of before.
 */
static bool periodic_due(struct vcpu_timer *t, u64 now)
{
	u64 period = READ_ONCE(t->period), next = READ_ONCE(t->period_next);

	if (!period || now < next)
		return false;
	next += ((now - next) / period + 1) * period;
	WRITE_ONCE(t->period_next, next);
	return true;
}

static bool singleshot_due(struct vcpu_timer *t, u64 now)
{
	if (!t->singleshot || now < t->singleshot)
		return false;
	t->singleshot = 0;
	return true;
}

static void poll_expire(struct vcpu *v, u64 now)
{
	spin_lock(&event_lock);
	if (v->polling && v->poll_deadline && now >= v->poll_deadline)
		ec_poll_end(v);
	spin_unlock(&event_lock);
}

/* On every turn of the run loop: nothing to do must cost next to nothing. */
void time_expire(struct vcpu *v)
{
	u64 next = time_next_deadline(v), now;
	bool due;

	if (!next)
		return;
	now = time_now();
	if (now < next)
		return;
	due = periodic_due(&v->timer, now);
	if (singleshot_due(&v->timer, now) || due)
		ec_raise_virq(v, VIRQ_TIMER);
	poll_expire(v, now);
	watchdog_expire(v->d, now);
}

void time_woken(struct vcpu *v)
{
	if (READ_ONCE(v->woken_at) <= READ_ONCE(v->runstate.state_entry_time))
		WRITE_ONCE(v->woken_at, time_now());
}

/* When a blocked vCPU became able to run again; @now: it still waits. */
static u64 wait_ended(const struct vcpu *v, u64 now)
{
	u64 woken = READ_ONCE(v->woken_at), due = time_next_deadline(v);
	u64 entry = v->runstate.state_entry_time, end = now;

	if (woken > entry)
		end = min_u64(end, woken);
	if (due)
		end = min_u64(end, due);
	return end < entry ? entry : end;
}

/*
 * Add the time since @v entered its state to @r. What passes from the end of a
 * wait until Linux has a processor for the vCPU is steal time to the guest.
 */
static void runstate_account(const struct vcpu *v,
			     struct vcpu_runstate_info *r, u64 now)
{
	u64 entry = r->state_entry_time, end;

	bug_on(r->state < 0 || (u32)r->state >= ARRAY_SIZE(r->time));
	if (now <= entry)
		return;
	end = r->state == RUNSTATE_blocked ? wait_ended(v, now) : now;
	r->time[r->state] += end - entry;
	r->time[RUNSTATE_runnable] += now - end;
}

void time_runstate_set(struct vcpu *v, int state)
{
	struct vcpu_runstate_info *r = &v->runstate;
	u64 now = time_now();

	runstate_account(v, r, now);
	r->state = state;
	r->state_entry_time = now;
}

void time_runstate_get(const struct vcpu *v, struct vcpu_runstate_info *out)
{
	*out = v->runstate;
	runstate_account(v, out, time_now());
}

/*
 * With VMASST_TYPE_runstate_update_flag another vCPU may read the record at
 * any time: the flag in state_entry_time brackets the change. An area that
 * cannot be written is left alone until it can.
 */
void time_runstate_publish(struct vcpu *v)
{
	struct vcpu_runstate_info r = v->runstate;
	gva_t entry = gva(v->runstate_area.a +
			  offsetof(struct vcpu_runstate_info,
				   state_entry_time));
	u64 stamp = r.state_entry_time;

	if (!v->runstate_area.a)
		return;
	/* The area is the kernel's: its address means nothing in user mode. */
	v->runstate_due = !v->kernel_mode;
	if (v->runstate_due)
		return;
	if (!(v->d->vm_assist >> VMASST_TYPE_runstate_update_flag & 1)) {
		guest_copy_to(v->runstate_area, &r, sizeof(r));
		return;
	}
	r.state_entry_time |= XEN_RUNSTATE_UPDATE;
	if (guest_copy_to(entry, &r.state_entry_time, sizeof(stamp)) ||
	    guest_copy_to(v->runstate_area, &r, sizeof(r)))
		return;
	guest_copy_to(entry, &stamp, sizeof(stamp));
}
