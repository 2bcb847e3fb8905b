// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping frames of a domain by number: how the toolstack fills a guest that
 * it builds, and how xenstored and xenconsoled reach their rings. Read
 * frames.h first; what comes after the mapping is in foreign_put.c.
 */
#include <linux/io.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "xen/dev-privcmd.h"
#include "xen/hypercall.h"
#include "xen/memory.h"
#include "foreign.h"
#include "foreign_put.h"
#include "frames.h"
#include "loader.h"
#include "m2p.h"

/**
 * struct batch - one request to map frames in progress
 * @m: the request
 * @resource: the request, if it is for a resource; @m has domain and addresses
 * @f: what it fills in, with a reference
 * @index: first frame of @f
 * @list: a page for the monitor
 */
struct batch {
	struct privcmd_mmapbatch_v2 m;
	struct privcmd_mmap_resource resource;
	struct ldr_frames *f;
	unsigned long index;
	struct up_list *list;
};

int ldr_foreign_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct ldr_frames *f;

	/* A private copy of another domain's frame makes no sense. */
	if (is_cow_mapping(vma->vm_flags) || vma->vm_pgoff)
		return -EINVAL;
	f = kmalloc(sizeof(*f), GFP_KERNEL_ACCOUNT);
	if (!f)
		return -ENOMEM;
	ldr_frames_init(f, vma, ldr_foreign_release);
	f->writable = vma->vm_flags & VM_WRITE;
	if (!f->writable)
		ldr_vma_clear_flags(vma, VM_MAYWRITE);
	ldr_frames_attach(f, vma);
	return 0;
}

/* Which record, and where in it, the request's addresses belong to. */
static int batch_find(struct batch *b, struct file *file)
{
	unsigned long start = b->m.addr;
	unsigned long pages = b->m.num;
	struct vm_area_struct *vma;
	struct ldr_frames *f;
	int err = -EINVAL;

	mmap_read_lock(current->mm);
	vma = vma_lookup(current->mm, start);
	f = vma ? ldr_frames_of(vma) : NULL;
	if (!f || vma->vm_file != file)
		goto out;
	if (pages > (vma->vm_end - start) >> PAGE_SHIFT)
		goto out;
	err = -EPERM;
	if (b->m.dom == DOMID_XEN && f->writable)
		goto out;
	err = 0;
	refcount_inc(&f->refs);
	b->f = f;
	b->index = vma->vm_pgoff - f->base +
		   ((start - vma->vm_start) >> PAGE_SHIFT);
out:
	mmap_read_unlock(current->mm);
	return err;
}

/* The first batch covers all, a later one nothing that is mapped. */
static int batch_check(struct batch *b)
{
	unsigned long i;

	if (!b->f->list) {
		if (b->index || b->m.num != b->f->nr)
			return -EINVAL;
		/* There cannot be that many frames to map. */
		if (b->f->nr > totalram_pages())
			return -ENOMEM;
		return ldr_frames_room(b->f);
	}
	for (i = 0; i < b->m.num; i++)
		if ((s64)*ldr_frames_slot(b->f->list, b->index + i) >= 0)
			return -EINVAL;
	return 0;
}

/*
 * Get the frames of @call and make those that the monitor granted visible. No
 * access to the process's memory in here: it may wait for somebody in mmap(),
 * who waits for lent_lock.
 */
static long batch_get(struct batch *b, struct ldr_call *call,
		      unsigned long done)
{
	unsigned long i;
	long err;

	ldr_lent_hold();
	err = ldr_hypercall(call);
	if (!err) {
		ldr_flush_nested();
		for (i = 0; i < b->list->count; i++)
			if ((s64)b->list->mfn[i] >= 0)
				ldr_frames_set(b->f, b->index + done + i,
					       b->list->mfn[i]);
	}
	ldr_lent_release();
	return err;
}

/* The monitor has no frames of its own to map but those of the M2P. */
static void batch_name(struct batch *b, unsigned long done)
{
	unsigned long i;

	for (i = 0; i < b->list->count; i++) {
		u64 name = ldr_m2p_name(b->list->mfn[i]);

		b->list->mfn[i] = name;
		if ((s64)name >= 0)
			WRITE_ONCE(*ldr_frames_slot(b->f->list,
						    b->index + done + i),
				   name);
	}
}

/* Tell the process which of the @n frames it did not get, and why. */
static int batch_report(struct batch *b, unsigned long done, unsigned long n)
{
	int __user *uerr = (int __user *)(uintptr_t)b->m.err + done;
	unsigned long i;
	int failed = 0;

	for (i = 0; i < n; i++) {
		s64 mfn = b->list->mfn[i];
		int err = mfn == -ENOENT ? -EINVAL : (int)mfn;

		if (mfn < 0 && put_user(err, uerr + i))
			failed = -EFAULT;
	}
	return failed;
}

