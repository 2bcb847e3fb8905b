/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ticket-free test-and-set spinlocks. The monitor runs with interrupts off
 * and every hold time is bounded, so neither fairness nor nesting counters
 * are needed. The lock order is in docs/locking.md.
 */
#ifndef UNDERPIN_CORE_SPINLOCK_H
#define UNDERPIN_CORE_SPINLOCK_H

#include "core/types.h"

/** struct spinlock - zero means free */
struct spinlock {
	u32 held;
};

static inline void spin_lock(struct spinlock *l)
{
	while (__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&l->held, __ATOMIC_RELAXED))
			__builtin_ia32_pause();
}

static inline void spin_unlock(struct spinlock *l)
{
	__atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
}

static inline bool spin_is_locked(const struct spinlock *l)
{
	return __atomic_load_n(&l->held, __ATOMIC_RELAXED);
}

#endif /* UNDERPIN_CORE_SPINLOCK_H */
