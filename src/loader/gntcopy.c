// SPDX-License-Identifier: GPL-2.0
/*
 * IOCTL_GNTDEV_GRANT_COPY: copy between granted frames and the caller's memory
 * without mapping the grants. The caller's pages are pinned, which is what
 * lets the monitor reach them by frame number.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "gntdev.h"
#include "loader.h"
#include "xen/hypercall.h"

/* Operations in one hypercall; each has at most one page of the caller. */
#define BATCH 16

#define segment ioctl_gntdev_grant_copy_segment

/**
 * struct copy_batch - operations that wait for a hypercall
 * @nr: how many
 * @op: the operations
 * @page: pinned for each, or NULL
 * @status: where the caller wants the operation's segment's status
 */
struct copy_batch {
	u32 nr;
	struct gnttab_copy op[BATCH];
	struct page *page[BATCH];
	s16 __user *status[BATCH];
};

static void batch_unpin(struct copy_batch *b)
{
	u32 i;

	for (i = 0; i < b->nr; i++) {
		bool written = !(b->op[i].flags & GNTCOPY_dest_gref);

		if (b->page[i])
			unpin_user_pages_dirty_lock(&b->page[i], 1, written);
	}
	b->nr = 0;
}

/* A segment's status is that of its first operation that failed. */
static int report(s16 status, s16 __user *ustatus)
{
	s16 before;

	if (status == GNTST_okay)
		return 0;
	if (get_user(before, ustatus))
		return -EFAULT;
	if (before != GNTST_okay)
		return 0;
	return put_user(status, ustatus) ? -EFAULT : 0;
}

static long batch_flush(struct copy_batch *b)
{
	struct ldr_call call = {
		.nr = __HYPERVISOR_grant_table_op,
		.arg = { GNTTABOP_copy, (u64)(uintptr_t)b->op, b->nr },
	};
	long err;
	u32 i;

	if (!b->nr)
		return 0;
	err = ldr_hypercall(&call);
	for (i = 0; !err && i < b->nr; i++)
		err = report(b->op[i].status, b->status[i]);
	batch_unpin(b);
	return err;
}

/* One side of an operation that is in the caller's memory. */
static int pin_side(struct copy_batch *b, struct gnttab_copy_ptr *side,
		    u64 va, bool write)
{
	int n = pin_user_pages_fast(va & PAGE_MASK, 1, write ? FOLL_WRITE : 0,
				    &b->page[b->nr]);

	if (n != 1) {
		b->page[b->nr] = NULL;
		return -EFAULT;
	}
	side->u.gmfn = page_to_pfn(b->page[b->nr]);
	side->domid = DOMID_SELF;
	side->offset = offset_in_page(va);
	return 0;
}

/* Add the operation for what follows @done bytes; return its length. */
static int add_piece(struct copy_batch *b, const struct segment *seg, u32 done,
		     s16 __user *status)
{
	struct gnttab_copy *op = &b->op[b->nr];
	u32 len = seg->len - done;
	int err = 0;

	memset(op, 0, sizeof(*op));
	b->page[b->nr] = NULL;
	b->status[b->nr] = status;
	op->flags = seg->flags;
	op->status = GNTST_general_error;
	if (seg->flags & GNTCOPY_source_gref) {
		op->source.u.ref = seg->source.foreign.ref;
		op->source.domid = seg->source.foreign.domid;
		op->source.offset = seg->source.foreign.offset + done;
	} else {
		err = pin_side(b, &op->source, seg->source.virt + done, false);
		len = min_t(u32, len, PAGE_SIZE - op->source.offset);
	}
	if (seg->flags & GNTCOPY_dest_gref) {
		op->dest.u.ref = seg->dest.foreign.ref;
		op->dest.domid = seg->dest.foreign.domid;
		op->dest.offset = seg->dest.foreign.offset + done;
	} else {
		err = pin_side(b, &op->dest, seg->dest.virt + done, true);
		len = min_t(u32, len, PAGE_SIZE - op->dest.offset);
	}
	if (err)
		return err;
	op->len = len;
	b->nr++;
	return len;
}

static bool segment_valid(const struct segment *seg)
{
	u16 flags = seg->flags;

	/* From the caller to the caller is no business of grants. */
	if (!flags || flags & ~(GNTCOPY_source_gref | GNTCOPY_dest_gref))
		return false;
	if (flags & GNTCOPY_source_gref &&
	    seg->source.foreign.offset + seg->len > PAGE_SIZE)
		return false;
	return !(flags & GNTCOPY_dest_gref) ||
	       seg->dest.foreign.offset + seg->len <= PAGE_SIZE;
}

static long add_segment(struct copy_batch *b, struct segment __user *useg)
{
	struct segment seg;
	u32 done;
	int n;

	if (copy_from_user(&seg, useg, sizeof(seg)))
		return -EFAULT;
	if (!segment_valid(&seg))
		return -EINVAL;
	if (put_user((s16)GNTST_okay, &useg->status))
		return -EFAULT;
	for (done = 0; done < seg.len; done += n) {
		if (b->nr == BATCH) {
			long err = batch_flush(b);

			if (err)
				return err;
		}
		n = add_piece(b, &seg, done, &useg->status);
		if (n < 0)
			return n;
	}
	return 0;
}

long gnt_copy(void __user *arg)
{
	struct ioctl_gntdev_grant_copy req;
	struct segment __user *useg;
	struct copy_batch *b;
	long err = 0;
	u32 i;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	useg = (struct segment __user *)(uintptr_t)req.segments;
	for (i = 0; !err && i < req.count; i++) {
		err = add_segment(b, useg + i);
		cond_resched();
	}
	if (!err)
		err = batch_flush(b);
	batch_unpin(b);
	kfree(b);
	return err;
}
