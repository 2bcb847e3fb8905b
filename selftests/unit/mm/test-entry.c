// SPDX-License-Identifier: GPL-2.0
/* Single updates: errors, adjustments, references. */
#include "model.h"
#include "world.h"
#include "core/print.h"

static struct tree t;

static void tree_init(void)
{
	world_init();
	t = tree_build();
	bug_on(pin(t.l4, FRAME_L4));
}

struct adjustment {
	enum frame_type level;
	u64 given;
	u64 stored;
};

static void test_adjust(void)
{
	static const struct adjustment cases[] = {
		{ FRAME_L1, PTE_P, PTE_P | PTE_US | PTE_GUEST_KERNEL },
		{ FRAME_L1, PTE_P | PTE_US, PTE_P | PTE_US | PTE_G },
		{ FRAME_L1, PTE_P | PTE_US | PTE_GUEST_KERNEL,
		  PTE_P | PTE_US | PTE_GUEST_KERNEL },
		{ FRAME_L1, PTE_P | PTE_G,
		  PTE_P | PTE_US | PTE_GUEST_KERNEL | PTE_G },
		{ FRAME_L2, PTE_P, PTE_P | PTE_US },
		{ FRAME_L3, PTE_P, PTE_P | PTE_US },
		{ FRAME_L4, PTE_P, PTE_P | PTE_US | PTE_A },
	};
	const struct adjustment *c;
	mfn_t table, target;

	for (c = cases; c < cases + ARRAY_SIZE(cases); c++) {
		/* Once as an update, once as part of a validated table. */
		table = page();
		target = page();
		is(get_type(table, c->level), 0);
		is(set(table, 6, pte(target, c->given)), 0);
		is(entry(table, 6), pte(target, c->stored));
		is(set(table, 6, 0), 0);
		put_type(table);
		zap();
		put_entry(table, 6, target, c->given);
		is(get_type(table, c->level), 0);
		is(entry(table, 6), pte(target, c->stored));
	}
}

static void test_adjust_all(void)
{
	tree_init();
	test_adjust();
}

static void test_not_present(void)
{
	tree_init();
	is(set(t.l1, 0, 0xfffffffffffffffe), 0);
	is(entry(t.l1, 0), 0xfffffffffffffffe);
	is(frame(t.data)->refs, 1);
	is(set(t.l2, 5, 0x8000000000000ffe), 0);
	is(set(t.l4, 255, 2), 0);
	is(model_check(guest), 0);
}

static void test_map_own_table(void)
{
	tree_init();
	is(set(t.l1, 9, pte(t.l1, RW)), -XEN_EBUSY);
	is(set(t.l1, 9, pte(t.l2, RW)), -XEN_EBUSY);
	is(set(t.l1, 9, pte(t.l4, RW)), -XEN_EBUSY);
	is(entry(t.l1, 9), 0);
	is(set(t.l1, 9, pte(t.l4, RO)), 0);
	/* Read-only to writable is no short cut. */
	is(set(t.l1, 9, pte(t.l4, RW)), -XEN_EBUSY);
	is(model_check(guest), 0);
}

static void test_use_data_as_table(void)
{
	tree_init();
	is(set(t.l2, 1, pte(t.data, TABLE)), -XEN_EINVAL);
	is(set(t.l1, 0, pte(t.data, RO)), 0);
	is(set(t.l2, 1, pte(t.data, TABLE)), 0);
	is(set(t.l1, 0, pte(t.data, RW)), -XEN_EBUSY);
	is(model_check(guest), 0);
}

static void test_foreign(void)
{
	tree_init();
	is(set(t.l1, 9, pte(page_of(neighbour), RO)), -XEN_EBUSY);
	is(set(t.l1, 9, pte(page_of(neighbour), RW)), -XEN_EBUSY);
	is(set(t.l1, 9, pte(mfn(1), RO)), -XEN_EPERM);
	is(set(t.l1, 9, pte(arena_mfn(127), RO)), -XEN_EBUSY); /* free */
	is(set(t.l2, 9, pte(page_of(neighbour), TABLE)), -XEN_EINVAL);
	is(set(t.l1, 9, PTE_ADDR | RO), -XEN_EINVAL);
	is(model_check(guest), 0);
}

static void test_hole(void)
{
	unsigned int slot;

	tree_init();
	for (slot = PT_HOLE_FIRST; slot <= PT_HOLE_LAST; slot++) {
		is(set(t.l4, slot, 0), -XEN_EINVAL);
		is(set(t.l4, slot, pte(t.l3, TABLE)), -XEN_EINVAL);
		is(entry(t.l4, slot), ARENA_HOLE(slot));
	}
	is(set(t.l4, PT_HOLE_FIRST - 1, pte(t.l3, TABLE)), 0);
	is(set(t.l4, PT_HOLE_LAST + 1, pte(t.l3, TABLE)), 0);
	/* The same slots of other tables are ordinary. */
	is(set(t.l3, PT_HOLE_FIRST, pte(t.l2, TABLE)), 0);
	is(model_check(guest), 0);
}

