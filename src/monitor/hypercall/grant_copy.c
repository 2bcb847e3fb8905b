// SPDX-License-Identifier: GPL-2.0
/*
 * GNTTABOP_copy: between two frames, each the caller's own or one that a
 * domain granted to it. Read grant_table_op.c first.
 *
 * Both frames are held while the copy is made, so no lock is: the lock of one
 * domain is never taken inside another's.
 */
#include "hypercall/grant_copy.h"

#include "control.h"
#include "core/lib.h"
#include "domain/domain.h"
#include "domain/grant_table.h"
#include "hypercall/target.h"
#include "x86/hw.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"

/**
 * struct copy_side - one frame of a copy
 * @d: owner, with a reference; NULL: a page of the control domain's Linux
 * @m: the frame, held
 */
struct copy_side {
	struct domain *d;
	mfn_t m;
	u32 ref;
	bool granted;
	bool readonly;
};

/*
 * The control domain's pages are Linux's and Linux holds them. What Linux
 * lent to guests, even where it maps it, or to the monitor is not among them.
 */
static s64 hold_linux_page(struct copy_side *s)
{
	struct frame *f;

	if (s->m.n >= UP_DIRECT_SIZE >> PAGE_SHIFT)
		return GNTST_bad_page;
	f = frame_lookup(s->m);
	if (f && f->flags & FRAME_DONATED)
		return GNTST_bad_page;
	return hw_visible(mfn_to_maddr(s->m)) ? GNTST_okay : GNTST_bad_page;
}

static s64 hold_own(struct hypercall *hc, struct copy_side *s)
{
	s64 rc;

	if (hc_is_control(hc))
		return hold_linux_page(s);
	s->d = domain_get(hc->d->domid);
	spin_lock(&s->d->lock);
	rc = gt_hold(s->d, s->m, s->readonly, &hc->budget);
	spin_unlock(&s->d->lock);
	return rc;
}

static s64 hold_granted(struct hypercall *hc, struct copy_side *s, u16 domid)
{
	s64 rc;

	s->d = domain_get(domid == DOMID_SELF ? hc->d->domid : domid);
	if (!s->d)
		return GNTST_bad_domain;
	spin_lock(&s->d->lock);
	rc = gt_use(s->d, s->ref, hc->d->domid, s->readonly, &hc->budget,
		    &s->m);
	spin_unlock(&s->d->lock);
	if (rc == HC_NEED_FRAMES)
		hc->frames_wanted = 1;
	return rc;
}

/* Return: GNTST_* or HC_*; on anything but 0 nothing is held. */
static s64 side_hold(struct hypercall *hc, struct copy_side *s,
		     const struct gnttab_copy_ptr *p)
{
	s64 rc;

	s->d = NULL;
	if (!s->granted && !hc_names_self(hc, p->domid))
		return GNTST_permission_denied;
	if (s->granted) {
		s->ref = p->u.ref;
		rc = hold_granted(hc, s, p->domid);
	} else {
		s->m = mfn(p->u.gmfn);
		rc = hold_own(hc, s);
	}
	if (rc && s->d)
		domain_put(s->d);
	return rc;
}

static void side_drop(struct copy_side *s)
{
	if (!s->d)
		return;
	spin_lock(&s->d->lock);
	if (s->granted)
		gt_unuse(s->d, s->ref, s->readonly);
	else
		gt_drop(s->d, s->m, s->readonly);
	spin_unlock(&s->d->lock);
	domain_put(s->d);
}

static bool range_ok(const struct gnttab_copy_ptr *p, u16 len)
{
	return (u32)p->offset + len <= PAGE_SIZE;
}

static s64 copy(struct hypercall *hc, const struct gnttab_copy *op)
{
	struct copy_side from = { .granted = op->flags & GNTCOPY_source_gref,
				  .readonly = true };
	struct copy_side to = { .granted = op->flags & GNTCOPY_dest_gref };
	s64 rc;

	if (!range_ok(&op->source, op->len) || !range_ok(&op->dest, op->len))
		return GNTST_bad_copy_arg;
	rc = side_hold(hc, &from, &op->source);
	if (rc)
		return rc;
	rc = side_hold(hc, &to, &op->dest);
	if (!rc) {
		memmove((u8 *)frame_map(to.m) + op->dest.offset,
			(u8 *)frame_map(from.m) + op->source.offset, op->len);
		side_drop(&to);
	}
	side_drop(&from);
	return rc;
}

s64 grant_copy_one(struct hypercall *hc, gva_t at)
{
	struct gnttab_copy op;
	s64 rc;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	rc = copy(hc, &op);
	if (rc == HC_RESTART || rc == HC_NEED_FRAMES)
		return rc;
	op.status = rc;
	at.a += offsetof(struct gnttab_copy, status);
	return hc_copy_to(hc, at, &op.status, sizeof(op.status));
}
