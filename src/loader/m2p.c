// SPDX-License-Identifier: GPL-2.0
/*
 * Pages of the M2P in mappings of the control domain: see m2p.h.
 *
 * The monitor never gives such a page up, so that it is told of no end; the
 * reference on the struct page keeps it when the monitor is gone.
 */
#include <linux/kernel.h>
#include <linux/mm.h>

#include "control.h"
#include "frames.h"
#include "loader.h"
#include "m2p.h"

/* An entry whose frame is known; the rest is its number. */
#define FOUND (UP_M2P_FIRST << 1)

/* Tools map all of an extent of 2 MiB, be there as much RAM or not. */
#define EXTENT_PAGES 512
#define EXTENT_FRAMES (EXTENT_PAGES * PAGE_SIZE / sizeof(u64))

u64 ldr_m2p_name(u64 number)
{
	u64 extents = DIV_ROUND_UP(ldr_init->max_mfn, EXTENT_FRAMES);
	u64 end = UP_M2P_FIRST + extents * EXTENT_PAGES;

	return number >= UP_M2P_FIRST && number < end ? number : -EINVAL;
}

/* Return: what the entry is then. */
static u64 found(u64 *slot, u64 name, u64 mfn)
{
	u64 entry = FOUND | mfn;
	u64 before;

	get_page(pfn_to_page(mfn));
	ldr_flush_nested();
	/* Somebody else's fault may have been faster. */
	before = cmpxchg(slot, name, entry);
	if (before == name)
		return entry;
	put_page(pfn_to_page(mfn));
	return before;
}

static u64 find_frame(u64 *slot, u64 name)
{
	struct ldr_call call = {
		.nr = UP_CALL_M2P_PAGE,
		.arg = { name - UP_M2P_FIRST },
	};
	u64 entry;
	long mfn;

	ldr_lent_hold();
	mfn = ldr_hypercall(&call);
	entry = mfn < 0 ? LDR_NO_FRAME : found(slot, name, mfn);
	ldr_lent_release();
	return entry;
}

u64 ldr_m2p_frame(u64 *slot, bool find)
{
	u64 entry = READ_ONCE(*slot);

	if (entry >= UP_M2P_FIRST && entry < FOUND)
		entry = find ? find_frame(slot, entry) : LDR_NO_FRAME;
	return (s64)entry < 0 ? entry : entry & ~FOUND;
}

bool ldr_m2p_put(u64 entry)
{
	if ((s64)entry < 0 || entry < UP_M2P_FIRST)
		return false;
	if (entry & FOUND)
		put_page(pfn_to_page(entry & ~FOUND));
	return true;
}
