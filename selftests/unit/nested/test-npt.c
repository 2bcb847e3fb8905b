// SPDX-License-Identifier: GPL-2.0
/* Hiding, showing, stray accesses, and the way back to large pages. */
#include <limits.h>

#include "heap.h"
#include "tap.h"
#include "walk.h"
#include "x86/hw.h"
#include "x86/npt.h"
#include "xen/errno.h"

#define GIB (1UL << 30)
#define CHUNK (1UL << 21)

/* A frame amid the second gigabyte, where nothing else is. */
#define FRAME (GIB + 5 * CHUNK + 7 * PAGE_SIZE)

static mfn_t frame_of(u64 maddr)
{
	return maddr_to_mfn(maddr);
}

static void test_identity(void)
{
	machine_init();
	is(seen(0), SEEN_ITSELF);
	is(seen(FRAME), SEEN_ITSELF);
	is(page_shift(FRAME), 30);
	is(seen((1UL << 40) - 1), SEEN_ITSELF);
	yes(!hw_visible(1UL << 40));
	yes(!hw_visible(UINT64_MAX));
	is(npt_fault(1UL << 40, false), NPT_FAULT_UNKNOWN);
	is(npt_fault(1UL << 52, true), NPT_FAULT_UNKNOWN);
}

static void test_monitor(void)
{
	machine_init();
	is(seen(IMAGE), SEEN_NOTHING);
	is(seen(IMAGE + CHUNK - 1), SEEN_NOTHING);
	is(seen(IMAGE - 1), SEEN_ITSELF);
	is(seen(IMAGE + CHUNK), SEEN_ITSELF);
	is(npt_fault(IMAGE + 8, false), NPT_FAULT_MONITOR);
	is(seen(IMAGE), SEEN_ZERO);
	is(npt_fault(IMAGE, false), NPT_FAULT_STALE);
	is(npt_fault(IMAGE, true), NPT_FAULT_MONITOR);
	is(seen(IMAGE), SEEN_SCRAP);
	is(npt_fault(IMAGE, false), NPT_FAULT_STALE);
	is(seen(IMAGE), SEEN_SCRAP);
	is(seen(IMAGE + PAGE_SIZE), SEEN_NOTHING);
}

static void test_chunk(void)
{
	u32 before;

	machine_init();
	before = flushes();
	is(hw_hide(GIB + CHUNK), 0);
	yes(flushes() != before);
	is(seen(GIB + CHUNK), SEEN_NOTHING);
	is(seen(GIB), SEEN_ITSELF);
	is(page_shift(GIB), 21);
	hw_reveal(GIB + CHUNK);
	is(seen(GIB + CHUNK), SEEN_ITSELF);
	is(page_shift(GIB), 30);
}

static void test_frame(void)
{
	unsigned int used;
	u32 before;

	machine_init();
	used = fake_heap.used;
	before = flushes();
	is(hw_frame_hide(frame_of(FRAME)), 0);
	yes(flushes() != before);
	is(fake_heap.used, used + 2);
	is(seen(FRAME), SEEN_NOTHING);
	is(seen(FRAME - 1), SEEN_ITSELF);
	is(seen(FRAME + PAGE_SIZE), SEEN_ITSELF);
	is(page_shift(FRAME + CHUNK), 21);
	hw_frame_reveal(frame_of(FRAME));
	is(seen(FRAME), SEEN_ITSELF);
	is(page_shift(FRAME), 30);
	/* A processor may still be in the tables. */
	is(fake_heap.used, used + 2);
	hw_settle();
	is(fake_heap.used, used);
}

static void test_neighbours(void)
{
	unsigned int used;

	machine_init();
	used = fake_heap.used;
	is(hw_frame_hide(frame_of(FRAME)), 0);
	is(hw_frame_hide(frame_of(FRAME + PAGE_SIZE)), 0);
	is(hw_frame_hide(frame_of(FRAME + CHUNK)), 0);
	is(hw_hide(GIB), 0);
	hw_frame_reveal(frame_of(FRAME));
	is(seen(FRAME), SEEN_ITSELF);
	is(seen(FRAME + PAGE_SIZE), SEEN_NOTHING);
	hw_frame_reveal(frame_of(FRAME + PAGE_SIZE));
	is(page_shift(FRAME), 21);
	hw_reveal(GIB);
	is(seen(FRAME + CHUNK), SEEN_NOTHING);
	hw_frame_reveal(frame_of(FRAME + CHUNK));
	is(page_shift(FRAME), 30);
	hw_settle();
	is(fake_heap.used, used);
}

static void test_show(void)
{
	u32 before;

	machine_init();
	is(hw_frame_hide(frame_of(FRAME)), 0);
	before = flushes();
	hw_frame_show(frame_of(FRAME));
	is(seen(FRAME), SEEN_ITSELF);
	/* What was not present, nobody remembers. */
	is(flushes(), before);
	is(npt_fault(FRAME, true), NPT_FAULT_STALE);
	is(seen(FRAME), SEEN_ITSELF);
	hw_frame_conceal(frame_of(FRAME));
	is(seen(FRAME), SEEN_NOTHING);
	yes(flushes() != before);
}

