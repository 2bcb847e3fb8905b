// SPDX-License-Identifier: GPL-2.0
/* Pins, restarts with a minimal budget, and the end of a domain. */
#include "model.h"
#include "world.h"
#include "core/print.h"
#include "mm/pt_entry.h"

static void test_pin_unpin(void)
{
	struct tree t;

	world_init();
	t = tree_build();
	is(unpin(t.l4), -XEN_EINVAL);
	is(pin(t.l4, FRAME_L4), 0);
	is(pin(t.l4, FRAME_L4), -XEN_EINVAL);
	is(pin(t.l4, FRAME_L3), -XEN_EINVAL);
	is(pin(t.l1, FRAME_L1), 0);
	is(pin(t.l1, FRAME_L1), -XEN_EINVAL);
	is(model_check(guest), 0);
	is(unpin(t.l4), 0);
	is(unpin(t.l4), -XEN_EINVAL);
	is(frame(t.l1)->type_refs, 1);
	is(frame(t.l2)->refs, 2); /* still mapped read-only by the L1 */
	is(model_check(guest), 0);
	is(unpin(t.l1), 0);
	is(frame(t.data)->refs, 1);
	is(model_check(guest), 0);
}

static void test_pin_refused(void)
{
	mfn_t other, m;

	world_init();
	other = page_of(neighbour);
	is(pin(other, FRAME_L1), -XEN_EINVAL);
	is(unpin(other), -XEN_EINVAL);
	is(unpin(MFN_NONE), -XEN_EINVAL);
	m = page();
	put_entry(m, 0, other, RO);
	is(pin(m, FRAME_L1), -XEN_EINVAL);
	yes(!(frame(m)->flags & FRAME_PINNED));
	is(model_check(guest), 0);
}

/* Run an operation with one entry of work at a time, checking in between. */
static unsigned int restarts;

static int pin_slowly(mfn_t m, enum frame_type level)
{
	struct pt_budget b;
	int rc;

	restarts = 0;
	do {
		b.left = 1;
		if (pt_zap(guest, &b))
			rc = -XEN_ERESTART;
		else
			rc = pt_pin(guest, m, level, &b);
		if (model_check(guest))
			return -XEN_EIO;
	} while (rc == -XEN_ERESTART && ++restarts < 100000);
	return rc;
}

static void test_restart(void)
{
	struct tree t;

	world_init();
	t = dense_build();
	is(pin_slowly(t.l4, FRAME_L4), 0);
	yes(restarts > 500);
	is(model_check(guest), 0);
}

static void test_restart_failing(void)
{
	struct tree t;

	world_init();
	t = dense_build();
	put_entry(t.l1, 500, t.l3, RW);
	is(pin_slowly(t.l4, FRAME_L4), -XEN_EINVAL);
	zap();
	is(model_check(guest), 0);
	is(frame(t.data)->refs, 1);
	is(frame(t.l1)->refs, 1);
}

static void test_partial_is_closed(void)
{
	struct pt_budget b = { 300 };
	struct tree t;

	world_init();
	t = dense_build();
	is(pt_pin(guest, t.l4, FRAME_L4, &b), -XEN_ERESTART);
	yes(frame(t.l4)->flags & FRAME_PARTIAL);
	is(model_check(guest), 0);
	is(get_type(t.l4, FRAME_WRITABLE), -XEN_EBUSY);
	is(get_type(t.l4, FRAME_L3), -XEN_EINVAL);
	is(get_type(t.l4, FRAME_SEG_DESC), -XEN_EINVAL);
	is(set(t.l4, 0, 0), -XEN_EINVAL);
	is(unpin(t.l4), -XEN_EINVAL);
	is(model_check(guest), 0);
	is(pin(t.l4, FRAME_L4), 0);
	is(model_check(guest), 0);
}

static void test_abandon(void)
{
	struct pt_budget b = { 300 };
	struct tree t;

	world_init();
	t = dense_build();
	is(pt_pin(guest, t.l4, FRAME_L4, &b), -XEN_ERESTART);
	pt_abandon(guest, frame(t.l4));
	is(model_check(guest), 0);
	zap();
	is(model_check(guest), 0);
	yes(!(frame(t.l4)->flags & FRAME_PARTIAL));
}

static void test_zap_restart(void)
{
	struct pt_budget b = { 0 };
	struct tree t;
	unsigned int steps = 0;

	world_init();
	t = dense_build();
	is(pin(t.l4, FRAME_L4), 0);
	is(pt_unpin(guest, t.l4, &b), 0);
	yes(frame(t.l4)->flags & FRAME_ZAPPING);
	is(pt_zap(guest, &b), -XEN_ERESTART);
	do {
		is(model_check(guest), 0);
		b.left = 3;
		steps++;
	} while (pt_zap(guest, &b) == -XEN_ERESTART && !tap_failed());
	yes(steps > 150);
	is(frame(t.data)->refs, 1);
	is(model_check(guest), 0);
}

