/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Grant tables, version 1 (abi.md 1.19 and 3.7): the table of each domain and
 * the uses of its entries. The control domain's mappings: grant_map.h.
 *
 * d->lock of the granting domain protects its table. The entries themselves
 * are in pages that the guest writes at any time: flags and domain id are one
 * 32-bit word, read and changed by compare-and-exchange; the frame number is
 * read once, after the word said that the grant is in use, and is kept in
 * struct grant_active until the last use ends.
 *
 * Memory: the uses of the first 8 entries, which are those of console and
 * store, live in struct domain. Each page of 512 entries takes one more page
 * with the first use of a higher entry in it. Mappings cost 16 bytes each.
 */
#ifndef UNDERPIN_DOMAIN_GRANT_TABLE_H
#define UNDERPIN_DOMAIN_GRANT_TABLE_H

#include "core/types.h"
#include "domain/domain.h"

/** gt_domain_init() - limits as createdomain gave them; -1: defaults */
void gt_domain_init(struct domain *d, s32 max_frames);

/**
 * gt_domain_destroy() - free the tables of a dying domain
 *
 * d->lock held; harmless to repeat.
 *
 * Return: 0; -XEN_EBUSY while others use its grants, nothing is freed then:
 * call again after the last use ended.
 */
int gt_domain_destroy(struct domain *d);

/**
 * gt_grow() - give a table more frames; d->lock held
 * @nr_frames: wanted in all; fewer than there are changes nothing
 *
 * Return: 0; -XEN_EINVAL beyond the limit or dying; HC_NEED_FRAMES, with the
 * frames so far kept.
 */
s64 gt_grow(struct domain *d, u32 nr_frames);

/**
 * gt_use() - begin to use a grant
 * @d: granting domain; d->lock held
 * @ref: reference, hostile
 * @user: id of the domain that uses it
 * @readonly: read-only use
 * @b: work budget
 * @out: receives the frame, which cannot be freed until gt_unuse(), nor become
 *       a page table if the use is not read-only
 *
 * Return: 0 (GNTST_okay), another GNTST_*, HC_RESTART out of budget, or
 * HC_NEED_FRAMES when one frame is wanted.
 */
s64 gt_use(struct domain *d, u32 ref, u16 user, bool readonly,
	   struct pt_budget *b, mfn_t *out);

/**
 * gt_unuse() - end what gt_use() began, with the same arguments
 *
 * d->lock held. The last use clears the flags that keep the guest from
 * reusing the entry. Never fails, also when @d is dead.
 */
void gt_unuse(struct domain *d, u32 ref, bool readonly);

/**
 * gt_hold() - keep a domain's own frame, as a use of a grant does
 * @m: hostile
 *
 * d->lock held. Return: 0, GNTST_general_error, HC_RESTART.
 */
s64 gt_hold(struct domain *d, mfn_t m, bool readonly, struct pt_budget *b);

/** gt_drop() - end gt_hold(), with the same arguments */
void gt_drop(struct domain *d, mfn_t m, bool readonly);

/** gt_used_frame() - the frame of a grant in use; d->lock held */
mfn_t gt_used_frame(struct domain *d, u32 ref);

#endif /* UNDERPIN_DOMAIN_GRANT_TABLE_H */