static void test_stray(void)
{
	u32 before;

	machine_init();
	is(hw_frame_hide(frame_of(FRAME)), 0);
	is(npt_fault(FRAME + 5, false), NPT_FAULT_GUEST);
	is(seen(FRAME), SEEN_ZERO);
	is(npt_fault(FRAME, false), NPT_FAULT_STALE);
	is(npt_fault(FRAME, true), NPT_FAULT_GUEST);
	is(seen(FRAME), SEEN_SCRAP);
	before = flushes();
	hw_frame_show(frame_of(FRAME));
	is(seen(FRAME), SEEN_ITSELF);
	yes(flushes() != before);
	hw_frame_conceal(frame_of(FRAME));
	is(seen(FRAME), SEEN_NOTHING);
	is(npt_fault(FRAME, true), NPT_FAULT_GUEST);
	hw_frame_reveal(frame_of(FRAME));
	is(seen(FRAME), SEEN_ITSELF);
}

static void test_no_memory(void)
{
	unsigned int used, i;
	u32 before;

	machine_init();
	used = fake_heap.used;
	for (i = 0; i < 2; i++) {
		fake_heap.left = i;
		before = flushes();
		is(hw_frame_hide(frame_of(FRAME)), -XEN_ENOMEM);
		/* A table that was in force for a moment is remembered. */
		is(flushes() != before, i > 0);
		is(seen(FRAME), SEEN_ITSELF);
		is(page_shift(FRAME), 30);
		hw_settle();
		is(fake_heap.used, used);
	}
	fake_heap.left = 0;
	is(hw_hide(GIB), -XEN_ENOMEM);
	is(seen(GIB), SEEN_ITSELF);
	fake_heap.left = 2;
	is(hw_frame_hide(frame_of(FRAME)), 0);
}

/* Linux reads one page of the monitor, and nothing else changes. */
static void test_page(void)
{
	u64 page = GIB + CHUNK + 3 * PAGE_SIZE;
	unsigned int used;
	u32 before;

	machine_init();
	is(hw_hide(GIB + CHUNK), 0);
	is(npt_fault(page + PAGE_SIZE, false), NPT_FAULT_MONITOR);
	used = fake_heap.used;
	before = flushes();
	is(hw_page_show(page), 0);
	yes(flushes() != before);
	is(fake_heap.used, used + 1);
	is(seen(page), SEEN_READ_ONLY);
	is(seen(page - 1), SEEN_NOTHING);
	is(seen(page + PAGE_SIZE), SEEN_NOTHING);
	is(seen(IMAGE), SEEN_NOTHING);
	is(hw_page_show(page + 5 * PAGE_SIZE), 0);
	is(fake_heap.used, used + 1);
	before = flushes();
	is(hw_page_show(page), 0);
	is(flushes(), before);
	is(npt_fault(page, false), NPT_FAULT_STALE);
	is(seen(page), SEEN_READ_ONLY);
	is(npt_fault(page - 1, false), NPT_FAULT_MONITOR);
	is(seen(page - 1), SEEN_ZERO);
	/* A stray write goes elsewhere, until the page is shown again. */
	is(npt_fault(page, true), NPT_FAULT_MONITOR);
	is(seen(page), SEEN_SCRAP);
	before = flushes();
	is(hw_page_show(page), 0);
	yes(flushes() != before);
	is(seen(page), SEEN_READ_ONLY);
	hw_reveal(GIB + CHUNK);
	is(seen(page), SEEN_ITSELF);
	is(page_shift(page), 30);
	hw_settle();
	is(fake_heap.used, used - 1);
}

static void test_page_no_memory(void)
{
	machine_init();
	is(hw_hide(GIB + CHUNK), 0);
	fake_heap.left = 0;
	is(hw_page_show(GIB + CHUNK), -XEN_ENOMEM);
	is(seen(GIB + CHUNK), SEEN_NOTHING);
	fake_heap.left = UINT_MAX;
}

static void hide_monitor(void)
{
	hw_frame_hide(frame_of(IMAGE));
}

static void reveal_twice(void)
{
	hw_frame_hide(frame_of(FRAME));
	hw_frame_reveal(frame_of(FRAME));
	hw_frame_reveal(frame_of(FRAME));
}

static void test_mistakes(void)
{
	machine_init();
	yes(tap_panics(hide_monitor));
}

static void test_mistakes_twice(void)
{
	machine_init();
	yes(tap_panics(reveal_twice));
}

int main(void)
{
	tap_run("Linux sees its memory as it is", test_identity);
	tap_run("the monitor's image is hidden", test_monitor);
	tap_run("2 MiB are hidden and revealed", test_chunk);
	tap_run("a frame is hidden and revealed", test_frame);
	tap_run("tables go with their last hidden frame", test_neighbours);
	tap_run("a hidden frame is shown and concealed", test_show);
	tap_run("a stray finds another page", test_stray);
	tap_run("without memory nothing changes", test_no_memory);
	tap_run("a page of the monitor is shown", test_page);
	tap_run("a page is not shown without memory", test_page_no_memory);
	tap_run("the monitor's memory is no guest's", test_mistakes);
	tap_run("a frame is revealed once", test_mistakes_twice);
	return tap_done();
}
