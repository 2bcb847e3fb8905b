// SPDX-License-Identifier: GPL-2.0
/*
 * XENMEM_exchange: a domain gives frames for others that lie better. None are
 * ever contiguous here (memory_reservation.c), so what can be had for a frame
 * is another frame, and a kernel that wants more is told that there is none.
 *
 * The progress is in the caller's structure.
 */
#include "core/lib.h"
#include "control.h"
#include "domain/vcpu.h"
#include "hypercall/memory_op.h"
#include "hypercall/target.h"
#include "mm/pagetable.h"
#include "xen/errno.h"
#include "xen/layout.h"
#include "xen/memory.h"

#define FRAME_COST 36 /* clearing one, releasing one; in entries of work */
#define ORDER_MAX 9 /* of a guest's extents, as Xen */
#define FRAMES_AT_ONCE 64 /* that Linux is asked for: in place of others */

/* Return: 0, 1 nothing is left to do, or an error. */
static s64 arguments_check(const struct xen_memory_exchange *x)
{
	const struct xen_memory_reservation *in = &x->in, *out = &x->out;

	if (in->extent_order > ORDER_MAX || out->extent_order > ORDER_MAX)
		return -XEN_EPERM;
	if (x->nr_exchanged > in->nr_extents || in->domid != out->domid)
		return -XEN_EINVAL;
	if (U64_MAX >> in->extent_order < in->nr_extents ||
	    U64_MAX >> out->extent_order < out->nr_extents)
		return -XEN_EINVAL;
	if (in->nr_extents << in->extent_order !=
	    out->nr_extents << out->extent_order)
		return -XEN_EINVAL;
	return x->nr_exchanged == in->nr_extents;
}

/*
 * Give @old up for another frame. Only what nobody uses, neither by a mapping
 * nor as a table nor by a grant, can go. d->lock held.
 *
 * Return: 0, -XEN_EINVAL, HC_NEED_FRAMES.
 */
static s64 frame_swap(struct domain *d, mfn_t old, u64 pfn, u64 *got)
{
	struct frame *f = frame_lookup(old), *fresh;

	if (d->life != DOMAIN_ALIVE)
		return -XEN_EINVAL;
	if (!f || f->owner != d->domid || f->refs != 1 ||
	    !(f->flags & FRAME_ALLOCATED) || f->flags & FRAME_XEN)
		return -XEN_EINVAL;
	fresh = frame_alloc(d);
	if (!fresh)
		return HC_NEED_FRAMES;
	frame_release(d, f);
	frame_m2p_set(frame_mfn(fresh), pfn);
	*got = frame_mfn(fresh).n;
	return 0;
}

static s64 exchange_one(struct hypercall *hc, struct domain *d,
			const struct xen_memory_exchange *x)
{
	u64 at = x->nr_exchanged * sizeof(u64), old, pfn, got, left;
	s64 ret;

	if (hc_copy_from(hc, &old, gva(x->in.extent_start + at), sizeof(old)) ||
	    hc_copy_from(hc, &pfn, gva(x->out.extent_start + at), sizeof(pfn)))
		return -XEN_EFAULT;
	spin_lock(&d->lock);
	/* It may be a table that waits for its un-validation. */
	if (pt_zap(d, &hc->budget))
		ret = HC_RESTART;
	else
		ret = frame_swap(d, mfn(old), pfn, &got);
	spin_unlock(&d->lock);
	hc_spend(hc, FRAME_COST);
	if (ret == HC_NEED_FRAMES) {
		left = x->in.nr_extents - x->nr_exchanged;
		hc->frames_wanted = min_u64(left, FRAMES_AT_ONCE) | UP_WANT_RAM;
		return memory_frames_refused(hc) ? -XEN_ENOMEM : ret;
	}
	if (ret)
		return ret;
	return hc_copy_to(hc, gva(x->out.extent_start + at), &got,
			  sizeof(got)) ? -XEN_EFAULT : 0;
}

static s64 exchange(struct hypercall *hc, struct xen_memory_exchange *x)
{
	struct domain *d;
	s64 ret;

	ret = arguments_check(x);
	if (ret)
		return ret > 0 ? 0 : ret;
	ret = hc_target(hc, x->in.domid, &d);
	if (ret)
		return ret;
	if (d->domid == DOMAIN_CONTROL)
		ret = -XEN_EINVAL;
	else if (x->out.extent_order || x->in.extent_order)
		ret = -XEN_ENOMEM;
	while (!ret && x->nr_exchanged < x->in.nr_extents) {
		ret = hc->budget.left ? exchange_one(hc, d, x) : HC_RESTART;
		if (!ret)
			x->nr_exchanged++;
	}
	domain_put(d);
	return ret;
}

s64 memory_exchange(struct hypercall *hc)
{
	gva_t progress = gva(hc->arg[1] + offsetof(struct xen_memory_exchange,
						   nr_exchanged));
	struct xen_memory_exchange x;
	s64 ret;

	if (hc->arg[0] >> MEMOP_DONE_SHIFT)
		return -XEN_EINVAL;
	if (hc_copy_from(hc, &x, gva(hc->arg[1]), sizeof(x)))
		return -XEN_EFAULT;
	ret = exchange(hc, &x);
	if (hc_copy_to(hc, progress, &x.nr_exchanged, sizeof(x.nr_exchanged)))
		return -XEN_EFAULT;
	return ret;
}
