// SPDX-License-Identifier: GPL-2.0
/*
 * memory_op: frames come to a domain and leave it.
 *
 * A reservation is an array of extents in the caller's memory. The progress is
 * in the command (memory_op.h), so that each call starts where the last one
 * stopped: out of budget (HC_RESTART) or out of frames (HC_NEED_FRAMES).
 *
 * Frames come from Linux one by one, so an extent of more than one frame,
 * which would have to be contiguous, is never there: the result is a short
 * count, which every caller answers by asking for single frames.
 *
 * No reservation fails: whatever is wrong, the answer is how many extents are
 * done.
 */
#include "control.h"
#include "core/lib.h"
#include "core/print.h"
#include "domain/vcpu.h"
#include "hypercall/memory_op.h"
#include "hypercall/target.h"
#include "xen/layout.h"
#include "xen/memory.h"

#define BATCH 32 /* frame numbers copied at once */
#define FRAME_COST 32 /* clearing a frame, in page-table entries of work */
#define RELEASE_COST 4 /* a frame's references, list and owner's count */
#define ORDER_MAX 9 /* of a guest's extents: 2 MiB */
#define EXTENTS_MAX (UINT32_MAX >> MEMOP_DONE_SHIFT) /* as Xen */

/**
 * struct reservation - one call on a reservation
 * @done: extents finished so far, with those of earlier calls
 * @nameless: frames come without pseudo-physical numbers
 */
struct reservation {
	struct hypercall *hc;
	struct domain *d;
	struct xen_memory_reservation r;
	u64 done;
	bool nameless;
};

/* Return: true with a reference on res->d if there is anything to do. */
static bool reservation_begin(struct reservation *res, struct hypercall *hc)
{
	res->hc = hc;
	res->done = hc->arg[0] >> MEMOP_DONE_SHIFT;
	if (hc_copy_from(hc, &res->r, gva(hc->arg[1]), sizeof(res->r)))
		return false;
	if (res->done >= res->r.nr_extents || res->r.nr_extents > EXTENTS_MAX)
		return false;
	if (hc_target(hc, res->r.domid, &res->d))
		return false;
	if (res->d->domid != DOMAIN_CONTROL)
		return true;
	/* Linux's own memory is no reservation. */
	domain_put(res->d);
	return false;
}

static s64 reservation_end(struct reservation *res, s64 ret)
{
	struct hypercall *hc = res->hc;

	hc->arg[0] = (hc->arg[0] & MEMOP_CMD_MASK) |
		     res->done << MEMOP_DONE_SHIFT;
	domain_put(res->d);
	return hc_is_private(ret) ? ret : (s64)res->done;
}

static gva_t extent_addr(const struct reservation *res)
{
	return gva(res->r.extent_start + res->done * sizeof(u64));
}

/* At least one frame, so that the smallest budget makes progress. */
static u64 batch_size(const struct reservation *res)
{
	u64 n = min_u64(res->r.nr_extents - res->done, BATCH);
	u64 affordable = res->hc->budget.left / FRAME_COST;

	return affordable ? min_u64(n, affordable) : 1;
}

/* How many frames more the domain may have. d->lock held. */
static u64 room_left(const struct domain *d)
{
	if (d->life != DOMAIN_ALIVE || d->tot_pages >= d->max_pages)
		return 0;
	return d->max_pages - d->tot_pages;
}

/*
 * Take up to @n frames, for the pseudo-physical frames that @list names, and
 * put the machine frames in their place. d->lock held.
 */
static u64 populate_frames(struct domain *d, u64 *list, u64 n)
{
	struct frame *f;
	u64 i;

	for (i = 0; i < n && room_left(d); i++) {
		f = frame_alloc(d);
		if (!f)
			break;
		frame_m2p_set(frame_mfn(f), list[i]);
		list[i] = frame_mfn(f).n;
	}
	return i;
}

/* Give back what the caller could not be told of. */
static void unpopulate(struct domain *d, const u64 *list, u64 n)
{
	u64 i;

	spin_lock(&d->lock);
	for (i = 0; i < n; i++)
		frame_release(d, frame_lookup(mfn(list[i])));
	spin_unlock(&d->lock);
}

bool memory_frames_refused(const struct hypercall *hc)
{
	if (!hc->v || !hc->v->lend_refused)
		return false;
	hc->v->lend_refused = false;
	return true;
}

/* The numbers that the caller has for the next @n frames. Return: 0, 1. */
static int names_read(const struct reservation *res, u64 *list, u64 n)
{
	u64 i;

	for (i = 0; res->nameless && i < n; i++)
		list[i] = XEN_INVALID_P2M_ENTRY;
	return !res->nameless && hc_copy_from(res->hc, list, extent_addr(res),
					      n * sizeof(list[0]));
}

/* Tell the caller what it has got, unless it does not ask. Return: 0, 1. */
static int frames_write(const struct reservation *res, const u64 *list, u64 n)
{
	if (res->nameless && !res->r.extent_start)
		return 0;
	return !!hc_copy_to(res->hc, extent_addr(res), list,
			    n * sizeof(list[0]));
}

