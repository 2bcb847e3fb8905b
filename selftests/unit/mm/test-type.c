// SPDX-License-Identifier: GPL-2.0
/* One type at a time: taking, dropping, validating and its undoing. */
#include <string.h>

#include "model.h"
#include "world.h"
#include "core/print.h"

static const enum frame_type types[] = {
	FRAME_L1, FRAME_L2, FRAME_L3, FRAME_L4, FRAME_SEG_DESC, FRAME_WRITABLE,
};

/* Every pair: the second type is refused while the first is in use. */
static void test_conflicts(void)
{
	unsigned int i, j;
	mfn_t m;
	int rc;

	world_init();
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		m = page();
		is(get_type(m, types[i]), 0);
		for (j = 0; j < ARRAY_SIZE(types); j++) {
			rc = get_type(m, types[j]);
			if (i == j)
				is(rc, 0);
			else if (types[j] == FRAME_WRITABLE)
				is(rc, -XEN_EBUSY);
			else
				is(rc, -XEN_EINVAL);
		}
		put_type(m);
		put_type(m);
		zap();
		is(frame(m)->type_refs, 0);
		is(frame(m)->refs, 1);
	}
}

/* Every pair again: it is given once the first is out of use. */
static void test_changes(void)
{
	unsigned int i, j, flushes;
	mfn_t m;

	world_init();
	m = page();
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		for (j = 0; j < ARRAY_SIZE(types); j++) {
			is(get_type(m, types[i]), 0);
			/* Take the hole's entries out of a former L4. */
			memset(frame_map(m), 0, PAGE_SIZE);
			put_type(m);
			zap();
			flushes = fake_tlb.local;
			is(get_type(m, types[j]), 0);
			is(fake_tlb.local, flushes + (i != j));
			memset(frame_map(m), 0, PAGE_SIZE);
			put_type(m);
			zap();
		}
	}
	is(frame(m)->refs, 1);
}

static void test_first_type_needs_no_flush(void)
{
	world_init();
	is(get_type(page(), FRAME_L1), 0);
	is(get_type(page(), FRAME_WRITABLE), 0);
	is(fake_tlb.local, 0);
}

static void test_refused_frames(void)
{
	mfn_t m = arena_mfn(ARENA_FRAMES - 1);

	world_init();
	is(get_type(m, FRAME_WRITABLE), -XEN_EINVAL);
	is(get_type(MFN_NONE, FRAME_L1), -XEN_EINVAL);
	is(get_type(page_of(neighbour), FRAME_L1), -XEN_EINVAL);
	is(get_type(page_of(neighbour), FRAME_WRITABLE), -XEN_EINVAL);
}

static void test_overflow(void)
{
	mfn_t m;

	world_init();
	m = page();
	is(get_type(m, FRAME_WRITABLE), 0);
	frame(m)->refs = UINT32_MAX - 1;
	frame(m)->type_refs = UINT32_MAX - 2;
	is(get_type(m, FRAME_WRITABLE), 0);
	is(get_type(m, FRAME_WRITABLE), -XEN_EINVAL);
	is(frame(m)->refs, UINT32_MAX);
	is(frame(m)->type_refs, UINT32_MAX - 1);
	frame(m)->refs = 5;
	frame(m)->type_refs = UINT32_MAX;
	is(get_type(m, FRAME_WRITABLE), -XEN_EBUSY);
	is(frame(m)->refs, 5);
}

static void test_tree(void)
{
	struct tree t;

	world_init();
	t = tree_build();
	is(get_type(t.l4, FRAME_L4), 0);
	model_held(t.l4)->refs = 1;
	model_held(t.l4)->type_refs = 1;
	is(model_check(guest), 0);
	is(frame(t.l3)->type, FRAME_L3);
	is(frame(t.l2)->type, FRAME_L2);
	is(frame(t.l1)->type, FRAME_L1);
	is(frame(t.data)->type, FRAME_WRITABLE);
	is(frame(t.l4)->refs, 3); /* owner, ours, read-only mapping */
	is(entry(t.l4, PT_HOLE_FIRST), ARENA_HOLE(PT_HOLE_FIRST));
	is(entry(t.l4, PT_HOLE_LAST), ARENA_HOLE(PT_HOLE_LAST));
	put_type(t.l4);
	yes(frame(t.l4)->flags & FRAME_ZAPPING);
	model_held(t.l4)->refs = 0;
	model_held(t.l4)->type_refs = 0;
	is(model_check(guest), 0);
	zap();
	is(model_check(guest), 0);
	is(frame(t.data)->refs, 1);
	is(frame(t.l4)->refs, 1);
}

