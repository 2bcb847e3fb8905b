/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Single entries of a grant table, in either version. The guest writes to
 * them while we look: what counts is read once, and a mark is set so that the
 * guest sees it before we rely on what the entry says.
 *
 * d->lock held, and the reference is below gt_entries().
 */
#ifndef UNDERPIN_DOMAIN_GRANT_ENTRY_H
#define UNDERPIN_DOMAIN_GRANT_ENTRY_H

#include "core/types.h"
#include "domain/domain.h"
#include "xen/grant_entry.h"

/** gt_entry_v1() / gt_entry_v2() / gt_status_v2() - in the guest's frames */
struct grant_entry_v1 *gt_entry_v1(const struct domain *d, u32 ref);
union grant_entry_v2 *gt_entry_v2(const struct domain *d, u32 ref);
grant_status_t *gt_status_v2(const struct domain *d, u32 ref);

/**
 * struct grant_terms - what an entry said when it was looked at
 * @start: first byte that it is about
 * @length: how many; zero, or beyond the frame's end, if the guest says so
 */
struct grant_terms {
	u16 flags;
	u16 domid;
	u16 start;
	u16 length;
	u64 frame;
	u16 trans_domid;
	u32 trans_ref;
};

/** gt_entry_read() - each field is fetched once */
void gt_entry_read(const struct domain *d, u32 ref, struct grant_terms *t);

/**
 * struct grant_demand - what somebody wants of an entry
 * @user: domain id
 * @type: GTF_permit_access or GTF_transitive
 * @readonly: to read
 * @whole: not a part of the frame
 * @pinned: in use already: the entry was asked for @user and @type before
 */
struct grant_demand {
	u16 user;
	u16 type;
	bool readonly;
	bool whole;
	bool pinned;
};

/**
 * gt_entry_mark() - mark an entry as used, if it grants what is wanted
 *
 * Return: GNTST_okay, or GNTST_general_error with the marks as they were.
 */
s64 gt_entry_mark(struct domain *d, u32 ref, const struct grant_demand *want);

/** gt_entry_clear() - take marks back (GTF_reading, GTF_writing) */
void gt_entry_clear(struct domain *d, u32 ref, u16 marks);

/**
 * gt_entry_accept() - hold an entry to its offer of taking a frame
 * @from: id of the domain that the frame comes from
 *
 * Return: false if it makes no such offer; else nobody else's frame comes, and
 * gt_entry_complete() must follow before d->lock is dropped.
 */
bool gt_entry_accept(struct domain *d, u32 ref, u16 from);

/**
 * gt_entry_complete() - the frame has come
 * @m: its number, for the domain to find in its entry
 *
 * What the entry has had so far is the frame's pseudo-physical number. The
 * domain is told last: it may look at once.
 */
void gt_entry_complete(struct domain *d, u32 ref, mfn_t m);

/** gt_entry_marks() - the word that the marks are in */
u16 gt_entry_marks(const struct domain *d, u32 ref);

#endif /* UNDERPIN_DOMAIN_GRANT_ENTRY_H */
