/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page-table validator: direct paging (SOSP'03 §3.3.3).
 *
 * A page table becomes one by validation, which takes a typed reference on
 * everything that it maps; it stops being one when its last typed reference
 * is dropped, which drops those. Three rules make this safe to interrupt:
 *  - validation that runs out of budget leaves FRAME_PARTIAL and the index of
 *    the next entry in the frame, holds one general reference, and returns
 *    -XEN_ERESTART; asking again for the same type goes on from there;
 *  - un-validation is queued on d->zap_queue (FRAME_ZAPPING) and done one
 *    table at a time by pt_zap(), which every MMU operation calls first;
 *  - a frame that is PARTIAL or ZAPPING can take no other type.
 *
 * Everything here runs under d->lock of the domain that owns the tables and
 * touches memory only through frame_map(), so that the host tests, the fuzzer
 * and the model checker run the same source.
 */
#ifndef UNDERPIN_MM_PAGETABLE_H
#define UNDERPIN_MM_PAGETABLE_H

#include "core/types.h"
#include "mm/frame.h"
#include "mm/pt_pin.h"
#include "mm/pt_walk.h"
#include "mm/pte.h"

/**
 * struct pt_budget - how much work an operation may still do
 * @left: page-table entries; at zero preemptible operations give up with
 *        -XEN_ERESTART
 */
struct pt_budget {
	u32 left;
};

/** pt_spend() - account for @n entries of work */
static inline void pt_spend(struct pt_budget *b, u32 n)
{
	b->left -= (u32)min_u64(n, b->left);
}

/** enum pt_update_mode - how an entry is stored */
enum pt_update_mode {
	PT_UPDATE_NORMAL,
	PT_UPDATE_PRESERVE_AD, /* keep A and D that the hardware set */
	PT_UPDATE_EXACT, /* pt_cmpxchg_entry()'s */
};

/**
 * pt_get_type() - take a reference and a typed reference on a frame
 * @d: owner; d->lock held
 * @m: frame number, possibly hostile
 * @type: FRAME_L1..L4, FRAME_SEG_DESC or FRAME_WRITABLE
 * @b: work budget
 *
 * Return: 0; -XEN_EINVAL not owned or content/type does not fit; -XEN_EBUSY
 * in use as another type (for FRAME_WRITABLE); -XEN_ERESTART out of budget.
 */
int pt_get_type(struct domain *d, mfn_t m, enum frame_type type,
		struct pt_budget *b);

/** pt_hold_type() - pt_get_type() of what frame_lookup() returned, if anything */
int pt_hold_type(struct domain *d, struct frame *f, enum frame_type type,
		 struct pt_budget *b);

/**
 * pt_put_type() - drop what pt_get_type() took
 *
 * Un-validation is queued, not done: never long.
 */
void pt_put_type(struct domain *d, struct frame *f);

/**
 * pt_zap() - un-validate queued tables
 * @b: spent by entries; what is left over is for the caller
 *
 * Return: 0 when the queue is empty, -XEN_ERESTART when out of budget.
 */
int pt_zap(struct domain *d, struct pt_budget *b);

/**
 * pt_set_entry() - validated update of one entry of a page table
 * @d: owner of the table and of what it maps; d->lock held
 * @table: a frame of @d, of any type; gone afterwards if nobody holds it
 * @index: entry, 0..511
 * @pte: new value as the guest gave it
 * @mode: how to store
 *
 * Return: as pt_entry_get(); -XEN_EINVAL too if there is no such entry.
 */
int pt_set_entry(struct domain *d, struct frame *table, unsigned int index,
		 u64 pte, enum pt_update_mode mode, struct pt_budget *b);

/**
 * pt_swap_entry() - as pt_set_entry() in normal mode
 * @pte: the new value; receives the entry's, unless it fails
 */
int pt_swap_entry(struct domain *d, struct frame *table, unsigned int index,
		  u64 *pte, struct pt_budget *b);

/**
 * pt_cmpxchg_entry() - as pt_set_entry(), if the entry is what was read
 * @old: the value that @pte was computed from; receives the entry's
 *
 * For the emulation of read-modify-write instructions, which race with the
 * processor's setting of A and D.
 *
 * Return: also -XEN_EAGAIN if the entry differs from *@old; nothing was done.
 */
int pt_cmpxchg_entry(struct domain *d, struct frame *table, unsigned int index,
		     u64 *old, u64 pte, struct pt_budget *b);

/**
 * pt_hole_fill() - write the monitor's 16 slots into an L4
 * Given by x86/paging.c; by the arena on the host.
 */
void pt_hole_fill(u64 *l4);

#endif /* UNDERPIN_MM_PAGETABLE_H */
