// SPDX-License-Identifier: GPL-2.0
/* Flushes that are owed when a frame changes its type (abi.md 2.6). */
#include "model.h"
#include "world.h"
#include "core/print.h"
#include "mm/tlb.h"

/* A frame that was a table, mapped nowhere. */
static mfn_t former_table(void)
{
	mfn_t m = page();

	bug_on(get_type(m, FRAME_L1));
	put_type(m);
	zap();
	return m;
}

static mfn_t former_data(void)
{
	mfn_t m = page();

	bug_on(get_type(m, FRAME_WRITABLE));
	put_type(m);
	return m;
}

static void test_one_for_many(void)
{
	mfn_t m[10];
	unsigned int i;

	world_init();
	for (i = 0; i < ARRAY_SIZE(m); i++)
		m[i] = former_data();
	for (i = 0; i < ARRAY_SIZE(m); i++)
		is(get_type(m[i], FRAME_L1), 0);
	is(fake_tlb.local, 1);
}

static void test_each_after_use(void)
{
	unsigned int i;

	world_init();
	for (i = 1; i <= 10; i++) {
		is(get_type(former_data(), FRAME_L1), 0);
		is(fake_tlb.local, i);
	}
}

static void test_flushed_meanwhile(void)
{
	mfn_t m;

	world_init();
	m = former_data();
	tlb_flush_local();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 1);
	m = former_table();
	tlb_tick(guest); /* any other CR3 load */
	is(get_type(m, FRAME_WRITABLE), 0);
	is(fake_tlb.local, 1);
}

/* Of several writable mappings, the last one to go counts. */
static void test_last_mapping(void)
{
	struct tree t;

	world_init();
	t = tree_build();
	is(pin(t.l4, FRAME_L4), 0);
	is(set(t.l1, 20, pte(t.data, RW)), 0);
	is(set(t.l1, 0, 0), 0);
	tlb_flush_local();
	is(set(t.l1, 20, pte(t.data, RO)), 0);
	is(get_type(t.data, FRAME_L1), 0);
	is(fake_tlb.local, 2);
}

/* The clock may wrap: equal means owed, and that is all. */
static void test_wrap(void)
{
	mfn_t m;

	world_init();
	guest->tlb_clock = UINT32_MAX;
	m = former_data();
	tlb_flush_local();
	is(guest->tlb_clock, 0);
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 1);
}

static void test_nobody_inside(void)
{
	mfn_t m;

	world_init();
	fake_tlb.inside = NULL;
	m = former_data();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 0);
}

/* The control domain makes a change while the guest runs elsewhere. */
static void test_others_inside(void)
{
	mfn_t m, table, fresh;

	world_init();
	m = former_data();
	table = former_table();
	fresh = page();
	fake_tlb.inside = NULL;
	fake_tlb.others = guest;
	is(get_type(m, FRAME_L1), -XEN_ERESTART);
	is(fake_calls.kick, 1);
	is(frame(m)->type, FRAME_WRITABLE);
	is(get_type(table, FRAME_WRITABLE), -XEN_ERESTART);
	is(get_type(m, FRAME_SEG_DESC), -XEN_ERESTART);
	is(model_check(guest), 0);
	/* No change, or the first type: nothing to wait for. */
	is(get_type(m, FRAME_WRITABLE), 0);
	is(get_type(fresh, FRAME_WRITABLE), 0);
	put_type(m);
	put_type(fresh);
	is(pin(m, FRAME_L1), -XEN_ERESTART);
	tlb_tick(guest);
	is(pin(m, FRAME_L1), 0);
	is(get_type(table, FRAME_WRITABLE), 0);
	is(fake_tlb.local, 0);
}

/* In the middle of a tree: what was validated so far is kept. */
static void test_others_inside_tree(void)
{
	struct tree t;

	world_init();
	t = tree_build();
	is(get_type(t.l1, FRAME_WRITABLE), 0);
	put_type(t.l1);
	fake_tlb.inside = NULL;
	fake_tlb.others = guest;
	is(pin(t.l4, FRAME_L4), -XEN_ERESTART);
	yes(frame(t.l4)->flags & FRAME_PARTIAL);
	is(model_check(guest), 0);
	is(pin(t.l4, FRAME_L4), -XEN_ERESTART);
	is(model_check(guest), 0);
	tlb_tick(guest);
	is(pin(t.l4, FRAME_L4), 0);
	is(model_check(guest), 0);
}

int main(void)
{
	tap_run("one flush serves many frames", test_one_for_many);
	tap_run("... but none that was in use after it", test_each_after_use);
	tap_run("any other flush serves, too", test_flushed_meanwhile);
	tap_run("the last writable mapping counts", test_last_mapping);
	tap_run("the clock may wrap", test_wrap);
	tap_run("a guest that does not run needs no flush",
		test_nobody_inside);
	tap_run("one that runs elsewhere is waited for", test_others_inside);
	tap_run("... in the middle of a tree", test_others_inside_tree);
	return tap_done();
}
