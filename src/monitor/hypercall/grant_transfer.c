// SPDX-License-Identifier: GPL-2.0
/*
 * GNTTABOP_transfer: a page of the caller's becomes one of a domain that has
 * an entry for it (public/grant_table.h). Read domain/grant_entry.h first.
 *
 * What passes is the content, in another frame: a frame that a guest had is
 * never another guest's without having been Linux's (mm/frame.c), so that no
 * processor can have a translation of it left. As with Xen the page is lost to
 * the caller, whatever the other side says, once it was found to be his to
 * give; but not if Linux has no frame for it. The lock of one domain is never
 * taken inside another's.
 */
#include "control.h"
#include "core/lib.h"
#include "domain/domain.h"
#include "domain/grant_entry.h"
#include "domain/grant_table.h"
#include "hypercall/grant_ops.h"
#include "hypercall/memory_op.h"
#include "mm/frame.h"
#include "mm/pagetable.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"

/*
 * Take a page away from its owner that nobody uses, neither by a mapping, nor
 * as a table, nor by a grant. d->lock held. Return: the frame, with the only
 * reference to it; or NULL.
 */
static struct frame *page_take_locked(struct domain *d, mfn_t m)
{
	struct frame *f = frame_get(d, m);

	if (f && (f->refs != 2 || f->flags & FRAME_XEN ||
		  frame_release(d, f))) {
		frame_put(d, f);
		f = NULL;
	}
	return f;
}

/* Return: 0 with *@out, for page_end(); GNTST_bad_page; HC_RESTART. */
static s64 page_take(struct hypercall *hc, mfn_t m, struct frame **out)
{
	s64 rc = 0;

	spin_lock(&hc->d->lock);
	/* It may be a table that waits for its un-validation. */
	if (pt_zap(hc->d, &hc->budget)) {
		rc = HC_RESTART;
	} else {
		*out = page_take_locked(hc->d, m);
		if (!*out)
			rc = GNTST_bad_page;
	}
	spin_unlock(&hc->d->lock);
	return rc;
}

/* The page is gone, unless it is to be @kept by its owner. */
static void page_end(struct domain *d, struct frame *f, bool kept)
{
	spin_lock(&d->lock);
	if (kept && d->life == DOMAIN_ALIVE)
		f->flags |= FRAME_ALLOCATED;
	else
		frame_put(d, f);
	spin_unlock(&d->lock);
}

static bool page_has_room(const struct domain *e, const struct frame *from)
{
	return e->tot_pages - (from->owner == e->domid) < e->max_pages;
}

/*
 * The new page, with the content of @from. e->lock held. Return: GNTST_*, or
 * HC_NEED_FRAMES with nothing changed.
 */
static s64 page_give(struct domain *e, u32 ref, u16 giver,
		     const struct frame *from)
{
	struct frame *f;

	if (e->life != DOMAIN_ALIVE || !page_has_room(e, from))
		return GNTST_general_error;
	if (ref >= gt_entries(e))
		return GNTST_general_error;
	f = frame_alloc(e);
	if (!f)
		return HC_NEED_FRAMES;
	if (!gt_entry_accept(e, ref, giver)) {
		frame_release(e, f);
		return GNTST_general_error;
	}
	memcpy(frame_map(frame_mfn(f)), frame_map(frame_mfn(from)), PAGE_SIZE);
	gt_entry_complete(e, ref, frame_mfn(f));
	return GNTST_okay;
}

static s64 page_move(struct domain *d, const struct gnttab_transfer *op,
		     const struct frame *from)
{
	struct domain *e = domain_get(op->domid);
	s64 rc;

	if (!e)
		return GNTST_bad_domain;
	spin_lock(&e->lock);
	rc = page_give(e, op->ref, d->domid, from);
	spin_unlock(&e->lock);
	domain_put(e);
	return rc;
}

/* Return: GNTST_*, or HC_* with nothing changed. */
static s64 transfer(struct hypercall *hc, const struct gnttab_transfer *op)
{
	struct frame *f;
	s64 rc;

	/* Linux' own memory is not on offer. */
	if (hc_is_control(hc))
		return GNTST_bad_page;
	if (!frames_fresh() && memory_frames_refused(hc))
		return GNTST_general_error;
	rc = page_take(hc, mfn(op->mfn), &f);
	if (rc)
		return rc;
	rc = page_move(hc->d, op, f);
	page_end(hc->d, f, rc == HC_NEED_FRAMES);
	if (rc == HC_NEED_FRAMES)
		hc->frames_wanted = 1 | UP_WANT_RAM;
	return rc;
}

s64 grant_transfer_one(struct hypercall *hc, gva_t at)
{
	struct gnttab_transfer op;
	s64 rc;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	rc = transfer(hc, &op);
	if (hc_is_private(rc))
		return rc;
	op.status = (int16_t)rc;
	at.a += offsetof(struct gnttab_transfer, status);
	return hc_copy_to(hc, at, &op.status, sizeof(op.status));
}
