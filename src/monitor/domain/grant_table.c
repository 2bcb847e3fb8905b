// SPDX-License-Identifier: GPL-2.0
/*
 * The grant table of a domain: its size, and the uses of its entries.
 *
 * Invariants under d->lock:
 *  - an entry with a use has GTF_reading set, with a read-write use
 *    GTF_writing (unless its guest tampered with them);
 *  - each use holds a reference on the frame, a read-write use also its
 *    writable type: mapped so, it cannot become a page table (abi.md 1.19);
 *  - nr_uses is zero exactly when all struct grant_active are zero.
 */
#include "domain/grant_table.h"

#include "core/lib.h"
#include "core/print.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/grant_entry.h"

#define PER_FRAME (PAGE_SIZE / sizeof(struct grant_entry_v1))
#define USES_MAX UINT8_MAX /* of one kind, per entry */
#define FLAG_TRIES 5 /* as Xen: a guest that keeps changing it loses */

_Static_assert(PER_FRAME * sizeof(struct grant_active) == PAGE_SIZE,
	       "one page of uses per page of entries");

void gt_domain_init(struct domain *d, s32 max_frames)
{
	memset(&d->grants, 0, sizeof(d->grants));
	if (max_frames < 0 || max_frames > DOMAIN_GRANT_FRAMES)
		max_frames = DOMAIN_GRANT_FRAMES;
	d->grants.max_frames = max_frames;
}

int gt_domain_destroy(struct domain *d)
{
	struct domain_grants *g = &d->grants;
	u32 i;

	if (g->nr_uses)
		return -XEN_EBUSY;
	for (i = 0; i < g->nr_frames; i++) {
		frame_release(d, g->shared[i]);
		heap_free_page(g->active[i]);
		g->shared[i] = NULL;
		g->active[i] = NULL;
	}
	g->nr_frames = 0;
	return 0;
}

s64 gt_grow(struct domain *d, u32 nr_frames)
{
	struct domain_grants *g = &d->grants;

	if (nr_frames > g->max_frames || d->life != DOMAIN_ALIVE)
		return -XEN_EINVAL;
	while (g->nr_frames < nr_frames) {
		struct frame *f = frame_alloc_xen(d);

		if (!f)
			return HC_NEED_FRAMES;
		g->shared[g->nr_frames++] = f;
	}
	return 0;
}

static struct grant_entry_v1 *entry_of(struct domain *d, u32 ref)
{
	struct grant_entry_v1 *page;

	page = frame_map(frame_mfn(d->grants.shared[ref / PER_FRAME]));
	return &page[ref % PER_FRAME];
}

/* The uses of an entry; NULL where there is no page of them. */
static struct grant_active *active_of(struct domain *d, u32 ref)
{
	struct domain_grants *g = &d->grants;
	struct grant_active *page;

	if (ref < DOMAIN_GRANT_FIRST)
		return &g->first[ref];
	page = g->active[ref / PER_FRAME];
	return page ? &page[ref % PER_FRAME] : NULL;
}

static struct grant_active *active_alloc(struct domain *d, u32 ref)
{
	struct grant_active *act = active_of(d, ref);

	if (act)
		return act;
	d->grants.active[ref / PER_FRAME] = heap_alloc_page();
	return active_of(d, ref);
}

/* Flags in the low, domain id in the high half: changed as one. */
static u32 *entry_word(struct grant_entry_v1 *e)
{
	return (u32 *)(void *)e;
}

static void entry_clear(struct grant_entry_v1 *e, u16 flags)
{
	__atomic_fetch_and(entry_word(e), ~(u32)flags, __ATOMIC_SEQ_CST);
}

/*
 * Mark an entry as used if it grants what is asked for. Each try looks at one
 * snapshot of the word, and the exchange makes sure that it still holds.
 */
