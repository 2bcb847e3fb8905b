/* SPDX-License-Identifier: GPL-2.0 */
/* From an address to its L1 entry; see pagetable.h. d->lock held. */
#ifndef UNDERPIN_MM_PT_WALK_H
#define UNDERPIN_MM_PT_WALK_H

#include "core/types.h"
#include "mm/frame.h"

/**
 * pt_walk() - find the L1 slot that maps an address
 * @root: a validated L4
 * @va: canonical guest address
 * @index: receives the entry's index
 *
 * Return: the L1 table; NULL where there is none, and in the monitor's hole.
 */
struct frame *pt_walk(mfn_t root, u64 va, unsigned int *index);

/** pt_walk_read() - the value of that entry; zero where there is no table */
u64 pt_walk_read(mfn_t root, u64 va);

#endif /* UNDERPIN_MM_PT_WALK_H */
