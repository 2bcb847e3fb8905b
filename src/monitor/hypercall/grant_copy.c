// SPDX-License-Identifier: GPL-2.0
/*
 * GNTTABOP_copy: between two frames, each the caller's own or one that a
 * domain granted to it, wholly, in part, or by way of a third domain. Read
 * domain/grant_use.h first.
 *
 * Both frames are held while the copy is made, so no lock is: the lock of one
 * domain is never taken inside another's.
 */
#include "control.h"
#include "core/lib.h"
#include "domain/domain.h"
#include "domain/grant_use.h"
#include "hypercall/grant_ops.h"
#include "hypercall/target.h"
#include "x86/hw.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"

/**
 * struct copy_side - one frame of a copy
 * @d: owner or granting domain, with a reference; NULL: a page of the control
 *     domain's Linux
 * @via: where its grant leads to another one: whose, with a reference
 * @m: the frame, held
 * @use: of the grant: which bytes
 * @via_use: of the other one
 */
struct copy_side {
	struct domain *d;
	struct domain *via;
	mfn_t m;
	bool granted;
	bool readonly;
	struct grant_use use;
	struct grant_use via_use;
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

static s64 use_of(struct hypercall *hc, struct domain *d, struct grant_use *u)
{
	s64 rc;

	spin_lock(&d->lock);
	rc = gt_use(d, u, &hc->budget);
	spin_unlock(&d->lock);
	return rc;
}

static void unuse(struct domain *d, const struct grant_use *u)
{
	spin_lock(&d->lock);
	gt_unuse(d, u->ref, u->kind);
	spin_unlock(&d->lock);
}

/* The grant leads to one of a third domain: use that for this one. */
static s64 hold_chained(struct hypercall *hc, struct copy_side *s)
{
	s64 rc;

	s->via_use = (struct grant_use){ .ref = s->use.trans_ref,
					 .user = s->d->domid,
					 .kind = s->use.kind,
					 .copy = true,
					 .chained = true };
	s->via = domain_get(s->use.trans_domid);
	if (!s->via)
		return GNTST_general_error;
	rc = use_of(hc, s->via, &s->via_use);
	if (rc)
		return rc;
	spin_lock(&s->d->lock);
	rc = gt_use_chain(s->d, &s->use, &s->via_use);
	spin_unlock(&s->d->lock);
	if (rc)
		unuse(s->via, &s->via_use);
	return rc;
}

static s64 hold_granted(struct hypercall *hc, struct copy_side *s,
			const struct gnttab_copy_ptr *p)
{
	s64 rc;

	s->use = (struct grant_use){ .ref = p->u.ref,
				     .user = hc->d->domid,
				     .kind = s->readonly ? GRANT_READONLY : 0,
				     .copy = true };
	s->d = domain_get(p->domid == DOMID_SELF ? hc->d->domid : p->domid);
	if (!s->d)
		return GNTST_bad_domain;
	rc = use_of(hc, s->d, &s->use);
	if (rc == GT_TRANSITIVE)
		rc = hold_chained(hc, s);
	s->m = s->use.m;
	if (rc == HC_NEED_FRAMES)
		hc->frames_wanted = 1;
	return rc;
}

/* Return: GNTST_* or HC_*; on anything but 0 nothing is held. */
static s64 side_hold(struct hypercall *hc, struct copy_side *s,
		     const struct gnttab_copy_ptr *p)
{
	s64 rc;

	if (s->granted) {
		rc = hold_granted(hc, s, p);
	} else {
		s->m = mfn(p->u.gmfn);
		s->use.length = PAGE_SIZE;
		rc = hold_own(hc, s);
	}
	if (rc && s->via)
		domain_put(s->via);
	if (rc && s->d)
		domain_put(s->d);
	return rc;
}

static void side_drop(struct copy_side *s)
{
	if (!s->d)
		return;
	if (s->granted) {
		unuse(s->d, &s->use);
	} else {
		spin_lock(&s->d->lock);
		gt_drop(s->d, s->m, s->readonly);
		spin_unlock(&s->d->lock);
	}
	if (s->via) {
		unuse(s->via, &s->via_use);
		domain_put(s->via);
	}
	domain_put(s->d);
}

/* Frames may be named by their owner, who has no other name for it. */
static bool side_ok(const struct copy_side *s, const struct gnttab_copy_ptr *p)
{
	return s->granted || p->domid == DOMID_SELF;
}

static bool on_page(const struct gnttab_copy_ptr *p, u16 len)
{
	return (u32)p->offset + len <= PAGE_SIZE;
}

static bool within(const struct copy_side *s, const struct gnttab_copy_ptr *p,
		   u16 len)
{
	return p->offset >= s->use.start &&
	       (u32)p->offset + len <= (u32)s->use.start + s->use.length;
}

/* Both sides are held. */
static s64 copy_bytes(const struct gnttab_copy *op,
		      const struct copy_side *from, const struct copy_side *to)
{
	if (!on_page(&op->source, op->len) || !on_page(&op->dest, op->len))
		return GNTST_bad_copy_arg;
	if (!within(from, &op->source, op->len) ||
	    !within(to, &op->dest, op->len))
		return GNTST_general_error;
	memmove((u8 *)frame_map(to->m) + op->dest.offset,
		(u8 *)frame_map(from->m) + op->source.offset, op->len);
	return GNTST_okay;
}

static s64 copy(struct hypercall *hc, const struct gnttab_copy *op)
{
	struct copy_side from = { .granted = op->flags & GNTCOPY_source_gref,
				  .readonly = true };
	struct copy_side to = { .granted = op->flags & GNTCOPY_dest_gref };
	s64 rc;

	if (!side_ok(&from, &op->source) || !side_ok(&to, &op->dest))
		return GNTST_permission_denied;
	rc = side_hold(hc, &from, &op->source);
	if (rc)
		return rc;
	rc = side_hold(hc, &to, &op->dest);
	if (!rc) {
		rc = copy_bytes(op, &from, &to);
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
