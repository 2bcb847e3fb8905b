// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping and unmapping the grants of a request. Read gntdev.h and frames.h
 * first.
 *
 * The control domain's page tables are Linux's own, so the monitor is asked
 * for a device mapping: it checks and pins the frame, and says where it is.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/io.h>
#include <linux/slab.h>

#include "compat.h"
#include "events.h"
#include "gntdev.h"
#include "loader.h"
#include "xen/hypercall.h"

/* Operations in one hypercall: a page of them at most. */
#define BATCH 64

union batch {
	struct gnttab_map_grant_ref map[BATCH];
	struct gnttab_unmap_grant_ref unmap[BATCH];
};

static_assert(sizeof(union batch) <= PAGE_SIZE);

static long grant_op(u32 cmd, void *ops, u32 n)
{
	struct ldr_call call = {
		.nr = __HYPERVISOR_grant_table_op,
		.arg = { cmd, (u64)(uintptr_t)ops, n },
	};

	return ldr_hypercall(&call);
}

static void unmap_batch(struct gnt_request *r, u32 first, u32 n,
			struct gnttab_unmap_grant_ref *op)
{
	long err;
	u32 i;

	memset(op, 0, n * sizeof(*op));
	for (i = 0; i < n; i++) {
		u64 mfn = *ldr_frames_slot(r->frames.list, first + i);

		op[i].dev_bus_addr = mfn << PAGE_SHIFT;
		op[i].handle = r->handle[first + i];
	}
	err = grant_op(GNTTABOP_unmap_grant_ref, op, n);
	for (i = 0; !err && i < n; i++)
		err = op[i].status;
	/* Without a monitor there is no mapping left. */
	if (err && err != -ENODEV)
		pr_err("unmapping a grant of domain %u failed: %ld\n",
		       r->ref[first].domid, err);
	for (i = 0; i < n; i++) {
		u64 mfn = *ldr_frames_slot(r->frames.list, first + i);

		put_page(pfn_to_page(mfn));
	}
}

/* The first @n grants are mapped: unmap them. */
static void unmap_grants(struct gnt_request *r, u32 n, union batch *b)
{
	u32 done;

	for (done = 0; done < n; done += BATCH)
		unmap_batch(r, done, min_t(u32, n - done, BATCH), b->unmap);
}

/* Return: how many of @n were mapped, counted from the first. */
static u32 map_batch(struct gnt_request *r, u32 first, u32 n,
		     struct gnttab_map_grant_ref *op)
{
	u32 i, good = 0;

	memset(op, 0, n * sizeof(*op));
	for (i = 0; i < n; i++) {
		op[i].flags = GNTMAP_device_map;
		if (r->readonly)
			op[i].flags |= GNTMAP_readonly;
		op[i].ref = r->ref[first + i].ref;
		op[i].dom = r->ref[first + i].domid;
		op[i].status = GNTST_general_error;
	}
	ldr_lent_hold();
	/* Whatever the call returns, an operation's status tells its fate. */
	grant_op(GNTTABOP_map_grant_ref, op, n);
	ldr_flush_nested();
	/* Keep those mapped together, so that a failure can be undone. */
	for (i = 0; i < n; i++) {
		if (op[i].status)
			continue;
		ldr_frames_set(&r->frames, first + good,
			       op[i].dev_bus_addr >> PAGE_SHIFT);
		r->handle[first + good++] = op[i].handle;
	}
	ldr_lent_release();
	return good;
}

static int map_grants(struct gnt_request *r, union batch *b)
{
	u32 done, n, good;

	for (done = 0; done < r->count; done += n) {
		n = min_t(u32, r->count - done, BATCH);
		good = map_batch(r, done, n, b->map);
		if (good < n) {
			unmap_grants(r, done + good, b);
			ldr_flush_nested();
			return -EINVAL;
		}
	}
	return 0;
}

static void clear_notify_byte(struct gnt_request *r)
{
	u64 mfn = *ldr_frames_slot(r->frames.list,
				   r->notify_byte >> PAGE_SHIFT);
	u8 *page = phys_to_virt(mfn << PAGE_SHIFT);

	WRITE_ONCE(page[offset_in_page(r->notify_byte)], 0);
}

/* The mapping is gone from all page tables and TLBs. */
static void grants_release(struct ldr_frames *f)
{
	struct gnt_request *r = container_of(f, struct gnt_request, frames);
	union batch *b = (void *)__get_free_page(GFP_KERNEL | __GFP_NOFAIL);

	mutex_lock(&r->lock);
	if (r->notify & UNMAP_NOTIFY_CLEAR_BYTE && !r->readonly)
		clear_notify_byte(r);
	unmap_grants(r, r->count, b);
	ldr_flush_nested();
	ldr_frames_room_free(f);
	r->mapped = false;
	mutex_unlock(&r->lock);
	free_page((unsigned long)b);
	ldr_reclaim();
	gnt_request_put(r);
}

static int map_locked(struct gnt_request *r, struct vm_area_struct *vma)
{
	union batch *b;
	int err;

	if (r->mapped)
		return -EBUSY;
	b = (void *)__get_free_page(GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	r->readonly = !(vma->vm_flags & VM_WRITE);
	ldr_frames_init(&r->frames, vma, grants_release);
	err = ldr_frames_room(&r->frames);
	if (!err) {
		err = map_grants(r, b);
		if (err)
			ldr_frames_room_free(&r->frames);
	}
	free_page((unsigned long)b);
	return err;
}

int gnt_request_map(struct gnt_request *r, struct vm_area_struct *vma)
{
	int err;

	mutex_lock(&r->lock);
	err = map_locked(r, vma);
	if (!err) {
		r->mapped = true;
		refcount_inc(&r->refs);
		ldr_frames_attach(&r->frames, vma);
		/* A frame mapped read-only must not become writable later. */
		if (r->readonly)
			ldr_vma_clear_flags(vma, VM_MAYWRITE);
	}
	mutex_unlock(&r->lock);
	return err;
}

struct gnt_request *gnt_request_of(const struct vm_area_struct *vma)
{
	struct ldr_frames *f = ldr_frames_of(vma);

	if (!f || f->release != grants_release)
		return NULL;
	return container_of(f, struct gnt_request, frames);
}

void gnt_request_put(struct gnt_request *r)
{
	if (!refcount_dec_and_test(&r->refs))
		return;
	if (r->notify & UNMAP_NOTIFY_SEND_EVENT)
		ldr_event_send(r->notify_port);
	kvfree(r->handle);
	kvfree(r);
}