/* One batch. Return: 0: go on; 1: no further; HC_NEED_FRAMES. */
static s64 populate_batch(struct reservation *res)
{
	struct domain *d = res->d;
	u64 list[BATCH], n = batch_size(res), got, room;

	if (names_read(res, list, n))
		return 1;
	spin_lock(&d->lock);
	got = populate_frames(d, list, n);
	room = room_left(d);
	spin_unlock(&d->lock);
	hc_spend(res->hc, got * FRAME_COST);
	if (frames_write(res, list, got)) {
		unpopulate(d, list, got);
		return 1;
	}
	res->done += got;
	if (got == n)
		return 0;
	if (!room || memory_frames_refused(res->hc))
		return 1;
	/* The caller's count is a wish; the limit is what Linux granted. */
	room = min_u64(room, res->r.nr_extents - res->done);
	res->hc->frames_wanted = min_u64(room, UP_WANT_RAM - 1) | UP_WANT_RAM;
	return HC_NEED_FRAMES;
}

/* Carry out what is left, by @step; extents of more than @order_max: none. */
static s64 reservation_run(struct hypercall *hc, u32 order_max,
			   s64 (*step)(struct reservation *res))
{
	struct reservation res;
	s64 ret = 0;

	if (!reservation_begin(&res, hc))
		return (s64)res.done;
	res.nameless = (hc->arg[0] & MEMOP_CMD_MASK) ==
		       XENMEM_increase_reservation;
	while (!ret && res.r.extent_order <= order_max &&
	       res.done < res.r.nr_extents)
		ret = hc->budget.left ? step(&res) : HC_RESTART;
	return reservation_end(&res, ret);
}

s64 memory_increase_reservation(struct hypercall *hc)
{
	return reservation_run(hc, 0, populate_batch);
}

s64 memory_populate_physmap(struct hypercall *hc)
{
	return reservation_run(hc, 0, populate_batch);
}

/*
 * Give up one frame. A pinned page table is unpinned first. What other
 * references it has keep the frame until they are gone. d->lock held.
 *
 * Return: 0, or 1 if it is not the domain's to give.
 */
static int decrease_frame(struct domain *d, u64 n, struct pt_budget *b)
{
	struct frame *f = frame_get(d, mfn(n));
	int err = 0;

	if (!f)
		return 1;
	if (f->flags & FRAME_PINNED)
		pt_unpin(d, mfn(n), b);
	if (f->flags & FRAME_XEN || frame_release(d, f))
		err = 1;
	frame_put(d, f);
	return err;
}

/* One extent. Return: as decrease_frame(). */
static s64 decrease_extent(struct reservation *res)
{
	u64 first, i, n = 1ULL << res->r.extent_order;
	struct domain *d = res->d;
	int err = 0;

	if (hc_copy_from(res->hc, &first, extent_addr(res), sizeof(first)))
		return 1;
	spin_lock(&d->lock);
	for (i = 0; i < n && !err; i++)
		err = decrease_frame(d, first + i, &res->hc->budget);
	spin_unlock(&d->lock);
	hc_spend(res->hc, n * RELEASE_COST);
	if (!err)
		res->done++;
	return err;
}

s64 memory_decrease_reservation(struct hypercall *hc)
{
	return reservation_run(hc, ORDER_MAX, decrease_extent);
}

/* d->lock held. Return: 0 or -XEN_EINVAL. */
static s64 claim_check(const struct domain *d, u64 pages)
{
	if (!pages)
		return 0;
	if (d->life != DOMAIN_ALIVE || d->claimed_pages)
		return -XEN_EINVAL;
	if (pages <= d->tot_pages || pages > d->max_pages)
		return -XEN_EINVAL;
	return 0;
}

/*
 * A claim is a promise that the domain's memory will be there. Linux makes it
 * true: it is asked for the frames at once, and refuses if it has too few.
 * d->lock held.
 */
static s64 claim_frames(struct hypercall *hc, struct domain *d, u64 pages)
{
	u64 have = frames_fresh() + d->tot_pages;

	/* Asked before: who else took frames meanwhile is not this claim's. */
	if (hc->arg[0] >> MEMOP_DONE_SHIFT || pages <= have)
		return 0;
	hc->arg[0] |= 1ULL << MEMOP_DONE_SHIFT;
	hc->frames_wanted = min_u64(pages - have, UP_WANT_RAM - 1) |
			    UP_WANT_RAM;
	return HC_NEED_FRAMES;
}

s64 memory_claim_pages(struct hypercall *hc)
{
	struct xen_memory_reservation r;
	struct domain *d;
	s64 ret;

	if (hc_copy_from(hc, &r, gva(hc->arg[1]), sizeof(r)))
		return -XEN_EFAULT;
	if (r.extent_start || r.extent_order || r.mem_flags)
		return -XEN_EINVAL;
	d = domain_get(r.domid);
	if (!d)
		return -XEN_EINVAL;
	if (!hc_is_control(hc)) {
		domain_put(d);
		return -XEN_EPERM;
	}
	spin_lock(&d->lock);
	ret = claim_check(d, r.nr_extents);
	if (!ret)
		ret = claim_frames(hc, d, r.nr_extents);
	if (!ret)
		d->claimed_pages = r.nr_extents;
	spin_unlock(&d->lock);
	domain_put(d);
	return ret;
}