static void test_not_a_table(void)
{
	mfn_t m;

	tree_init();
	m = page();
	is(set(m, 0, 0), -XEN_EINVAL);
	is(set(t.data, 0, 0), -XEN_EINVAL);
	is(get_type(m, FRAME_L1), 0);
	is(set(m, 0, 0), 0);
	put_type(m);
	is(set(m, 0, 0), -XEN_EINVAL); /* queued */
	zap();
	is(set(m, 0, 0), -XEN_EINVAL);
}

/* Flags that hold no reference may change without one being taken. */
static void test_free_flags(void)
{
	u64 flags = PTE_A | PTE_D | PTE_NX | PTE_AVAIL;

	tree_init();
	/* With the count at its end, a reference could not be taken. */
	frame(t.data)->type_refs = UINT32_MAX;
	frame(t.data)->refs = UINT32_MAX;
	is(set(t.l1, 0, pte(t.data, PTE_P | PTE_RW | PTE_US)), 0);
	is(set(t.l1, 0, pte(t.data, PTE_P | PTE_RW | PTE_US | flags)), 0);
	is(set(t.l1, 0, pte(t.data, PTE_P | PTE_RW)), 0);
	is(set(t.l1, 0, pte(t.data, RO)), -XEN_EBUSY);
	is(set(t.l1, 0, pte(t.data, RW | PTE_PCD)), -XEN_EINVAL);
	frame(t.l1)->type_refs = UINT32_MAX;
	is(set(t.l2, 0, pte(t.l1, PTE_P | flags)), 0);
	is(entry(t.l2, 0), pte(t.l1, PTE_P | PTE_US | flags));
	is(set(t.l2, 0, pte(t.l1, TABLE | PTE_G)), -XEN_EINVAL);
	is(set(t.l2, 1, pte(t.l1, TABLE)), -XEN_EINVAL);
}

static void test_read_write(void)
{
	tree_init();
	is(frame(t.data)->type_refs, 1);
	is(set(t.l1, 0, pte(t.data, RO)), 0);
	is(frame(t.data)->type_refs, 0);
	is(frame(t.data)->refs, 2);
	is(set(t.l1, 0, pte(t.data, RW)), 0);
	is(set(t.l1, 100, pte(t.data, RW)), 0);
	is(frame(t.data)->type_refs, 2);
	is(set(t.l1, 0, 0), 0);
	is(set(t.l1, 100, 0), 0);
	is(frame(t.data)->refs, 1);
	is(model_check(guest), 0);
}

static void test_preserve_ad(void)
{
	mfn_t m;

	tree_init();
	m = page();
	is(set(t.l1, 0, pte(t.data, PTE_P | PTE_RW | PTE_US | PTE_A)), 0);
	is(pt_set_entry(guest, frame(t.l1), 0, pte(t.data, PTE_P | PTE_US),
			PT_UPDATE_PRESERVE_AD, &plenty), 0);
	is(entry(t.l1, 0), pte(t.data, PTE_P | PTE_US | PTE_A | PTE_G));
	put_entry(t.l1, 0, t.data, PTE_P | PTE_US | PTE_A | PTE_D | PTE_G);
	is(pt_set_entry(guest, frame(t.l1), 0, pte(m, PTE_P | PTE_US | PTE_NX),
			PT_UPDATE_PRESERVE_AD, &plenty), 0);
	is(entry(t.l1, 0), pte(m, RO | PTE_D | PTE_NX | PTE_G));
	is(set(t.l1, 0, pte(m, PTE_P | PTE_US)), 0);
	is(entry(t.l1, 0), pte(m, PTE_P | PTE_US | PTE_G));
	is(model_check(guest), 0);
}

static void test_cmpxchg(void)
{
	u64 old, read;

	tree_init();
	read = entry(t.l1, 0);
	old = read;
	/* The processor sets D in between. */
	put_entry(t.l1, 0, t.data, (read & ~PTE_ADDR) | PTE_D);
	is(pt_cmpxchg_entry(guest, frame(t.l1), 0, &old, 0, &plenty),
	   -XEN_EAGAIN);
	is(old, read | PTE_D);
	is(frame(t.data)->type_refs, 1);
	is(pt_cmpxchg_entry(guest, frame(t.l1), 0, &old, 0, &plenty), 0);
	is(old, read | PTE_D);
	is(entry(t.l1, 0), 0);
	is(frame(t.data)->refs, 1);
	is(pt_cmpxchg_entry(guest, frame(t.l4), 256, &old, 0, &plenty),
	   -XEN_EINVAL);
	is(model_check(guest), 0);
}

static void dirty_entry(void)
{
	put_entry(t.l1, 0, t.data, PTE_D | (entry(t.l1, 0) & ~PTE_ADDR));
}

/* A frame whose first use flushes, which gives the processor its chance. */
static mfn_t former_table(void)
{
	mfn_t m = page();

	bug_on(get_type(m, FRAME_L1));
	put_type(m);
	zap();
	fake_tlb_race = dirty_entry;
	return m;
}

