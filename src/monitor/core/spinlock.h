/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ticket locks: first come, first served, so that a guest that makes one
 * hypercall after the other cannot keep the control domain from a lock that
 * both need. The monitor runs with interrupts off and every hold time is
 * bounded, so no nesting counters are needed. The lock order is in
 * docs/locking.md.
 */
#ifndef UNDERPIN_CORE_SPINLOCK_H
#define UNDERPIN_CORE_SPINLOCK_H

#include "core/failure.h"
#include "core/types.h"

/**
 * struct spinlock - all zero means free
 * @next: ticket of the next one to come
 * @owner: ticket whose turn it is
 *
 * Tickets wrap around: there are fewer processors than tickets.
 */
struct spinlock {
	u16 next;
	u16 owner;
};

static inline void spin_lock(struct spinlock *l)
{
	u16 ticket = __atomic_fetch_add(&l->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&l->owner, __ATOMIC_ACQUIRE) != ticket) {
		__builtin_ia32_pause();
		/* The owner may never come back. */
		fail_check();
	}
}

static inline void spin_unlock(struct spinlock *l)
{
	/* Nobody else writes @owner while the lock is held. */
	__atomic_store_n(&l->owner, (u16)(l->owner + 1), __ATOMIC_RELEASE);
}

static inline bool spin_is_locked(const struct spinlock *l)
{
	return __atomic_load_n(&l->owner, __ATOMIC_RELAXED) !=
	       __atomic_load_n(&l->next, __ATOMIC_RELAXED);
}

#endif /* UNDERPIN_CORE_SPINLOCK_H */
