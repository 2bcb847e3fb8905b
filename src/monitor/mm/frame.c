// SPDX-License-Identifier: GPL-2.0
/*
 * Frames between their owners: the free list, general references, and the two
 * lists of frames that each domain has. What a frame is used as is the
 * business of pagetable.c, which also says when its type may change.
 *
 * A donated frame is on exactly one list: free, d->frames or d->xen_frames.
 */
#include "mm/frame.h"

#include "core/lib.h"
#include "core/print.h"
#include "core/spinlock.h"
#include "domain/domain.h"
#include "x86/hw.h"
#include "xen/base.h"
#include "xen/errno.h"
#include "xen/layout.h"

/* States that a frame without references cannot have. */
#define FRAME_IN_USE                                                           \
	(FRAME_VALIDATED | FRAME_PINNED | FRAME_PARTIAL | FRAME_ZAPPING |      \
	 FRAME_ALLOCATED)

/* Frames without an owner, linked by f->next. */
struct free_list {
	u32 first;
	u64 count;
};

/*
 * A frame that a guest had is not given to another: a processor inside that
 * guest may still have a translation of it. It goes back to Linux, which has
 * every processor leave its guest before it uses the page (loader/donate.c).
 */
static struct spinlock free_lock;
static struct free_list fresh = { .first = FRAME_NIL };
static struct free_list used = { .first = FRAME_NIL };

/* What Linux lent last: it may have translations of these itself. */
static struct free_list pending = { .first = FRAME_NIL };
static u32 pending_last; /* where there is any */
static u64 donated_count;

static struct frame *frame_at(u32 n)
{
	return frame_known(mfn(n));
}

static u32 frame_number(const struct frame *f)
{
	return (u32)frame_mfn(f).n;
}

static void list_add(u32 *first, struct frame *f)
{
	u32 n = frame_number(f);

	f->next = *first;
	f->prev = FRAME_NIL;
	if (*first != FRAME_NIL)
		frame_at(*first)->prev = n;
	*first = n;
}

static void list_del(u32 *first, struct frame *f)
{
	if (f->prev != FRAME_NIL)
		frame_at(f->prev)->next = f->next;
	else
		*first = f->next;
	if (f->next != FRAME_NIL)
		frame_at(f->next)->prev = f->prev;
}

/* The caller holds free_lock; a frame on the free list has no owner. */
static void free_push(struct free_list *list, struct frame *f)
{
	f->owner = DOMID_INVALID;
	f->type = FRAME_NONE;
	f->flags = FRAME_DONATED;
	f->next = list->first;
	list->first = frame_number(f);
	list->count++;
}

static struct frame *free_pop(struct free_list *list)
{
	struct frame *f;

	if (list->first == FRAME_NIL)
		return NULL;
	f = frame_at(list->first);
	bug_on(f->refs || f->type_refs || f->flags != FRAME_DONATED);
	list->first = f->next;
	list->count--;
	return f;
}

static struct frame *free_take(struct domain *d, u8 flags)
{
	struct frame *f;

	spin_lock(&free_lock);
	f = free_pop(&fresh);
	if (f) {
		f->owner = d->domid;
		f->flags |= flags;
		f->progress = 0;
		f->refs = 1;
	}
	spin_unlock(&free_lock);
	if (!f)
		return NULL;
	memset(frame_map(frame_mfn(f)), 0, PAGE_SIZE);
	return f;
}

static void free_give(struct frame *f)
{
	spin_lock(&free_lock);
	free_push(&used, f);
	spin_unlock(&free_lock);
}

bool frame_hold(struct domain *d, struct frame *f)
{
	if (!f || f->owner != d->domid)
		return false;
	if (!f->refs || f->refs == UINT32_MAX)
		return false;
	f->refs++;
	return true;
}

struct frame *frame_get(struct domain *d, mfn_t m)
{
	struct frame *f = frame_lookup(m);