static void test_cmpxchg_race(void)
{
	u64 old;
	mfn_t m;

	tree_init();
	m = former_table();
	old = entry(t.l1, 0);
	is(pt_cmpxchg_entry(guest, frame(t.l1), 0, &old, pte(m, RW), &plenty),
	   -XEN_EAGAIN);
	is(old, pte(t.data, RW | PTE_D | PTE_G));
	is(entry(t.l1, 0), old);
	is(frame(m)->refs, 1);
	is(model_check(guest), 0);
}

static void test_preserve_race(void)
{
	mfn_t m;

	tree_init();
	m = former_table();
	is(pt_set_entry(guest, frame(t.l1), 0, pte(m, PTE_P | PTE_RW),
			PT_UPDATE_PRESERVE_AD, &plenty), 0);
	is(entry(t.l1, 0), pte(m, RW | PTE_D | PTE_GUEST_KERNEL));
	is(model_check(guest), 0);
}

static void test_normal_race(void)
{
	mfn_t m;

	tree_init();
	m = former_table();
	is(set(t.l1, 0, pte(m, PTE_P | PTE_RW)), 0);
	is(entry(t.l1, 0), pte(m, PTE_P | PTE_RW | PTE_US | PTE_GUEST_KERNEL));
	is(frame(t.data)->refs, 1);
	is(model_check(guest), 0);
}

/* An L1 moves from one L2 to another, as mremap() does it. */
static void test_move_table(void)
{
	mfn_t l2;

	tree_init();
	l2 = page();
	is(set(t.l3, 1, pte(l2, TABLE)), 0);
	is(set(t.l2, 0, 0), 0);
	yes(frame(t.l1)->flags & FRAME_ZAPPING);
	is(set(l2, 8, pte(t.l1, TABLE)), 0);
	is(frame(t.l1)->type_refs, 1);
	is(model_check(guest), 0);
}

/* A table is unhooked and made writable in the next breath. */
static void test_unhook_and_map(void)
{
	mfn_t l1;

	tree_init();
	l1 = page();
	is(set(t.l2, 3, pte(l1, TABLE)), 0);
	is(set(t.l1, 7, pte(l1, RW)), -XEN_EBUSY);
	is(set(t.l2, 3, 0), 0);
	is(fake_tlb.local, 0);
	is(set(t.l1, 7, pte(l1, RW)), 0);
	is(fake_tlb.local, 1);
	is(model_check(guest), 0);
}

/* ... or one that hangs deep below what was unhooked. */
static void test_unhook_tree_and_map(void)
{
	struct tree other;

	tree_init();
	other = tree_build();
	is(set(t.l4, 300, pte(other.l3, TABLE)), 0);
	is(set(t.l1, 7, pte(other.l1, RW)), -XEN_EBUSY);
	is(set(t.l4, 300, 0), 0);
	is(frame(other.l1)->type_refs, 1);
	is(set(t.l1, 7, pte(other.l1, RW)), 0);
	is(model_check(guest), 0);
}

static void test_whole_l3(void)
{
	struct tree other;

	tree_init();
	other = tree_build();
	is(set(t.l4, 300, pte(other.l3, TABLE)), 0);
	is(frame(other.data)->type_refs, 1);
	is(model_check(guest), 0);
	is(set(t.l4, 300, 0), 0);
	zap();
	is(frame(other.data)->refs, 1);
	put_entry(other.l1, 511, other.data, RW | PTE_PCD);
	is(set(t.l4, 300, pte(other.l3, TABLE)), -XEN_EINVAL);
	is(entry(t.l4, 300), 0);
	is(model_check(guest), 0);
	zap();
	is(frame(other.data)->refs, 1);
	is(model_check(guest), 0);
}

static void set_unlocked(void)
{
	spin_unlock(&guest->lock);
	set(t.l1, 0, 0);
}

static void test_own_mistakes(void)
{
	tree_init();
	yes(tap_panics(set_unlocked));
}

int main(void)
{
	tap_run("entries are adjusted", test_adjust_all);
	tap_run("an entry that is not present may say anything",
		test_not_present);
	tap_run("a page table is not mapped writable", test_map_own_table);
	tap_run("writable data is no page table", test_use_data_as_table);
	tap_run("foreign, free and wild frames are not mapped", test_foreign);
	tap_run("the monitor's slots are not changed", test_hole);
	tap_run("only validated tables have entries", test_not_a_table);
	tap_run("free flags move no reference", test_free_flags);
	tap_run("writable mappings are counted", test_read_write);
	tap_run("PRESERVE_AD keeps accessed and dirty", test_preserve_ad);
	tap_run("a compare and exchange notices the processor", test_cmpxchg);
	tap_run("... in the middle of it", test_cmpxchg_race);
	tap_run("PRESERVE_AD keeps what is set meanwhile", test_preserve_race);
	tap_run("a plain store does not", test_normal_race);
	tap_run("a table moves", test_move_table);
	tap_run("a table becomes data", test_unhook_and_map);
	tap_run("... from the bottom of a tree", test_unhook_tree_and_map);
	tap_run("a whole tree comes and goes", test_whole_l3);
	tap_run("the monitor's own mistakes stop it", test_own_mistakes);
	return tap_done();
}
