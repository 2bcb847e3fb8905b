/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one page-table entry may say and which references it holds: the part
 * of the validator below the types of whole frames (pagetable.h).
 */
#ifndef UNDERPIN_MM_PT_ENTRY_H
#define UNDERPIN_MM_PT_ENTRY_H

#include "core/types.h"
#include "mm/frame.h"
#include "mm/pagetable.h"

/** pt_is_table() - is this the type of a page table? */
static inline bool pt_is_table(enum frame_type type)
{
	return type >= FRAME_L1 && type <= FRAME_L4;
}

/** pt_is_hole() - is this entry the monitor's (slots 256 to 271 of an L4)? */
static inline bool pt_is_hole(enum frame_type level, unsigned int index)
{
	return level == FRAME_L4 && index >= PT_HOLE_FIRST &&
	       index <= PT_HOLE_LAST;
}

/** pt_slot() - where an entry lives */
static inline u64 *pt_slot(const struct frame *table, unsigned int index)
{
	return (u64 *)frame_map(frame_mfn(table)) + index;
}

/**
 * pt_entry_adjust() - what is stored for an entry that the guest gave
 *
 * Both modes of a guest run at CPL 3, so every page is a user page to the
 * hardware; bit 52 keeps what the guest asked for.
 */
u64 pt_entry_adjust(enum frame_type level, u64 pte);

/**
 * pt_entry_get() - check an entry and take the references that it holds
 * @d: owner of the table; d->lock held
 * @level: FRAME_L1..L4, of the table that the entry is for
 * @pte: any value
 *
 * A present L1 entry holds a general reference of its frame, a writable one
 * a FRAME_WRITABLE one; entries above hold the type of the table below.
 *
 * Return: 0; -XEN_EINVAL it cannot be so, or what is below is no such table;
 * -XEN_EPERM no frame of a guest; -XEN_EBUSY another's frame, or in use as
 * something else; -XEN_ERESTART out of budget.
 */
int pt_entry_get(struct domain *d, enum frame_type level, u64 pte,
		 struct pt_budget *b);

/** pt_entry_put() - drop what pt_entry_get() took; never long */
void pt_entry_put(struct domain *d, enum frame_type level, u64 pte);

/** pt_abandon() - queue a PARTIAL table that nobody is going to complete */
void pt_abandon(struct domain *d, struct frame *f);

#endif /* UNDERPIN_MM_PT_ENTRY_H */
