// SPDX-License-Identifier: GPL-2.0
/* Flushes that are owed when a frame changes its type. */
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
	fake_tlb_load(guest->vcpu[0]); /* to switch to another table */
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

/* The clock may wrap, and no stamp is so old that it looks like a late one. */
static void test_wrap(void)
{
	mfn_t m;

	world_init();
	guest->tlb_clock = UINT32_MAX;
	fake_tlb_load(guest->vcpu[0]);
	m = former_data();
	is(fake_tlb.local, 1); /* for the wrap itself */
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 1);
	guest->tlb_clock = UINT32_MAX - 1;
	fake_tlb_load(guest->vcpu[0]);
	m = former_data();
	former_data();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 2);
}

/* Nobody stays without a flush for so long that the difference overflows. */
static void test_epoch(void)
{
	struct vcpu *other;

	world_init();
	other = fake_vcpu_add(guest);
	fake_tlb_run(other);
	guest->tlb_clock = (1U << 30) - 1;
	former_data();
	is(fake_tlb.local, 1);
	is(fake_tlb.interrupts, 1);
	yes(other->tlb.owed);
}

static void test_nobody_inside(void)
{
	mfn_t m;

	world_init();
	fake_tlb.inside = NULL;
	m = former_data();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 0);
	is(fake_tlb.interrupts, 0);
}

static struct vcpu *other;

/* A guest with a second vCPU, which another processor runs. */
static void two_vcpus(void)
{
	world_init();
	other = fake_vcpu_add(guest);
	fake_tlb_run(other);
}

static void test_other_in_guest(void)
{
	mfn_t m;

	two_vcpus();
	m = former_data();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 1);
	is(fake_tlb.interrupts, 1);
	yes(!other->tlb.exposed);
	yes(other->tlb.owed);
	/* It flushes before it goes on, once. */
	is(get_type(former_table(), FRAME_WRITABLE), 0);
	is(fake_tlb.interrupts, 1);
	fake_tlb_expose(other);
	yes(!other->tlb.owed);
	is(other->tlb.flushed, guest->tlb_clock);
}

/* In the monitor, or in Linux: nobody waits, and it flushes by itself. */
static void test_other_elsewhere(void)
{
	mfn_t m;

	two_vcpus();
	tlb_conceal(other);
	m = former_data();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.interrupts, 0);
	yes(other->tlb.owed);
	fake_tlb_load(other); /* any CR3 load serves */
	yes(!other->tlb.owed);
	fake_tlb_leave(other);
	m = former_data();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.interrupts, 0);
	yes(!other->tlb.owed);
}

static void test_other_flushed(void)
{
	mfn_t m;

	two_vcpus();
	m = former_data();
	fake_tlb_load(other);
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.interrupts, 0);
	is(fake_tlb.local, 1);
}

/* A flush that began before the last use ended is too early. */
static mfn_t racing;

static void use_ends(struct vcpu *v)
{
	fake_tlb_loads = NULL;
	put_type(racing);
}

static void test_flush_under_way(void)
{
	two_vcpus();
	racing = page();
	is(get_type(racing, FRAME_WRITABLE), 0);
	fake_tlb_loads = use_ends;
	fake_tlb_load(other);
	is(get_type(racing, FRAME_L1), 0);
	is(fake_tlb.interrupts, 1);
}

/* A request that comes while the one before is served counts by itself. */
static void asks_again(struct vcpu *v)
{
	fake_tlb_loads = NULL;
	fake_tlb.self = guest->vcpu[0];
	tlb_flush_others(guest, NULL);
	fake_tlb.self = v;
}

static void test_request_under_way(void)
{
	two_vcpus();
	tlb_conceal(other);
	tlb_flush_others(guest, NULL);
	yes(other->tlb.owed);
	fake_tlb_loads = asks_again;
	fake_tlb_expose(other);
	yes(other->tlb.owed);
	fake_tlb_expose(other);
	yes(!other->tlb.owed);
}

/* The control domain makes a change while the guest runs elsewhere. */
static void test_by_control(void)
{
	mfn_t m;

	two_vcpus();
	fake_tlb.inside = NULL;
	fake_tlb_run(guest->vcpu[0]);
	m = former_data();
	is(get_type(m, FRAME_L1), 0);
	is(fake_tlb.local, 0);
	is(fake_tlb.interrupts, 2);
}

/* No change of type, or the first one: nobody is disturbed. */
static void test_no_change(void)
{
	mfn_t m;

	two_vcpus();
	m = former_data();
	is(get_type(m, FRAME_WRITABLE), 0);
	is(get_type(page(), FRAME_L1), 0);
	is(fake_tlb.local, 0);
	is(fake_tlb.interrupts, 0);
}

static void test_mask(void)
{
	u64 mask[2] = { 1 << 2 };
	struct vcpu *third;

	two_vcpus();
	third = fake_vcpu_add(guest);
	fake_tlb_run(third);
	is(tlb_flush_others(guest, mask), 1);
	yes(third->tlb.owed);
	yes(!other->tlb.owed);
	yes(other->tlb.exposed);
	is(fake_tlb.local, 0);
	mask[0] = 1;
	is(tlb_flush_others(guest, mask), 0);
	is(tlb_flush_others(guest, NULL), 1);
	yes(other->tlb.owed);
}

/* The wait is paid for by who caused it. */
static void test_cost(void)
{
	struct pt_budget b = { 1000 };

	two_vcpus();
	is(pt_get_type(guest, former_data(), FRAME_SEG_DESC, &b), 0);
	yes(b.left <= 1000 - TLB_WAIT_COST);
}

int main(void)
{
	tap_run("one flush serves many frames", test_one_for_many);
	tap_run("... but none that was in use after it", test_each_after_use);
	tap_run("any other flush serves, too", test_flushed_meanwhile);
	tap_run("the last writable mapping counts", test_last_mapping);
	tap_run("the clock may wrap", test_wrap);
	tap_run("... everybody flushes now and then", test_epoch);
	tap_run("a guest that does not run needs no flush",
		test_nobody_inside);
	tap_run("a processor inside the guest is waited for",
		test_other_in_guest);
	tap_run("one outside of it is not", test_other_elsewhere);
	tap_run("one that flushed since owes nothing", test_other_flushed);
	tap_run("... a flush that began too early does not count",
		test_flush_under_way);
	tap_run("a request amid a flush is another one",
		test_request_under_way);
	tap_run("the control domain reaches all vCPUs", test_by_control);
	tap_run("who changes no type disturbs nobody", test_no_change);
	tap_run("a flush reaches those in the mask", test_mask);
	tap_run("waiting has its price", test_cost);
	return tap_done();
}
