/* SPDX-License-Identifier: GPL-2.0 */
/* What is true of all frames between any two operations. */
#ifndef PROVE_INVARIANT_H
#define PROVE_INVARIANT_H

#include "machine.h"
#include "mm/pte.h"

/**
 * struct held - references on a frame from outside of the tables
 * @refs: general ones: the control domain's mappings, grants
 * @typed: in its type: roots, descriptor tables, writable mappings, and what
 *         an operation in progress has
 * @busy: an operation in progress validates it
 */
struct held {
	u8 refs;
	u8 typed;
	bool busy;
};

/** struct noted - what an operation leaves alone of a frame held in its type */
struct noted {
	u8 type[PROVE_FRAMES];
	u16 progress[PROVE_FRAMES];
	u64 memory[PROVE_FRAMES][PT_ENTRIES];
};

extern struct held held[PROVE_FRAMES];

/** state_choose() - any state at all of frames and tables */
void state_choose(void);

/** holders_choose() - any holders, with operations in progress if @busy */
void holders_choose(bool busy);

/** state_note() - remember for held_kept() */
void state_note(struct noted *s);

/** held_kept() - are frames that are held in their type as they were? */
bool held_kept(const struct noted *s);

/** entry_choose() - any page-table entry */
u64 entry_choose(void);

/** mfn_choose() - any frame number */
mfn_t mfn_choose(void);

/** counts_right() - all counts are what tables and holders add up to */
bool counts_right(void);

/** states_right() - flags, types, lists and contents fit to each other */
bool states_right(void);

/**
 * guest_confined() - the aim of it all
 *
 * The processor, walking any table of the guest that it may walk, finds no
 * page or table that is not the guest's, nothing of the monitor's but its own
 * slot, no writable mapping of a table or of descriptors, and no frame that is
 * walked on another level than it was validated for.
 */
bool guest_confined(void);

#endif /* PROVE_INVARIANT_H */
