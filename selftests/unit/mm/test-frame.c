// SPDX-License-Identifier: GPL-2.0
/* Frames between Linux, the free list and their owners. */
#include <string.h>

#include "model.h"
#include "world.h"
#include "core/print.h"

static void test_donate_reclaim(void)
{
	mfn_t m, last = arena_mfn(9);
	unsigned int n;

	arena_init(8);
	is(frames_donated(), 8);
	is(frames_free(), 8);
	is(frame_donate(arena_mfn(3)), -XEN_EEXIST);
	is(frame_donate(last), 0);
	frames_admit();
	is(frame_m2p_get(last), -1);
	for (n = 0; frame_reclaim(&m, true); n++)
		yes(!(frame(m)->flags & FRAME_DONATED));
	is(n, 9);
	is(frames_donated(), 0);
	is(frames_free(), 0);
	is(frame_donate(arena_mfn(3)), 0);
}

static void test_alloc(void)
{
	const u8 *bytes;
	struct frame *f;
	mfn_t m;

	world_init();
	m = page();
	f = frame(m);
	bytes = frame_map(m);
	is(bytes[0] | bytes[PAGE_SIZE - 1], 0);
	is(f->refs, 1);
	is(f->type, FRAME_NONE);
	is(f->owner, guest->domid);
	is(guest->tot_pages, 1);
	is(model_check(guest), 0);
}

static void test_alloc_until_empty(void)
{
	u64 n = 0, donated;

	world_init();
	donated = frames_donated();
	while (frame_alloc(guest))
		n++;
	is(n, donated);
	is(frames_free(), 0);
	yes(!frame_alloc_xen(guest));
	is(model_check(guest), 0);
}

static void test_release(void)
{
	struct frame *f;
	mfn_t m;

	world_init();
	m = page();
	f = frame(m);
	frame_m2p_set(m, 17);
	yes(frame_get(guest, m) == f);
	is(frame_release(guest, f), 0);
	is(frame_release(guest, f), -XEN_EINVAL);
	is(f->refs, 1);
	is(guest->tot_pages, 1);
	frame_put(guest, f);
	is(guest->tot_pages, 0);
	is(frame_m2p_get(m), -1);
	yes(!frame_get(guest, m));
	is(frames_free(), frames_donated());
	is(frame_release(guest, f), -XEN_EINVAL);
}

static void test_release_in_any_order(void)
{
	mfn_t a, b, c;

	world_init();
	a = page();
	b = page();
	c = page();
	is(frame_release(guest, frame(b)), 0);
	is(model_check(guest), 0);
	is(frame_release(guest, frame(c)), 0);
	is(model_check(guest), 0);
	is(frame_release(guest, frame(a)), 0);
	is(guest->frames, FRAME_NIL);
}

static void test_get_refuses(void)
{
	mfn_t other;

	world_init();
	other = page_of(neighbour);
	yes(!frame_get(guest, other));
	yes(!frame_get(guest, mfn(0)));
	yes(!frame_get(guest, MFN_NONE));
	yes(!frame_get(guest, arena_mfn(ARENA_FRAMES)));
	yes(!frame_get(guest, arena_mfn(ARENA_FRAMES - 1)));
	is(frame_release(guest, frame(other)), -XEN_EINVAL);
}

static void test_get_overflow(void)
{
	mfn_t m;

	world_init();
	m = page();
	frame(m)->refs = UINT32_MAX - 1;
	yes(frame_get(guest, m));
	yes(!frame_get(guest, m));
	is(frame(m)->refs, UINT32_MAX);
}

static void test_xen_frame(void)
{
	struct frame *f;

	world_init();
	f = frame_alloc_xen(guest);
	is(guest->tot_pages, 0);
	is(guest->nr_xen_frames, 1);
	is(model_check(guest), 0);
	is(get_type(frame_mfn(f), FRAME_WRITABLE), 0);
	is(get_type(frame_mfn(f), FRAME_L1), -XEN_EINVAL);
	put_type(frame_mfn(f));
	is(get_type(frame_mfn(f), FRAME_L1), -XEN_EINVAL);
	is(get_type(frame_mfn(f), FRAME_SEG_DESC), -XEN_EINVAL);
	is(frame_release(guest, f), 0);
	is(guest->nr_xen_frames, 0);
}

static void test_reuse(void)
{
	struct frame *f;
	mfn_t m;

	world_init();
	m = page();
	is(get_type(m, FRAME_WRITABLE), 0);
	memset(frame_map(m), 0xff, PAGE_SIZE);
	put_type(m);
	is(frame_release(guest, frame(m)), 0);
	/* Not before Linux had it: others may have stale translations. */
	while (frames_fresh())
		yes(!mfn_eq(page_of(neighbour), m));
	spin_lock(&neighbour->lock);
	yes(!frame_alloc(neighbour));
	spin_unlock(&neighbour->lock);
	yes(frame_reclaim(&m, true));
	is(frame_donate(m), 0);
	frames_admit();
	yes(mfn_eq(page_of(neighbour), m));
	f = frame(m);
	is(f->type, FRAME_NONE);
	is(f->owner, neighbour->domid);
	is(*(u64 *)frame_map(m), 0);
}

static void put_without_reference(void)
{
	struct frame *f = frame(page());

	is(pt_get_type(guest, frame_mfn(f), FRAME_WRITABLE, &plenty), 0);
	frame_put(guest, f);
	frame_put(guest, f); /* only the typed one is left */
}

static void put_unlocked(void)
{
	struct frame *f = frame(page());

	spin_unlock(&guest->lock);
	frame_put(guest, f);
}

static void put_of_other(void)
{
	frame_put(guest, frame(page_of(neighbour)));
}

static void test_own_mistakes(void)
{
	world_init();
	yes(tap_panics(put_without_reference));
	yes(tap_panics(put_of_other));
	yes(tap_panics(put_unlocked));
}

int main(void)
{
	tap_run("frames are donated once and reclaimed", test_donate_reclaim);
	tap_run("an allocated frame is zeroed and counted", test_alloc);
	tap_run("allocation stops when nothing is free",
		test_alloc_until_empty);
	tap_run("the last reference frees", test_release);
	tap_run("frames leave the list in any order",
		test_release_in_any_order);
	tap_run("foreign, absent and wild frames are refused",
		test_get_refuses);
	tap_run("a reference count never wraps", test_get_overflow);
	tap_run("a monitor's page is data and nothing else", test_xen_frame);
	tap_run("the next owner finds a clean frame", test_reuse);
	tap_run("the monitor's own mistakes stop it", test_own_mistakes);
	return tap_done();
}
