// SPDX-License-Identifier: GPL-2.0
/*
 * GNTTABOP_transfer: a page of the caller's becomes one of a domain that has
 * an entry for it (public/grant_table.h). Read domain/grant_entry.h first.
 *
 * What passes is the content, in another frame: a frame that a guest had is
 * never another guest's without having been Linux's (mm/frame.c), so that no
 * processor can have a translation of it left. As with Xen the page is lost to
 * the caller, whatever the other side says, once it was found to be his to
 * give. The lock of one domain is never taken inside another's.
 */
#include "control.h"
#include "core/lib.h"
#include "domain/domain.h"
#include "domain/grant_entry.h"
#include "domain/grant_table.h"
#include "hypercall/grant_ops.h"
#include "hypercall/memory_op.h"
#include "mm/frame.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"

/*
 * Take a page away from its owner that nobody uses, neither by a mapping, nor
 * as a table, nor by a grant. Return: the frame, with the only reference to
 * it, for page_end(); or NULL.
 */
static struct frame *page_take(struct domain *d, mfn_t m)
{
	struct frame *f;

	spin_lock(&d->lock);
	f = frame_get(d, m);
	if (f && (f->refs != 2 || f->flags & FRAME_XEN ||
		  frame_release(d, f))) {
		frame_put(d, f);
		f = NULL;
	}
	spin_unlock(&d->lock);
	return f;
}

static void page_end(struct domain *d, struct frame *f)
{
	spin_lock(&d->lock);
	frame_put(d, f);
	spin_unlock(&d->lock);
}

/* The new page, with the content of @from. e->lock held. Return: GNTST_*. */
static s64 page_give(struct domain *e, u32 ref, u16 giver, mfn_t from)
{
	struct frame *f;

	if (e->life != DOMAIN_ALIVE || e->tot_pages >= e->max_pages)
		return GNTST_general_error;
	if (ref >= gt_entries(e))
		return GNTST_general_error;
	f = frame_alloc(e);
	if (!f)
		return GNTST_general_error;
	if (!gt_entry_accept(e, ref, giver)) {
		frame_release(e, f);
		return GNTST_general_error;
	}
	memcpy(frame_map(frame_mfn(f)), frame_map(from), PAGE_SIZE);
	frame_m2p_set(frame_mfn(f), gt_entry_complete(e, ref, frame_mfn(f)));
	return GNTST_okay;
}

static s64 page_move(struct domain *d, const struct gnttab_transfer *op,
		     mfn_t from)
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

/* Return: GNTST_*, or HC_NEED_FRAMES with nothing changed. */
static s64 transfer(struct hypercall *hc, const struct gnttab_transfer *op)
{
	struct frame *f;
	s64 rc;

	/* Linux' own memory is not on offer. */
	if (hc_is_control(hc))
		return GNTST_bad_page;
	if (!frames_fresh()) {
		hc->frames_wanted = 1 | UP_WANT_RAM;
		if (!memory_frames_refused(hc))
			return HC_NEED_FRAMES;
	}
	f = page_take(hc->d, mfn(op->mfn));
	if (!f)
		return GNTST_bad_page;
	rc = page_move(hc->d, op, frame_mfn(f));
	page_end(hc->d, f);
	return rc;
}

s64 grant_transfer_one(struct hypercall *hc, gva_t at)
{
	struct gnttab_transfer op;
	s64 rc;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	rc = transfer(hc, &op);
	if (rc == HC_NEED_FRAMES)
		return rc;
	op.status = (int16_t)rc;
	at.a += offsetof(struct gnttab_transfer, status);
	return hc_copy_to(hc, at, &op.status, sizeof(op.status));
}