/* Tables cost something even if nothing is in them. */
static void test_zap_empty(void)
{
	struct pt_budget b = { 100 };
	mfn_t m[4];
	int i;

	world_init();
	for (i = 0; i < 4; i++) {
		m[i] = page_of(guest);
		is(pin(m[i], FRAME_L1), 0);
	}
	b.left = 0;
	for (i = 0; i < 4; i++)
		is(pt_unpin(guest, m[i], &b), 0);
	b.left = 6;
	is(pt_zap(guest, &b), -XEN_ERESTART);
	is(b.left, 0);
	b.left = 1000;
	is(pt_zap(guest, &b), 0);
	yes(b.left < 1000);
	is(model_check(guest), 0);
}

/* What is being zapped can be asked for again. */
static void test_zap_and_pin(void)
{
	struct pt_budget b = { 20 };
	struct tree t;

	world_init();
	t = dense_build();
	is(pin(t.l4, FRAME_L4), 0);
	is(pt_unpin(guest, t.l4, &b), 0);
	yes(frame(t.l4)->flags & FRAME_ZAPPING);
	b.left = 1;
	is(pt_pin(guest, t.l4, FRAME_L4, &b), -XEN_ERESTART);
	is(model_check(guest), 0);
	is(pin(t.l4, FRAME_L4), 0);
	is(model_check(guest), 0);
}

static void relinquish(u32 budget)
{
	struct pt_budget b;
	int rc;

	guest->life = DOMAIN_DYING;
	do {
		is(model_check(guest), 0);
		b.left = budget;
		rc = pt_relinquish(guest, &b);
	} while (rc == -XEN_ERESTART && !tap_failed());
	is(rc, 0);
	is(model_check(guest), 0);
}

static void test_relinquish(void)
{
	struct pt_budget b = { 300 };
	struct tree t, half;

	world_init();
	t = dense_build();
	half = dense_build();
	is(pin(t.l4, FRAME_L4), 0);
	is(pin(t.l1, FRAME_L1), 0);
	is(frame_release(guest, frame(t.data)), 0);
	is(pt_pin(guest, half.l4, FRAME_L4, &b), -XEN_ERESTART);
	relinquish(UINT32_MAX);
	is(guest->tot_pages, 0);
	is(frames_free(), frames_donated());
}

static void test_relinquish_slowly(void)
{
	struct pt_budget b = { 300 };
	struct tree t, half;

	world_init();
	t = dense_build();
	half = dense_build();
	is(pin(t.l4, FRAME_L4), 0);
	is(pt_pin(guest, half.l4, FRAME_L4, &b), -XEN_ERESTART);
	relinquish(1);
	is(guest->tot_pages, 0);
}

/* The control domain maps a frame while its owner goes. */
static void test_relinquish_foreign(void)
{
	struct tree t;

	world_init();
	t = dense_build();
	is(pin(t.l4, FRAME_L4), 0);
	yes(frame_get(guest, t.data));
	is(pt_get_type(guest, t.data, FRAME_WRITABLE, &plenty), 0);
	model_held(t.data)->refs = 2;
	model_held(t.data)->type_refs = 1;
	relinquish(10);
	is(guest->tot_pages, 1);
	pt_put_type(guest, frame(t.data));
	frame_put(guest, frame(t.data));
	is(guest->tot_pages, 0);
}

/* ... and lets go of it just when it is the next one to look at. */
static void test_relinquish_race(void)
{
	struct pt_budget b = { 1 };
	mfn_t a, m;

	world_init();
	a = page();
	m = page();
	page();
	yes(frame_get(guest, m));
	is(frame_release(guest, frame(m)), 0);
	guest->life = DOMAIN_DYING;
	is(pt_relinquish(guest, &b), -XEN_ERESTART);
	is(guest->relinquish_next, m.n);
	frame_put(guest, frame(m));
	is(guest->relinquish_next, a.n);
	relinquish(1);
	is(guest->tot_pages, 0);
}

int main(void)
{
	tap_run("a table is pinned once", test_pin_unpin);
	tap_run("what is no table is not pinned", test_pin_refused);
	tap_run("validation goes on entry by entry", test_restart);
	tap_run("... and fails cleanly", test_restart_failing);
	tap_run("a half-validated table is nothing else",
		test_partial_is_closed);
	tap_run("a half-validated table can be given up", test_abandon);
	tap_run("un-validation goes on entry by entry", test_zap_restart);
	tap_run("a table is pinned again in the middle of it",
		test_zap_and_pin);
	tap_run("zapping empty tables costs something", test_zap_empty);
	tap_run("a dying domain loses all frames", test_relinquish);
	tap_run("... entry by entry", test_relinquish_slowly);
	tap_run("... but those that others map", test_relinquish_foreign);
	tap_run("... even while those go away", test_relinquish_race);
	return tap_done();
}