static s64 entry_mark(struct grant_entry_v1 *e, u16 user, bool readonly)
{
	u16 mark = readonly ? GTF_reading : GTF_reading | GTF_writing;
	u32 word = __atomic_load_n(entry_word(e), __ATOMIC_SEQ_CST);
	int i;

	for (i = 0; i < FLAG_TRIES; i++) {
		if ((word & GTF_type_mask) != GTF_permit_access ||
		    word >> 16 != user)
			return GNTST_general_error;
		if (!readonly && word & GTF_readonly)
			return GNTST_general_error;
		if (__atomic_compare_exchange_n(entry_word(e), &word,
						word | mark, false,
						__ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return GNTST_okay;
	}
	return GNTST_general_error;
}

s64 gt_hold(struct domain *d, mfn_t m, bool readonly, struct pt_budget *b)
{
	int err;

	if (readonly)
		return frame_get(d, m) ? GNTST_okay : GNTST_general_error;
	err = pt_zap(d, b);
	if (!err)
		err = pt_get_type(d, m, FRAME_WRITABLE, b);
	if (err == -XEN_ERESTART)
		return HC_RESTART;
	return err ? GNTST_general_error : GNTST_okay;
}

void gt_drop(struct domain *d, mfn_t m, bool readonly)
{
	struct frame *f = frame_lookup(m);

	bug_on(!f);
	if (readonly)
		frame_put(d, f);
	else
		pt_put_type(d, f);
}

static bool in_use(const struct grant_active *act)
{
	return act->readers || act->writers;
}

/* Flags that only a use of this kind keeps set. */
static u16 flags_unused(const struct grant_active *act)
{
	u16 flags = 0;

	if (!in_use(act))
		flags |= GTF_reading;
	if (!act->writers)
		flags |= GTF_writing;
	return flags;
}

static s64 use_locked(struct domain *d, u32 ref, struct grant_active *act,
		      u16 user, bool readonly, struct pt_budget *b)
{
	struct grant_entry_v1 *e = entry_of(d, ref);
	u32 frame = act->frame;
	s64 rc;

	if (in_use(act) && act->domid != user)
		return GNTST_general_error;
	if (readonly ? act->readers == USES_MAX : act->writers == USES_MAX)
		return GNTST_no_space;
	/* A use that exists already vouches for another one like it. */
	if (!in_use(act) || (!readonly && !act->writers)) {
		rc = entry_mark(e, user, readonly);
		if (rc)
			return rc;
	}
	if (!in_use(act))
		frame = READ_ONCE(e->frame);
	rc = gt_hold(d, mfn(frame), readonly, b);
	if (rc) {
		entry_clear(e, flags_unused(act));
		return rc;
	}
	act->frame = frame;
	act->domid = user;
	if (readonly)
		act->readers++;
	else
		act->writers++;
	d->grants.nr_uses++;
	return GNTST_okay;
}

s64 gt_use(struct domain *d, u32 ref, u16 user, bool readonly,
	   struct pt_budget *b, mfn_t *out)
{
	struct grant_active *act;
	s64 rc;

	if (d->life != DOMAIN_ALIVE)
		return GNTST_bad_domain;
	if (ref >= d->grants.nr_frames * PER_FRAME)
		return GNTST_bad_gntref;
	act = active_alloc(d, ref);
	if (!act)
		return HC_NEED_FRAMES;
	rc = use_locked(d, ref, act, user, readonly, b);
	if (!rc)
		*out = mfn(act->frame);
	return rc;
}

void gt_unuse(struct domain *d, u32 ref, bool readonly)
{
	struct grant_active *act = active_of(d, ref);
	mfn_t m;

	bug_on(!act || !(readonly ? act->readers : act->writers));
	m = mfn(act->frame);
	if (readonly)
		act->readers--;
	else
		act->writers--;
	d->grants.nr_uses--;
	gt_drop(d, m, readonly);
	entry_clear(entry_of(d, ref), flags_unused(act));
	if (!in_use(act))
		memset(act, 0, sizeof(*act));
}

mfn_t gt_used_frame(struct domain *d, u32 ref)
{
	struct grant_active *act = active_of(d, ref);

	bug_on(!act || !in_use(act));
	return mfn(act->frame);
}
