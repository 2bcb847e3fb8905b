// SPDX-License-Identifier: GPL-2.0
/*
 * Uses of grants. Read grant_use.h and grant_entry.h first.
 *
 * Invariants under d->lock:
 *  - an entry with a use has its reading mark set, with a read-write use its
 *    writing mark (unless its guest tampered with them);
 *  - each use holds a reference on the frame, a read-write use also its
 *    writable type; one that leads to another grant leaves that to the other;
 *  - frame, user and range of an entry in use do not change, whatever the
 *    guest writes;
 *  - nr_uses is zero exactly when all struct grant_active are zero.
 */
#include "domain/grant_use.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/grant_entry.h"
#include "domain/grant_table.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"

#define USES_MAX 128 /* of one kind, per entry; as Xen */

/* grant_active.flags */
#define GRANT_PART 0x01 /* not the whole frame: cannot be mapped */
#define GRANT_CHAINED 0x02 /* the frame belongs to another grant's use */

_Static_assert(DOMAIN_GRANT_PER_PAGE * sizeof(struct grant_active) == PAGE_SIZE,
	       "a page of uses");
_Static_assert(DOMAIN_GRANT_PAGES * DOMAIN_GRANT_PER_PAGE ==
	       DOMAIN_GRANT_FRAMES * PAGE_SIZE / sizeof(struct grant_entry_v1),
	       "uses for all entries");

/* The uses of an entry; NULL where there is no page of them. */
static struct grant_active *active_of(const struct domain *d, u32 ref)
{
	struct grant_table *table = d->grants.table;
	struct grant_active *page;

	if (!table)
		return NULL;
	if (ref < DOMAIN_GRANT_FIRST)
		return &table->first[ref];
	page = table->active[ref / DOMAIN_GRANT_PER_PAGE];
	return page ? &page[ref % DOMAIN_GRANT_PER_PAGE] : NULL;
}

static struct grant_active *active_alloc(struct domain *d, u32 ref)
{
	struct grant_active *act = active_of(d, ref);

	if (act)
		return act;
	d->grants.table->active[ref / DOMAIN_GRANT_PER_PAGE] =
		heap_alloc_page();
	return active_of(d, ref);
}

