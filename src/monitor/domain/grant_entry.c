// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of grant tables. In version 1 flags, marks and domain id are one
 * 32-bit word, changed by compare-and-exchange; in version 2 the marks are
 * apart, so a mark is set first and the entry looked at once more: either the
 * guest sees the mark, or we see what it wrote.
 */
#include "domain/grant_entry.h"

#include "core/lib.h"
#include "mm/frame.h"

#define PER_FRAME_V1 (PAGE_SIZE / sizeof(struct grant_entry_v1))
#define PER_FRAME_V2 (PAGE_SIZE / sizeof(union grant_entry_v2))
#define PER_FRAME_STATUS (PAGE_SIZE / sizeof(grant_status_t))
#define MARK_TRIES 5 /* as Xen: a guest that keeps changing it loses */
#define MARKS (GTF_reading | GTF_writing)

struct grant_entry_v1 *gt_entry_v1(const struct domain *d, u32 ref)
{
	struct frame *f = d->grants.table->shared[ref / PER_FRAME_V1];
	struct grant_entry_v1 *page = frame_map(frame_mfn(f));

	return &page[ref % PER_FRAME_V1];
}

union grant_entry_v2 *gt_entry_v2(const struct domain *d, u32 ref)
{
	struct frame *f = d->grants.table->shared[ref / PER_FRAME_V2];
	union grant_entry_v2 *page = frame_map(frame_mfn(f));

	return &page[ref % PER_FRAME_V2];
}

grant_status_t *gt_status_v2(const struct domain *d, u32 ref)
{
	struct frame *f = d->grants.table->status[ref / PER_FRAME_STATUS];
	grant_status_t *page = frame_map(frame_mfn(f));

	return &page[ref % PER_FRAME_STATUS];
}

/* Flags in the low, domain id in the high half: as one. */
static u32 *header_word(const struct domain *d, u32 ref)
{
	if (d->grants.version == 1)
		return (u32 *)(void *)gt_entry_v1(d, ref);
	return (u32 *)(void *)gt_entry_v2(d, ref);
}

static void terms_of_v2(const struct domain *d, u32 ref, struct grant_terms *t)
{
	const union grant_entry_v2 *e = gt_entry_v2(d, ref);

	if ((t->flags & GTF_type_mask) == GTF_transitive) {
		t->trans_domid = READ_ONCE(e->transitive.trans_domid);
		t->trans_ref = READ_ONCE(e->transitive.gref);
		return;
	}
	t->frame = READ_ONCE(e->full_page.frame);
	if (!(t->flags & GTF_sub_page))
		return;
	t->start = READ_ONCE(e->sub_page.page_off);
	t->length = READ_ONCE(e->sub_page.length);
}

void gt_entry_read(const struct domain *d, u32 ref, struct grant_terms *t)
{
	u32 word = __atomic_load_n(header_word(d, ref), __ATOMIC_SEQ_CST);

	memset(t, 0, sizeof(*t));
	t->flags = (u16)word;
	t->domid = word >> 16;
	t->length = PAGE_SIZE;
	if (d->grants.version == 1)
		t->frame = READ_ONCE(gt_entry_v1(d, ref)->frame);
	else
		terms_of_v2(d, ref, t);
}

static bool word_grants(u32 word, const struct grant_demand *want)
{
	u16 mask = want->whole ? GTF_type_mask | GTF_sub_page : GTF_type_mask;

	if (!want->pinned &&
	    ((word & mask) != want->type || word >> 16 != want->user))
		return false;
	return want->readonly || !(word & GTF_readonly);
}

/*
 * Each try looks at one snapshot of the word, and the exchange makes sure
 * that it still holds.
 */
static s64 mark_v1(u32 *entry, u16 mark, const struct grant_demand *want)
{
	u32 word = __atomic_load_n(entry, __ATOMIC_SEQ_CST);
	int i;

	for (i = 0; i < MARK_TRIES; i++) {
		if (!word_grants(word, want))
			return GNTST_general_error;
		if (__atomic_compare_exchange_n(entry, &word, word | mark,
						false, __ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return GNTST_okay;
	}
	return GNTST_general_error;
}

static s64 mark_v2(u32 *entry, u16 *status, u16 mark,
		   const struct grant_demand *want)
{
	if (!word_grants(__atomic_load_n(entry, __ATOMIC_SEQ_CST), want))
		return GNTST_general_error;
	__atomic_fetch_or(status, mark, __ATOMIC_SEQ_CST);
	if (word_grants(__atomic_load_n(entry, __ATOMIC_SEQ_CST), want))
		return GNTST_okay;
	/* Whoever uses it already does so to read. */
	if (want->pinned)
		mark &= ~GTF_reading;
	__atomic_fetch_and(status, (u16)~mark, __ATOMIC_SEQ_CST);
	return GNTST_general_error;
}

s64 gt_entry_mark(struct domain *d, u32 ref, const struct grant_demand *want)
{
	u16 mark = want->readonly ? GTF_reading : MARKS;

	if (d->grants.version == 1)
		return mark_v1(header_word(d, ref), mark, want);
	return mark_v2(header_word(d, ref), gt_status_v2(d, ref), mark, want);
}

void gt_entry_clear(struct domain *d, u32 ref, u16 marks)
{
	if (!marks)
		return;
	if (d->grants.version == 1)
		__atomic_fetch_and(header_word(d, ref), ~(u32)marks,
				   __ATOMIC_SEQ_CST);
	else
		__atomic_fetch_and(gt_status_v2(d, ref), (u16)~marks,
				   __ATOMIC_SEQ_CST);
}

bool gt_entry_accept(struct domain *d, u32 ref, u16 from)
{
	u32 offer = GTF_accept_transfer | (u32)from << 16;

	return __atomic_compare_exchange_n(header_word(d, ref), &offer,
					   offer | GTF_transfer_committed,
					   false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

void gt_entry_complete(struct domain *d, u32 ref, mfn_t m)
{
	if (d->grants.version == 1) {
		frame_m2p_set(m, READ_ONCE(gt_entry_v1(d, ref)->frame));
		WRITE_ONCE(gt_entry_v1(d, ref)->frame, (u32)m.n);
	} else {
		frame_m2p_set(m,
			      READ_ONCE(gt_entry_v2(d, ref)->full_page.frame));
		WRITE_ONCE(gt_entry_v2(d, ref)->full_page.frame, m.n);
	}
	__atomic_fetch_or(header_word(d, ref), GTF_transfer_completed,
			  __ATOMIC_SEQ_CST);
}

u16 gt_entry_marks(const struct domain *d, u32 ref)
{
	if (d->grants.version == 1)
		return (u16)__atomic_load_n(header_word(d, ref),
					    __ATOMIC_SEQ_CST);
	return __atomic_load_n(gt_status_v2(d, ref), __ATOMIC_SEQ_CST);
}
