// SPDX-License-Identifier: GPL-2.0
/*
 * The VMA side of mappings of other domains' frames: see frames.h.
 *
 * PTEs are filled in by page faults, a window at a time: the toolstack maps
 * ten thousands of frames at once when it builds a guest, and touches them in
 * ascending order.
 */
#include <linux/slab.h>

#include "compat.h"
#include "frames.h"
#include "m2p.h"

/* Pages entered by one fault, the first being the one that faulted. */
#define FAULT_WINDOW 64

void ldr_frames_init(struct ldr_frames *f, struct vm_area_struct *vma,
		     void (*release)(struct ldr_frames *f))
{
	refcount_set(&f->refs, 1);
	mutex_init(&f->lock);
	f->base = vma->vm_pgoff;
	f->nr = vma_pages(vma);
	f->list = NULL;
	f->release = release;
}

static void free_lists(struct up_list **list, unsigned long n)
{
	while (n--)
		free_page((unsigned long)list[n]);
	kvfree(list);
}

int ldr_frames_room(struct ldr_frames *f)
{
	unsigned long i, n = DIV_ROUND_UP(f->nr, UP_LIST_MAX);
	struct up_list **list;

	list = kvcalloc(n, sizeof(*list), GFP_KERNEL_ACCOUNT);
	if (!list)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		list[i] = (void *)__get_free_page(GFP_KERNEL_ACCOUNT);
		if (!list[i]) {
			free_lists(list, i);
			return -ENOMEM;
		}
		memset(list[i], 0xff, PAGE_SIZE);
	}
	/* A fault may look at any time. */
	smp_store_release(&f->list, list);
	return 0;
}

void ldr_frames_room_free(struct ldr_frames *f)
{
	if (f->list)
		free_lists(f->list, DIV_ROUND_UP(f->nr, UP_LIST_MAX));
	f->list = NULL;
}

void ldr_frames_put(struct ldr_frames *f)
{
	if (refcount_dec_and_test(&f->refs))
		f->release(f);
}

static void frames_open(struct vm_area_struct *vma)
{
	struct ldr_frames *f = vma->vm_private_data;

	refcount_inc(&f->refs);
}

static void frames_close(struct vm_area_struct *vma)
{
	ldr_frames_put(vma->vm_private_data);
}

static int frames_mremap(struct vm_area_struct *vma)
{
	return -EINVAL;
}

static vm_fault_t frames_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct ldr_frames *f = vma->vm_private_data;
	/* Pairs with ldr_frames_room(). */
	struct up_list **list = smp_load_acquire(&f->list);
	unsigned long first = vmf->pgoff - f->base;
	unsigned long last = vma->vm_pgoff - f->base + vma_pages(vma);
	unsigned long va = vmf->address & PAGE_MASK;
	vm_fault_t result = VM_FAULT_SIGBUS;
	unsigned long i;
	u64 mfn;

	if (!list || first >= f->nr)
		return VM_FAULT_SIGBUS;
	last = min3(last, f->nr, first + FAULT_WINDOW);
	for (i = first; i < last; i++, va += PAGE_SIZE) {
		vm_fault_t r;

		mfn = ldr_m2p_frame(ldr_frames_slot(list, i), i == first);
		if ((s64)mfn < 0)
			break;
		r = vmf_insert_pfn(vma, va, mfn);
		if (i == first)
			result = r;
		if (r != VM_FAULT_NOPAGE)
			break;
	}
	return result;
}

static const struct vm_operations_struct frames_vm_ops = {
	.open = frames_open,
	.close = frames_close,
	.mremap = frames_mremap,
	.fault = frames_fault,
};

void ldr_frames_attach(struct ldr_frames *f, struct vm_area_struct *vma)
{
	ldr_vma_set_flags(vma, VM_PFNMAP | VM_IO | VM_DONTCOPY | VM_DONTEXPAND |
			       VM_DONTDUMP);
	vma->vm_private_data = f;
	vma->vm_ops = &frames_vm_ops;
}

struct ldr_frames *ldr_frames_of(const struct vm_area_struct *vma)
{
	return vma->vm_ops == &frames_vm_ops ? vma->vm_private_data : NULL;
}
