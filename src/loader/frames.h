/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mappings of other domains' frames in processes of the control domain.
 *
 * Such a mapping holds one reference on each frame, taken from the monitor
 * before the frame can be seen and given back only when the last piece of the
 * mapping is gone: Linux calls the last close() of a VMA after it has flushed
 * the TLBs, so a frame is never recycled while a process can still reach it,
 * not even when its domain has died long ago. Splitting a mapping (munmap or
 * mprotect of a part) is allowed: the pieces share the record, and all frames
 * stay referenced until the last piece goes.
 */
#ifndef UNDERPIN_LOADER_FRAMES_H
#define UNDERPIN_LOADER_FRAMES_H

#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/refcount.h>

#include "control.h"

/* An entry without a frame; the monitor's errors are negative, too. */
#define LDR_NO_FRAME (~0ULL)

/**
 * struct ldr_frames - the frames behind one mmap()
 * @refs: pieces of the mapping, plus who is filling it in
 * @lock: serialises those who fill it in
 * @base: vm_pgoff of the first frame
 * @nr: pages in the whole mapping
 * @writable: the mapping is and stays writable; otherwise it never will be
 * @list: frame numbers, UP_LIST_MAX to the page; NULL until ldr_frames_room()
 * @release: gives the references back; called once, in process context
 */
struct ldr_frames {
	refcount_t refs;
	struct mutex lock; /* see above */
	unsigned long base;
	unsigned long nr;
	bool writable;
	struct up_list **list;
	void (*release)(struct ldr_frames *f);
};

/**
 * ldr_frames_init() - an empty record with one reference, the caller's
 * @f: usually part of a larger structure
 * @vma: the mapping, whole and inside its mmap()
 * @release: frees @f, too
 */
void ldr_frames_init(struct ldr_frames *f, struct vm_area_struct *vma,
		     void (*release)(struct ldr_frames *f));

/**
 * ldr_frames_room() - allocate the lists, all entries LDR_NO_FRAME
 *
 * Return: 0 or -ENOMEM. Once per @f, before its first frame is set.
 */
int ldr_frames_room(struct ldr_frames *f);

/** ldr_frames_room_free() - the counterpart; for release functions */
void ldr_frames_room_free(struct ldr_frames *f);

/** ldr_frames_slot() - where the number of frame @i < @f->nr is kept */
static inline u64 *ldr_frames_slot(struct up_list **list, unsigned long i)
{
	return &list[i / UP_LIST_MAX]->mfn[i % UP_LIST_MAX];
}

/**
 * ldr_frames_set() - faults on page @i may show frame @mfn from now on
 *
 * Takes a reference on its struct page, which the release function puts when
 * the monitor was given the frame back: so it is not freed under the mapping
 * even when the monitor is gone.
 */
static inline void ldr_frames_set(struct ldr_frames *f, unsigned long i,
				  u64 mfn)
{
	get_page(pfn_to_page(mfn));
	WRITE_ONCE(*ldr_frames_slot(f->list, i), mfn);
}

/** ldr_frames_attach() - @vma shows @f and has taken over the reference */
void ldr_frames_attach(struct ldr_frames *f, struct vm_area_struct *vma);

/** ldr_frames_of() - what @vma shows; NULL if it is no such mapping */
struct ldr_frames *ldr_frames_of(const struct vm_area_struct *vma);

/** ldr_frames_put() - drop a reference; may sleep */
void ldr_frames_put(struct ldr_frames *f);

#endif /* UNDERPIN_LOADER_FRAMES_H */