static long batch_map(struct batch *b)
{
	const u64 __user *arr = (const u64 __user *)(uintptr_t)b->m.arr;
	unsigned long done, n;
	long err;

	if (clear_user((void __user *)(uintptr_t)b->m.err,
		       (unsigned long)b->m.num * sizeof(int)))
		return -EFAULT;
	for (done = 0; done < b->m.num; done += n) {
		struct ldr_call call = {
			.nr = UP_CALL_FOREIGN_GET,
			.arg = { b->m.dom, virt_to_phys(b->list),
				 b->f->writable },
		};

		if (fatal_signal_pending(current))
			return -EINTR;
		n = min_t(unsigned long, b->m.num - done, UP_LIST_MAX);
		if (copy_from_user(b->list->mfn, arr + done, n * sizeof(*arr)))
			return -EFAULT;
		b->list->count = n;
		err = 0;
		if (b->m.dom == DOMID_XEN)
			batch_name(b, done);
		else
			err = batch_get(b, &call, done);
		if (err)
			return err == -ENOENT ? -ESRCH : err;
		n = b->list->count;
		err = batch_report(b, done, n);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

static long batch_run(struct batch *b, struct file *file,
		      long (*map)(struct batch *b))
{
	long err = batch_find(b, file);

	if (err)
		return err;
	err = -ENOMEM;
	b->list = (void *)__get_free_page(GFP_KERNEL);
	if (!b->list)
		goto out_put;
	mutex_lock(&b->f->lock);
	err = batch_check(b);
	if (!err)
		err = map(b);
	mutex_unlock(&b->f->lock);
	free_page((unsigned long)b->list);
out_put:
	ldr_frames_put(b->f);
	return err;
}

long ldr_foreign_map_batch(struct file *file, void __user *arg)
{
	struct batch b;

	if (copy_from_user(&b.m, arg, sizeof(b.m)))
		return -EFAULT;
	if (!b.m.num || b.m.num > INT_MAX || !PAGE_ALIGNED(b.m.addr))
		return -EINVAL;
	return batch_run(&b, file, batch_map);
}

/* @list: NULL to ask for the size, in @r->num then */
static long resource_frames(struct privcmd_mmap_resource *r, u64 done,
			    u64 *list)
{
	struct xen_mem_acquire_resource acquire = {
		.domid = r->dom,
		.type = r->type,
		.id = r->id,
		.frame = r->idx + done,
		.nr_frames = r->num - done,
		.frame_list = (uintptr_t)list,
	};
	struct ldr_call call = {
		.nr = __HYPERVISOR_memory_op,
		.arg = { XENMEM_acquire_resource, (uintptr_t)&acquire },
	};
	long err;

	/* What the structure of the hypercall has no room for. */
	if (r->type > U16_MAX)
		return -EINVAL;
	err = ldr_hypercall(&call);
	if (!list)
		r->num = acquire.nr_frames;
	return err;
}

/* All of it or nothing: the process unmaps what an error leaves. */
static long resource_map(struct batch *b)
{
	struct privcmd_mmap_resource *r = &b->resource;
	u64 i, done = 0;
	long err;

	while (done < r->num) {
		struct ldr_call call = {
			.nr = UP_CALL_FOREIGN_GET,
			.arg = { r->dom, virt_to_phys(b->list),
				 b->f->writable },
		};

		if (fatal_signal_pending(current))
			return -EINTR;
		err = resource_frames(r, done, b->list->mfn);
		if (err)
			return err;
		b->list->count = r->num - done;
		err = batch_get(b, &call, done);
		if (err)
			return err;
		for (i = 0; i < b->list->count; i++)
			if ((s64)b->list->mfn[i] < 0)
				return (s64)b->list->mfn[i];
		done += b->list->count;
		cond_resched();
	}
	return 0;
}

long ldr_foreign_map_resource(struct file *file, void __user *arg)
{
	struct privcmd_mmap_resource *r;
	struct batch b = {};
	long err;

	r = &b.resource;
	if (copy_from_user(r, arg, sizeof(*r)))
		return -EFAULT;
	if (!r->num && !r->addr) {
		err = resource_frames(r, 0, NULL);
		if (!err && copy_to_user(arg, r, sizeof(*r)))
			err = -EFAULT;
		return err;
	}
	if (!r->num || r->num > UP_LIST_MAX || !PAGE_ALIGNED(r->addr))
		return -EINVAL;
	b.m.num = r->num;
	b.m.dom = r->dom;
	b.m.addr = r->addr;
	return batch_run(&b, file, resource_map);
}
