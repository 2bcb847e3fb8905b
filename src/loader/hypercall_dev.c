// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/xen/hypercall: memory for hypercall buffers. The monitor reads the
 * arguments of a hypercall through the caller's page tables and cannot wait
 * for a page to be brought in, so these pages are there from mmap() on and
 * never move. A mapping owns its pages through their reference counts: the
 * last munmap() or exit frees them, and nothing needs to be remembered here.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>

#include "compat.h"
#include "devices.h"

/* One mapping may take this share of memory: an eighth. */
#define MEMORY_SHARE_SHIFT 3

static vm_fault_t buffer_fault(struct vm_fault *vmf)
{
	/* All pages are present; only madvise() can have taken one away. */
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct buffer_vm_ops = {
	.fault = buffer_fault,
};

static int insert_zeroed_page(struct vm_area_struct *vma, unsigned long va)
{
	struct page *page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO |
				       __GFP_NORETRY | __GFP_NOWARN);
	int err;

	if (!page)
		return -ENOMEM;
	err = vm_insert_page(vma, va, page);
	/* The page table has a reference of its own. */
	put_page(page);
	return err;
}

static int buffer_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long va;
	int err;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma_pages(vma) > totalram_pages() >> MEMORY_SHARE_SHIFT)
		return -ENOMEM;
	/* A child's copy would hold the pages without knowing of the call. */
	ldr_vma_set_flags(vma, VM_IO | VM_DONTCOPY | VM_DONTEXPAND |
			       VM_MIXEDMAP);
	vma->vm_ops = &buffer_vm_ops;
	for (va = vma->vm_start; va < vma->vm_end; va += PAGE_SIZE) {
		if (fatal_signal_pending(current))
			return -EINTR;
		/* On an error the caller unmaps, and so frees, the others. */
		err = insert_zeroed_page(vma, va);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

const struct file_operations ldr_hypercall_fops = {
	.owner = THIS_MODULE,
	.open = ldr_device_open,
	.llseek = no_llseek,
	.mmap = buffer_mmap,
};
