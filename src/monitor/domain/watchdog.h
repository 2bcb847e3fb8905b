/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Watchdogs of a domain (SCHEDOP_watchdog, public/sched.h): whoever in it sets
 * one must set it anew before its time is over, or the domain is shut down.
 */
#ifndef UNDERPIN_DOMAIN_WATCHDOG_H
#define UNDERPIN_DOMAIN_WATCHDOG_H

#include "core/types.h"
#include "domain/domain.h"

/**
 * watchdog_set() - start, extend or stop a watchdog
 * @id: 1 or above: of an earlier call; zero: a free one
 * @seconds: from now; zero stops the one with that id
 *
 * Takes d->lock. Return: the id of a new one, else 0; -XEN_ENOSPC all are in
 * use; -XEN_EINVAL no such watchdog is.
 */
s64 watchdog_set(struct domain *d, u32 id, u32 seconds);

/**
 * watchdog_deadline() - when the first one expires; zero: none runs
 *
 * Any vCPU of the domain may be the one that finds it; no lock needed.
 */
static inline u64 watchdog_deadline(const struct domain *d)
{
	return READ_ONCE(d->watchdog.next);
}

/** watchdog_expire() - shut @d down if one is due; takes d->lock */
void watchdog_expire(struct domain *d, u64 now);

/**
 * watchdog_resume() - @d was shut down and is to go on
 *
 * Those that expired meanwhile have nothing to end any more. Takes d->lock.
 */
void watchdog_resume(struct domain *d, u64 now);

#endif /* UNDERPIN_DOMAIN_WATCHDOG_H */
