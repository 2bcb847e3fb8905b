/* SPDX-License-Identifier: GPL-2.0 */
/* Lending memory and taking it back: see donate.c. Lock: call.c's memory_lock. */
#ifndef UNDERPIN_LOADER_DONATE_H
#define UNDERPIN_LOADER_DONATE_H

#include <linux/types.h>

/**
 * ldr_donate() - lend at least @n frames for guests
 * @ram: a guest's memory, which leaves Linux its reserve; all else is little
 *
 * Return: 0 or -ENOMEM.
 */
int ldr_donate(u64 n, bool ram);

/**
 * ldr_flush_nested() - what the monitor shows and hides is in force
 *
 * After a call that mapped or unmapped memory of guests. Needs no lock.
 * Context: process; sleeps.
 */
void ldr_flush_nested(void);

/** ldr_donate_heap() - lend 2 MiB to the monitor; 0 or -ENOMEM */
int ldr_donate_heap(void);

/**
 * ldr_reclaim_locked() - take back what guests gave up
 * @unused_too: and what was lent and has not been used, also for itself
 */
void ldr_reclaim_locked(bool unused_too);

/** ldr_free_lent_locked() - ldr_donated_free_all() under the lock */
void ldr_free_lent_locked(void);

#endif /* UNDERPIN_LOADER_DONATE_H */
