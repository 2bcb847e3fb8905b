// SPDX-License-Identifier: GPL-2.0
/*
 * Pins, which keep a table validated while nothing else uses it, and the end
 * of a domain's frames.
 */
#include "core/print.h"
#include "domain/domain.h"
#include "mm/pagetable.h"
#include "mm/pt_entry.h"
#include "xen/errno.h"

/* pt_relinquish() goes over d->frames twice. */
enum relinquish_phase {
	RELINQUISH_START,
	RELINQUISH_STATES, /* pins and unfinished validations */
	RELINQUISH_ALLOCATIONS,
	RELINQUISH_DONE,
};

int pt_pin(struct domain *d, mfn_t m, enum frame_type level,
	   struct pt_budget *b)
{
	struct frame *f;
	int rc;

	bug_on(!pt_is_table(level));
	rc = pt_get_type(d, m, level, b);
	if (rc)
		return rc;
	f = frame_lookup(m);
	if (f->flags & FRAME_PINNED) {
		pt_put_type(d, f);
		return -XEN_EINVAL;
	}
	f->flags |= FRAME_PINNED;
	return 0;
}

static void unpin(struct domain *d, struct frame *f)
{
	f->flags &= ~FRAME_PINNED;
	pt_put_type(d, f);
}

int pt_unpin(struct domain *d, mfn_t m, struct pt_budget *b)
{
	struct frame *f = frame_lookup(m);

	bug_on(!spin_is_locked(&d->lock));
	if (!f || f->owner != d->domid || !(f->flags & FRAME_PINNED))
		return -XEN_EINVAL;
	unpin(d, f);
	/* What the budget does not reach, the next operation finishes. */
	pt_zap(d, b);
	return 0;
}

/*
 * One frame of the first pass. No frame is freed by it, since un-validation
 * waits for its end.
 */
static void state_drop(struct domain *d, struct frame *f)
{
	if (f->flags & FRAME_PINNED)
		unpin(d, f);
	if (f->flags & FRAME_PARTIAL)
		pt_abandon(d, f);
}

static void allocation_drop(struct domain *d, struct frame *f)
{
	if (f->flags & FRAME_ALLOCATED)
		frame_release(d, f);
}

typedef void frame_fn(struct domain *d, struct frame *f);

/*
 * relinquish_next survives a restart: whoever frees that frame in between (a
 * mapping of the control domain goes away) moves it on, see frame.c.
 */
static int frames_visit(struct domain *d, struct pt_budget *b, frame_fn *fn)
{
	struct frame *f;

	while (d->relinquish_next != FRAME_NIL) {
		if (!b->left)
			return -XEN_ERESTART;
		f = frame_known(mfn(d->relinquish_next));
		bug_on(f->owner != d->domid);
		d->relinquish_next = f->next;
		fn(d, f);
		pt_spend(b, 1);
	}
	return 0;
}

int pt_relinquish(struct domain *d, struct pt_budget *b)
{
	bug_on(!spin_is_locked(&d->lock));
	switch (d->relinquish_phase) {
	case RELINQUISH_START:
		d->relinquish_next = d->frames;
		d->relinquish_phase = RELINQUISH_STATES;
		fallthrough;
	case RELINQUISH_STATES:
		if (frames_visit(d, b, state_drop) || pt_zap(d, b))
			return -XEN_ERESTART;
		d->relinquish_next = d->frames;
		d->relinquish_phase = RELINQUISH_ALLOCATIONS;
		fallthrough;
	case RELINQUISH_ALLOCATIONS:
		if (frames_visit(d, b, allocation_drop) || pt_zap(d, b))
			return -XEN_ERESTART;
		d->relinquish_phase = RELINQUISH_DONE;
		fallthrough;
	default:
		return pt_zap(d, b);
	}
}
