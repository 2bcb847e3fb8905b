// SPDX-License-Identifier: GPL-2.0
/* Watchdogs of a domain: see watchdog.h. */
#include "domain/watchdog.h"

#include "domain/time.h"
#include "xen/errno.h"
#include "xen/sched.h"

/* One that has expired stays in use, but never expires again. */
#define EXPIRED U64_MAX

static void find_next(struct domain_watchdog *w)
{
	u64 next = EXPIRED;
	u32 i;

	for (i = 0; i < DOMAIN_WATCHDOGS; i++)
		if (w->deadline[i])
			next = min_u64(next, w->deadline[i]);
	WRITE_ONCE(w->next, next == EXPIRED ? 0 : next);
}

static s64 start_free(struct domain_watchdog *w, u64 deadline)
{
	u32 i;

	for (i = 0; i < DOMAIN_WATCHDOGS; i++) {
		if (w->deadline[i])
			continue;
		w->deadline[i] = deadline;
		return i + 1;
	}
	return -XEN_ENOSPC;
}

static s64 set_locked(struct domain_watchdog *w, u32 id, u32 seconds)
{
	u64 deadline = time_now() + seconds * NSEC_PER_SEC;

	if (!id)
		return start_free(w, deadline);
	if (!w->deadline[id - 1])
		return -XEN_EINVAL;
	w->deadline[id - 1] = seconds ? deadline : 0;
	return 0;
}

s64 watchdog_set(struct domain *d, u32 id, u32 seconds)
{
	u64 next;
	s64 ret;

	if (id > DOMAIN_WATCHDOGS)
		return -XEN_EINVAL;
	spin_lock(&d->lock);
	next = d->watchdog.next;
	ret = set_locked(&d->watchdog, id, seconds);
	find_next(&d->watchdog);
	/* This vCPU may go offline: the others must know, too. */
	if (d->watchdog.next && (!next || d->watchdog.next < next))
		domain_kick(d);
	spin_unlock(&d->lock);
	return ret;
}

/* d->lock held. Return: one was due. */
static bool end_due(struct domain_watchdog *w, u64 now)
{
	bool due = false;
	u32 i;

	for (i = 0; i < DOMAIN_WATCHDOGS; i++) {
		if (!w->deadline[i] || now < w->deadline[i])
			continue;
		w->deadline[i] = EXPIRED;
		due = true;
	}
	find_next(w);
	return due;
}

void watchdog_expire(struct domain *d, u64 now)
{
	u64 next = watchdog_deadline(d);
	bool due;

	if (!next || now < next)
		return;
	spin_lock(&d->lock);
	due = end_due(&d->watchdog, now);
	spin_unlock(&d->lock);
	if (due)
		domain_shutdown(d, SHUTDOWN_watchdog);
}

void watchdog_resume(struct domain *d, u64 now)
{
	spin_lock(&d->lock);
	end_due(&d->watchdog, now);
	spin_unlock(&d->lock);
}