/* A table that hangs in two places is validated once and let go once. */
static void test_shared_table(void)
{
	struct tree t;

	world_init();
	t = tree_build();
	put_entry(t.l4, 511, t.l3, TABLE);
	put_entry(t.l3, 510, t.l2, TABLE);
	is(get_type(t.l4, FRAME_L4), 0);
	is(frame(t.l3)->type_refs, 2);
	is(frame(t.l2)->type_refs, 2);
	is(set(t.l4, 0, 0), 0);
	is(frame(t.l3)->type_refs, 1);
	yes(frame(t.l3)->flags & FRAME_VALIDATED);
}

struct bad {
	const char *name;
	enum frame_type level;
	u64 flags;
};

/* Flags that make a table invalid. */
static void test_bad_flags(void)
{
	static const struct bad cases[] = {
		{ "PWT", FRAME_L1, RO | PTE_PWT },
		{ "PCD", FRAME_L1, RO | PTE_PCD },
		{ "PAT", FRAME_L1, RO | PTE_PS },
		{ "PWT", FRAME_L2, TABLE | PTE_PWT },
		{ "PCD", FRAME_L2, TABLE | PTE_PCD },
		{ "2 MiB", FRAME_L2, TABLE | PTE_PS },
		{ "G", FRAME_L2, TABLE | PTE_G },
		{ "1 GiB", FRAME_L3, TABLE | PTE_PS },
		{ "G", FRAME_L3, TABLE | PTE_G },
		{ "PS", FRAME_L4, TABLE | PTE_PS },
		{ "G", FRAME_L4, TABLE | PTE_G },
	};
	const struct bad *c;
	mfn_t table, target;

	world_init();
	for (c = cases; c < cases + ARRAY_SIZE(cases); c++) {
		table = page();
		target = page();
		put_entry(table, 3, page(), RW);
		if (c->level != FRAME_L1)
			put_entry(table, 3, page(), TABLE);
		put_entry(table, 7, target, c->flags);
		is(get_type(table, c->level), -XEN_EINVAL);
		is(model_check(guest), 0);
		zap();
		is(frame(table)->refs, 1);
		is(frame(target)->refs, 1);
		/* Without the present bit, anything goes. */
		put_entry(table, 7, target, c->flags & ~PTE_P);
		is(get_type(table, c->level), 0);
		put_type(table);
		zap();
	}
}

static void test_bad_targets(void)
{
	mfn_t other, l1, l2;

	world_init();
	other = page_of(neighbour);
	l1 = page();
	put_entry(l1, 0, other, RO);
	is(get_type(l1, FRAME_L1), -XEN_EINVAL);
	zap();
	put_entry(l1, 0, mfn(5), RO);
	is(get_type(l1, FRAME_L1), -XEN_EINVAL);
	zap();
	put_entry(l1, 0, mfn(PTE_ADDR >> PAGE_SHIFT), RO);
	is(get_type(l1, FRAME_L1), -XEN_EINVAL);
	zap();
	put_entry(l1, 0, arena_mfn(ARENA_FRAMES - 1), RO);
	is(get_type(l1, FRAME_L1), -XEN_EINVAL);
	zap();
	put_entry(l1, 0, l1, RW); /* itself, writable */
	is(get_type(l1, FRAME_L1), -XEN_EINVAL);
	zap();
	put_entry(l1, 0, l1, RO);
	is(get_type(l1, FRAME_L1), 0);
	l2 = page();
	put_entry(l2, 0, other, TABLE);
	is(get_type(l2, FRAME_L2), -XEN_EINVAL);
	zap();
	model_held(l1)->refs = 1;
	model_held(l1)->type_refs = 1;
	is(model_check(guest), 0);
}

/* Recursive tables, at each level and each distance. */
static void test_linear(void)
{
	enum frame_type level;
	struct tree t;
	mfn_t m;

	world_init();
	for (level = FRAME_L2; level <= FRAME_L4; level++) {
		m = page();
		put_entry(m, 9, m, RO);
		is(get_type(m, level), -XEN_EINVAL);
		zap();
		is(frame(m)->refs, 1);
	}
	t = tree_build();
	put_entry(t.l2, 1, t.l4, RO);
	is(get_type(t.l4, FRAME_L4), -XEN_EINVAL);
	zap();
	is(model_check(guest), 0);
	is(frame(t.data)->refs, 1);
}

static void test_hole_is_skipped(void)
{
	unsigned int slot;
	mfn_t l4;

	world_init();
	l4 = page();
	for (slot = PT_HOLE_FIRST; slot <= PT_HOLE_LAST; slot++)
		put_entry(l4, slot, mfn(5), RW);
	is(get_type(l4, FRAME_L4), 0);
	for (slot = PT_HOLE_FIRST; slot <= PT_HOLE_LAST; slot++)
		is(entry(l4, slot), ARENA_HOLE(slot));
	put_type(l4);
	zap();
	is(frame(l4)->refs, 1);
}