	return frame_hold(d, f) ? f : NULL;
}

bool frame_show(struct frame *f)
{
	bug_on(!f->refs);
	if (f->shown == UINT16_MAX)
		return false;
	if (!f->shown++)
		hw_frame_show(frame_mfn(f));
	return true;
}

void frame_conceal(struct frame *f)
{
	bug_on(!f->shown);
	if (!--f->shown)
		hw_frame_conceal(frame_mfn(f));
}

static void frame_free(struct domain *d, struct frame *f)
{
	bug_on(f->type_refs || f->flags & FRAME_IN_USE || f->shown);
	frame_m2p_set(frame_mfn(f), XEN_INVALID_P2M_ENTRY);
	if (d->relinquish_next == frame_number(f))
		d->relinquish_next = f->next;
	if (f->flags & FRAME_XEN) {
		list_del(&d->xen_frames, f);
		d->nr_xen_frames--;
	} else {
		list_del(&d->frames, f);
		d->tot_pages--;
	}
	free_give(f);
}

void frame_put(struct domain *d, struct frame *f)
{
	bug_on(!spin_is_locked(&d->lock));
	bug_on(f->owner != d->domid || !f->refs);
	bug_on(f->refs == f->type_refs);
	if (!--f->refs)
		frame_free(d, f);
}

struct frame *frame_alloc(struct domain *d)
{
	struct frame *f;

	bug_on(!spin_is_locked(&d->lock));
	f = free_take(d, FRAME_ALLOCATED);
	if (!f)
		return NULL;
	list_add(&d->frames, f);
	d->tot_pages++;
	return f;
}

struct frame *frame_alloc_xen(struct domain *d)
{
	struct frame *f;

	bug_on(!spin_is_locked(&d->lock));
	f = free_take(d, FRAME_ALLOCATED | FRAME_XEN);
	if (!f)
		return NULL;
	list_add(&d->xen_frames, f);
	d->nr_xen_frames++;
	return f;
}

int frame_release(struct domain *d, struct frame *f)
{
	if (f->owner != d->domid || !(f->flags & FRAME_ALLOCATED))
		return -XEN_EINVAL;
	f->flags &= ~FRAME_ALLOCATED;
	frame_put(d, f);
	return 0;
}

u64 frames_free(void)
{
	return READ_ONCE(fresh.count) + READ_ONCE(used.count);
}

u64 frames_fresh(void)
{
	return READ_ONCE(fresh.count);
}

u64 frames_donated(void)
{
	return READ_ONCE(donated_count);
}

int frame_donate(mfn_t m)
{
	struct frame *f = frame_lookup(m);

	bug_on(!f || m.n >= FRAME_NIL);
	if (f->flags & FRAME_DONATED)
		return -XEN_EEXIST;
	memset(f, 0, sizeof(*f));
	frame_m2p_set(m, XEN_INVALID_P2M_ENTRY);
	spin_lock(&free_lock);
	if (!pending.count)
		pending_last = m.n;
	free_push(&pending, f);
	donated_count++;
	spin_unlock(&free_lock);
	return 0;
}

void frames_admit(void)
{
	spin_lock(&free_lock);
	if (pending.count) {
		frame_at(pending_last)->next = fresh.first;
		fresh.first = pending.first;
		fresh.count += pending.count;
		pending = (struct free_list){ .first = FRAME_NIL };
	}
	spin_unlock(&free_lock);
}

u64 frames_used(void)
{
	return READ_ONCE(used.count);
}

bool frame_reclaim(mfn_t *m, bool fresh_too)
{
	struct frame *f;

	spin_lock(&free_lock);
	f = free_pop(&used);
	if (!f && fresh_too)
		f = free_pop(&fresh);
	if (f) {
		f->flags = 0;
		donated_count--;
	}
	spin_unlock(&free_lock);
	if (!f)
		return false;
	*m = frame_mfn(f);
	return true;
}
