/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machine frames: who owns each, what it is used as, how often.
 *
 * Invariants (SOSP'03 §3.3.3):
 *  - a frame has one type at a time; the type changes only while type_refs
 *    is zero;
 *  - every use in a type is also a general reference: refs >= type_refs;
 *  - a frame leaves its owner when refs reaches zero.
 *
 * The owner's d->lock protects all fields of its frames; free_lock (in
 * frame.c) those of free frames. frame_pool.h is how they come and
 * go; read pagetable.h next.
 */
#ifndef UNDERPIN_MM_FRAME_H
#define UNDERPIN_MM_FRAME_H

#include "core/types.h"
#include "mm/frame_pool.h"
#include "mm/heap.h"

struct domain;

/** enum frame_type - what a frame is used as (L1 to L4: the level) */
enum frame_type {
	FRAME_NONE = 0,
	FRAME_L1 = 1,
	FRAME_L2 = 2,
	FRAME_L3 = 3,
	FRAME_L4 = 4,
	FRAME_SEG_DESC = 5,
	FRAME_WRITABLE = 7,
};

/* frame.flags */
#define FRAME_DONATED 0x01 /* Linux gave it to the monitor */
#define FRAME_VALIDATED 0x02 /* content obeys the rules of its type */
#define FRAME_PINNED 0x04 /* one type reference is a pin's */
#define FRAME_PARTIAL 0x08 /* validation stopped at entry `progress` */
#define FRAME_ZAPPING 0x10 /* un-validation queued; see pagetable.h */
#define FRAME_XEN 0x20 /* monitor's page shown to the guest (shared_info) */
#define FRAME_ALLOCATED 0x40 /* one reference is the owner's allocation */

/** struct frame - one machine frame; 32 bytes, in the sparse frame table */
struct frame {
	u32 refs; /* general references; zero: free */
	u32 type_refs; /* uses in the current type */
	u32 next; /* owner's list or free list, by frame number */
	u32 prev;
	u32 link; /* queue of tables to un-validate */
	u16 owner; /* domain id */
	u8 type; /* enum frame_type */
	u8 flags; /* FRAME_* */
	u16 progress; /* FRAME_PARTIAL: next entry to validate */
	u16 shown; /* the control domain's mappings, each with a reference */
	u32 stamp; /* flush clock when the last type use ended; see tlb.h */
};

_Static_assert(sizeof(struct frame) == 32, "frame table entry");

#define FRAME_NIL UINT32_MAX /* end of a list of frames */

/**
 * frame_lookup() - the frame table entry of a machine frame
 * @m: any number, also a guest's
 *
 * Return: the entry, or NULL where the frame was never donated.
 */
struct frame *frame_lookup(mfn_t m);

/**
 * frame_known() - frame_lookup() of a frame that has an entry for certain
 * @m: from a list, a root, or a present entry of a validated table, which only
 *     numbers come into that frame_lookup() has found; entries never go
 */
struct frame *frame_known(mfn_t m);

/** frame_mfn() - the inverse of frame_lookup() */
mfn_t frame_mfn(const struct frame *f);

/**
 * frame_map() - the monitor's writable view of a frame
 * @m: a donated frame, or one that Linux handed over by address
 *
 * Return: its page in the direct map (an arena page on the host).
 */
void *frame_map(mfn_t m);

/** frame_m2p_set() - record the pseudo-physical number of a donated frame */
void frame_m2p_set(mfn_t m, u64 pfn);

/** frame_m2p_get() - read it back; all ones when there is none */
u64 frame_m2p_get(mfn_t m);

/**
 * frame_get() - take a general reference on a frame of a domain
 * @d: expected owner; d->lock held
 * @m: frame number, possibly hostile
 *
 * Return: the frame, or NULL if @d does not own it, it is dying (refs zero)
 * or its count would overflow.
 */
struct frame *frame_get(struct domain *d, mfn_t m);

/**
 * frame_hold() - frame_get() of what has been looked up
 * @f: what frame_lookup() returned, NULL included
 */
bool frame_hold(struct domain *d, struct frame *f);

/**
 * frame_put() - drop a general reference; the last one frees the frame
 * @d: its owner; d->lock held
 */
void frame_put(struct domain *d, struct frame *f);

#endif /* UNDERPIN_MM_FRAME_H */