s64 gt_hold(struct domain *d, mfn_t m, bool readonly, struct pt_budget *b)
{
	struct frame *f;
	int err;

	if (!readonly && pt_zap(d, b))
		return HC_RESTART;
	f = frame_get(d, m);
	if (!f)
		return GNTST_bad_page;
	if (readonly)
		return GNTST_okay;
	err = pt_get_type(d, m, FRAME_WRITABLE, b);
	frame_put(d, f);
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

static bool has_writers(const struct grant_active *act)
{
	return act->pins[0] || act->pins[GRANT_DEVICE];
}

static bool in_use(const struct grant_active *act)
{
	return has_writers(act) || act->pins[GRANT_READONLY] ||
	       act->pins[GRANT_DEVICE | GRANT_READONLY];
}

/* Marks that only a use of this kind keeps set. */
static u16 marks_unused(const struct grant_active *act)
{
	u16 marks = 0;

	if (!in_use(act))
		marks |= GTF_reading;
	if (!has_writers(act))
		marks |= GTF_writing;
	return marks;
}

/* Can the entry be used once more, by what is known of it already? */
static bool use_fits(const struct grant_active *act, const struct grant_use *u)
{
	if (!in_use(act))
		return true;
	if (act->domid != u->user || act->pins[u->kind] >= USES_MAX)
		return false;
	return u->copy || !(act->flags & GRANT_PART);
}

/* A use that exists already vouches for another one like it. */
static s64 use_mark(struct domain *d, const struct grant_active *act,
		    const struct grant_use *u, u16 type)
{
	struct grant_demand want = {
		.user = u->user,
		.type = type,
		.readonly = u->kind & GRANT_READONLY,
		.whole = !u->copy,
		.pinned = in_use(act),
	};

	if (want.pinned && (want.readonly || has_writers(act)))
		return GNTST_okay;
	return gt_entry_mark(d, u->ref, &want);
}

static void use_count(struct domain *d, struct grant_active *act,
		      struct grant_use *u)
{
	act->domid = u->user;
	act->pins[u->kind]++;
	d->grants.nr_uses++;
	u->m = mfn(act->frame);
	u->start = act->start;
	u->length = act->length;
}

/* What the first use is going to be about. */
static struct grant_active use_begin(const struct domain *d, u32 ref)
{
	struct grant_active fresh = { 0 };
	struct grant_terms t;

	gt_entry_read(d, ref, &t);
	/* No frame has the number that stands for those beyond 32 bits. */
	fresh.frame = (u32)min_u64(t.frame, FRAME_NIL);
	fresh.start = t.start;
	fresh.length = t.length;
	if (d->grants.version == 2 && t.flags & GTF_sub_page)
		fresh.flags = GRANT_PART;
	return fresh;
}

static s64 use_direct(struct domain *d, struct grant_active *act,
		      struct grant_use *u, struct pt_budget *b)
{
	struct grant_active about = *act;
	s64 rc;

	/* The entry led elsewhere when it was used first. */
	if (act->flags & GRANT_CHAINED)
		return GNTST_bad_domain;
	rc = use_mark(d, act, u, GTF_permit_access);
	if (rc)
		return rc;
	if (!in_use(act))
		about = use_begin(d, u->ref);
	/* It may have become a part since the mark looked at it. */
	if (about.flags & GRANT_PART && !u->copy)
		rc = GNTST_general_error;
	else
		rc = gt_hold(d, mfn(about.frame), u->kind & GRANT_READONLY, b);
	if (rc) {
		gt_entry_clear(d, u->ref, marks_unused(act));
		return rc;
	}
	*act = about;
	use_count(d, act, u);
	return GNTST_okay;
}

/* Return: GT_TRANSITIVE or GNTST_*. */
static s64 use_elsewhere(struct domain *d, struct grant_use *u,
			 const struct grant_terms *t)
{
	if (!u->copy || u->chained || t->trans_domid == d->domid)
		return GNTST_general_error;
	if (t->domid != u->user)
		return GNTST_general_error;
	u->trans_domid = t->trans_domid;
	u->trans_ref = t->trans_ref;
	return GT_TRANSITIVE;
}

s64 gt_use(struct domain *d, struct grant_use *u, struct pt_budget *b)
{
	struct grant_active *act;
	struct grant_terms t;

	if (d->life != DOMAIN_ALIVE)
		return GNTST_bad_domain;
	if (u->ref >= gt_entries(d))
		return GNTST_bad_gntref;
	act = active_alloc(d, u->ref);
	if (!act)
		return HC_NEED_FRAMES;
	if (!use_fits(act, u))
		return GNTST_general_error;
	if (d->grants.version == 2) {
		gt_entry_read(d, u->ref, &t);
		if ((t.flags & GTF_type_mask) == GTF_transitive)
			return use_elsewhere(d, u, &t);
	}
	return use_direct(d, act, u, b);
}

/* Does the entry lead where it led before, and does it for all its users? */
static bool chain_fits(struct domain *d, const struct grant_active *act,
		       const struct grant_use *u,
		       const struct grant_use *target)
{
	struct grant_terms t;

	gt_entry_read(d, u->ref, &t);
	if ((t.flags & GTF_type_mask) != GTF_transitive ||
	    t.trans_domid != u->trans_domid || t.trans_ref != u->trans_ref)
		return false;
	return !in_use(act) ||
	       (act->flags & GRANT_CHAINED && act->frame == target->m.n &&
		act->start == target->start && act->length == target->length);
}

s64 gt_use_chain(struct domain *d, struct grant_use *u,
		 const struct grant_use *target)
{
	struct grant_active *act;
	s64 rc;

	/* The lock was dropped meanwhile. */
	if (d->life != DOMAIN_ALIVE)
		return GNTST_bad_domain;
	if (d->grants.version != 2 || u->ref >= gt_entries(d))
		return GNTST_eagain;
	act = active_alloc(d, u->ref);
	if (!act)
		return HC_NEED_FRAMES;
	if (!use_fits(act, u))
		return GNTST_general_error;
	rc = use_mark(d, act, u, GTF_transitive);
	if (rc)
		return rc;
	if (!chain_fits(d, act, u, target)) {
		gt_entry_clear(d, u->ref, marks_unused(act));
		return GNTST_eagain;
	}
	act->frame = (u32)target->m.n;
	act->start = target->start;
	act->length = target->length;
	act->flags = GRANT_PART | GRANT_CHAINED;
	use_count(d, act, u);
	return GNTST_okay;
}

void gt_unuse(struct domain *d, u32 ref, u8 kind)
{
	struct grant_active *act = active_of(d, ref);

	bug_on(!act || !act->pins[kind]);
	act->pins[kind]--;
	d->grants.nr_uses--;
	if (!(act->flags & GRANT_CHAINED))
		gt_drop(d, mfn(act->frame), kind & GRANT_READONLY);
	gt_entry_clear(d, ref, marks_unused(act));
	if (!in_use(act))
		memset(act, 0, sizeof(*act));
}

u32 gt_uses(const struct domain *d, u32 ref)
{
	const struct grant_active *act = active_of(d, ref);
	u32 i, uses = 0;

	for (i = 0; act && i < ARRAY_SIZE(act->pins); i++)
		uses += act->pins[i];
	return uses;
}