/* A former L4 still contains the monitor's slots: it is no L3 as it is. */
static void test_hole_is_no_table(void)
{
	mfn_t m;

	world_init();
	m = page();
	is(get_type(m, FRAME_L4), 0);
	put_type(m);
	zap();
	is(get_type(m, FRAME_L3), -XEN_EINVAL);
}

static void test_descriptors(void)
{
	u64 *desc;
	mfn_t m;

	world_init();
	m = page();
	desc = frame_map(m);
	desc[2] = 0x00af9a000000ffff; /* code, DPL 0 */
	desc[3] = 0x00cf92000000ffff; /* data, DPL 0 */
	desc[4] = 0x0000ec0000101234; /* call gate, DPL 3 */
	desc[5] = 0x00000000ffff8000;
	is(get_type(m, FRAME_SEG_DESC), 0);
	is(desc[2], 0x00affb000000ffff);
	is(desc[3], 0x00cff3000000ffff);
	is(desc[4], 0x00008c0000131234);
	put_type(m);
	is(frame(m)->refs, 1);
	desc[511] = 0x00008b0000000067; /* TSS */
	is(get_type(m, FRAME_SEG_DESC), -XEN_EINVAL);
	is(frame(m)->refs, 1);
	desc[511] = 0x00000b0000000067; /* not present */
	is(get_type(m, FRAME_SEG_DESC), 0);
}

static void test_system_descriptors(void)
{
	unsigned int type;
	u64 *desc;
	mfn_t m;
	int rc;

	world_init();
	m = page();
	desc = frame_map(m);
	for (type = 0; type < 16; type++) {
		desc[0] = 1ULL << 47 | (u64)type << 40;
		rc = get_type(m, FRAME_SEG_DESC);
		is(rc, type == 0 || type == 12 ? 0 : -XEN_EINVAL);
		if (!rc)
			put_type(m);
	}
}

/* A frame that the guest gave back lives until its last use ends. */
static void test_release_in_use(void)
{
	struct tree t;

	world_init();
	t = tree_build();
	is(pin(t.l4, FRAME_L4), 0);
	is(frame_release(guest, frame(t.data)), 0);
	is(frame_release(guest, frame(t.l2)), 0);
	is(model_check(guest), 0);
	is(guest->tot_pages, 5);
	is(set(t.l4, 0, 0), 0);
	zap();
	is(guest->tot_pages, 3);
	is(model_check(guest), 0);
}

static void test_walk(void)
{
	u64 va = 3ULL << 39 | 5ULL << 30 | 7ULL << 21 | 9ULL << 12 | 0x123;
	const u64 nothing[] = { va + (1 << 21), 0xffff800000000000,
				0xffff87ffffffffff };
	unsigned int index, i;
	struct tree t;

	world_init();
	t = tree_build();
	put_entry(t.l4, 3, t.l3, TABLE);
	put_entry(t.l3, 5, t.l2, TABLE);
	put_entry(t.l2, 7, t.l1, TABLE);
	put_entry(t.l1, 9, t.data, RW);
	is(get_type(t.l4, FRAME_L4), 0);
	yes(pt_walk(t.l4, va, &index) == frame(t.l1));
	is(index, 9);
	is(pt_walk_read(t.l4, va), entry(t.l1, 9));
	yes(pt_walk(t.l4, va + PAGE_SIZE, &index) == frame(t.l1));
	is(index, 10);
	is(pt_walk_read(t.l4, va + PAGE_SIZE), 0);
	for (i = 0; i < ARRAY_SIZE(nothing); i++) {
		yes(!pt_walk(t.l4, nothing[i], &index));
		is(pt_walk_read(t.l4, nothing[i]), 0);
	}
}

static void put_untyped(void)
{
	put_type(page());
}

static void test_own_mistakes(void)
{
	world_init();
	yes(tap_panics(put_untyped));
}

int main(void)
{
	tap_run("a second type is refused, each of each", test_conflicts);
	tap_run("a type changes at count zero, with a flush", test_changes);
	tap_run("the first type needs no flush",
		test_first_type_needs_no_flush);
	tap_run("foreign and wild frames get no type", test_refused_frames);
	tap_run("a type count never wraps", test_overflow);
	tap_run("a tree is validated and let go", test_tree);
	tap_run("a table may hang in two places", test_shared_table);
	tap_run("bad flags at each level", test_bad_flags);
	tap_run("bad targets", test_bad_targets);
	tap_run("recursive tables are refused", test_linear);
	tap_run("the monitor's slots are overwritten", test_hole_is_skipped);
	tap_run("a former L4 is no L3", test_hole_is_no_table);
	tap_run("descriptors are made harmless", test_descriptors);
	tap_run("system descriptors are refused", test_system_descriptors);
	tap_run("a frame given back lives while it is used",
		test_release_in_use);
	tap_run("addresses are walked", test_walk);
	tap_run("the monitor's own mistakes stop it", test_own_mistakes);
	return tap_done();
}
