// SPDX-License-Identifier: GPL-2.0
/*
 * 128 frames share a page of the frame table, 512 a page of the M2P. A bitmap
 * with one bit for each page of the frame table answers frame_lookup(); it is
 * sparse itself, so that memory may be plugged in anywhere below the direct
 * map's end.
 */
#include "x86/frametable.h"

#include "core/lib.h"
#include "core/spinlock.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/pagetable.h"
#include "x86/hw.h"
#include "x86/paging.h"
#include "xen/errno.h"

#define FRAMES_PER_PAGE (PAGE_SIZE / sizeof(struct frame))
#define BACKED_VA (UP_VA_IMAGE + (3ULL << 30))
#define MAX_FRAMES (UP_DIRECT_SIZE >> PAGE_SHIFT)
#define BITS_PER_PAGE (PAGE_SIZE * 8)

static u64 max_mfn;
static u64 *const backed = (u64 *)BACKED_VA;
static u64 backed_pages[MAX_FRAMES / FRAMES_PER_PAGE / BITS_PER_PAGE / 64];
static struct frame *const frames = (struct frame *)UP_VA_FRAMES;
static u64 *const m2p = (u64 *)UP_VA_M2P_RW;
static struct spinlock backing_lock;

u64 frametable_max_mfn(void)
{
	return max_mfn;
}

void frametable_init(const struct up_init *init)
{
	max_mfn = init->max_mfn;
}

#define M2P_PER_PAGE (PAGE_SIZE / sizeof(m2p[0]))

static bool is_backed(mfn_t m)
{
	u64 bit = m.n / FRAMES_PER_PAGE;

	return m.n < MAX_FRAMES &&
	       test_bit(bit / BITS_PER_PAGE, backed_pages) &&
	       test_bit(bit, backed);
}

static int back_page(u64 va, int fill, u64 flags)
{
	u64 *entry = paging_entry(va);
	void *page;

	if (entry && *entry & PTE_P)
		return 0;
	page = heap_alloc_page();
	if (!page)
		return -XEN_ENOMEM;
	memset(page, fill, PAGE_SIZE);
	if (!paging_map(va, direct_to_maddr(page), flags))
		return 0;
	heap_free_page(page);
	return -XEN_ENOMEM;
}

/* Guests read all ones where a frame has no pfn. */
static int back_m2p(u64 mfn)
{
	return back_page((u64)&m2p[mfn], 0xff, PTE_RW | PTE_US | PTE_NX);
}

int frametable_back(mfn_t m)
{
	u64 bit = m.n / FRAMES_PER_PAGE;
	int err;

	if (m.n >= MAX_FRAMES)
		return -XEN_EINVAL;
	if (is_backed(m))
		return 0;
	spin_lock(&backing_lock);
	err = back_page((u64)&backed[bit / 64], 0, PTE_RW | PTE_NX);
	if (!err) {
		test_and_set_bit(bit / BITS_PER_PAGE, backed_pages);
		err = back_page((u64)&frames[m.n], 0, PTE_RW | PTE_NX);
	}
	if (!err)
		err = back_m2p(m.n);
	if (!err)
		test_and_set_bit(bit, backed);
	spin_unlock(&backing_lock);
	return err;
}

int frametable_m2p_page(u64 n, mfn_t *m)
{
	u64 first = n * M2P_PER_PAGE;
	int err;

	if (n >= MAX_FRAMES / M2P_PER_PAGE || first >= max_mfn)
		return -XEN_EINVAL;
	spin_lock(&backing_lock);
	err = back_m2p(first);
	if (!err)
		*m = maddr_to_mfn(*paging_entry((u64)&m2p[first]) & PTE_ADDR);
	spin_unlock(&backing_lock);
	return err ? err : hw_page_show(mfn_to_maddr(*m));
}

struct frame *frame_lookup(mfn_t m)
{
	return is_backed(m) ? &frames[m.n] : NULL;
}

struct frame *frame_known(mfn_t m)
{
	return &frames[m.n];
}

mfn_t frame_mfn(const struct frame *f)
{
	return mfn((u64)(f - frames));
}

void *frame_map(mfn_t m)
{
	return maddr_to_direct(mfn_to_maddr(m));
}

void frame_m2p_set(mfn_t m, u64 value)
{
	WRITE_ONCE(m2p[m.n], value);
}

u64 frame_m2p_get(mfn_t m)
{
	return READ_ONCE(m2p[m.n]);
}
