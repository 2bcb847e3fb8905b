/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Uses of grants: mappings, and copies while they last. Each use is counted
 * in the entry's struct grant_active, marks the entry for its guest, and holds
 * the frame: a reference, and its writable type if it may be written, so that
 * it cannot become a page table.
 *
 * All with d->lock of the granting domain held.
 */
#ifndef UNDERPIN_DOMAIN_GRANT_USE_H
#define UNDERPIN_DOMAIN_GRANT_USE_H

#include "core/types.h"
#include "domain/domain.h"

/* enum grant_kind - two bits: how a grant is used; each kind is counted */
enum grant_kind {
	GRANT_READONLY = 1,
	GRANT_DEVICE = 2, /* not by a processor's own mapping */
};

/* gt_use(): the entry passes on what another domain granted. */
#define GT_TRANSITIVE 1

/**
 * struct grant_use - one use
 * @ref: reference, hostile
 * @user: id of the domain that uses it
 * @kind: enum grant_kind
 * @copy: not a mapping: a part of a frame will do
 * @chained: found through another grant, so it may not lead to one
 * @m: the frame
 * @start: first byte of it that may be used
 * @length: how many from there
 * @trans_domid: with GT_TRANSITIVE: whose grant it is
 * @trans_ref: ... and which
 */
struct grant_use {
	u32 ref;
	u16 user;
	u8 kind;
	bool copy;
	bool chained;

	mfn_t m;
	u16 start;
	u16 length;
	u16 trans_domid;
	u32 trans_ref;
};

/**
 * gt_use() - begin to use a grant
 * @d: granting domain
 * @u: filled in as far as @chained; receives the rest
 * @b: work budget
 *
 * Return: 0 (GNTST_okay), another GNTST_*, HC_RESTART out of budget,
 * HC_NEED_FRAMES when one page is wanted; GT_TRANSITIVE with nothing done:
 * use that grant, with @chained and @user being @d, and call gt_use_chain().
 */
s64 gt_use(struct domain *d, struct grant_use *u, struct pt_budget *b);

/**
 * gt_use_chain() - complete a use that leads to another one
 * @u: what gt_use() was given and has filled in
 * @target: the use that it leads to; holds the frame for both
 *
 * Return: 0, GNTST_eagain if the entry is not the one of before, another
 * GNTST_*, HC_NEED_FRAMES.
 */
s64 gt_use_chain(struct domain *d, struct grant_use *u,
		 const struct grant_use *target);

/**
 * gt_unuse() - end a use
 *
 * The last one clears the flags that keep the guest from reusing the entry.
 * Never fails, also when @d is dead.
 */
void gt_unuse(struct domain *d, u32 ref, u8 kind);

/** gt_uses() - how many uses an entry has; any reference */
u32 gt_uses(const struct domain *d, u32 ref);

/**
 * gt_hold() - keep a domain's own frame, as a use of a grant does
 * @m: hostile
 *
 * Return: 0, GNTST_bad_page not the domain's, GNTST_general_error in use as a
 * table, HC_RESTART.
 */
s64 gt_hold(struct domain *d, mfn_t m, bool readonly, struct pt_budget *b);

/** gt_drop() - end gt_hold(), with the same arguments */
void gt_drop(struct domain *d, mfn_t m, bool readonly);

#endif /* UNDERPIN_DOMAIN_GRANT_USE_H */
