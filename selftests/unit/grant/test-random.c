// SPDX-License-Identifier: GPL-2.0
/*
 * Random mappings, unmappings and doings of two guests beside a slow model:
 * each status, each entry's flags and each frame's counts must agree after
 * every step. A failure prints seed and step; SEED=n repeats it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define STEPS 20000
#define REFS 12
#define PAGES 6 /* per guest */
#define MAPS 60

/* What the ABI says of a mapping. */
static struct mapping {
	bool used;
	u32 handle;
	u16 dom;
	u32 ref;
	bool readonly;
	u32 frame;
} maps[MAPS];

static mfn_t pages[OTHER + 1][PAGES];
static bool table[OTHER + 1][PAGES]; /* in use as a page table */
static struct grant_entry_v1 want[OTHER + 1][REFS];

static u32 rnd(u32 n)
{
	return (u32)random() % n;
}

/* Mappings of an entry: all, or those that may write. */
static u32 count_maps(u16 dom, u32 ref, bool writers, u32 *frame)
{
	u32 i, n = 0;

	for (i = 0; i < MAPS; i++) {
		if (!maps[i].used || maps[i].dom != dom || maps[i].ref != ref)
			continue;
		if (writers && maps[i].readonly)
			continue;
		if (frame)
			*frame = maps[i].frame;
		n++;
	}
	return n;
}

static u32 count_frame(u32 frame, bool writers)
{
	u32 i, n = 0;

	for (i = 0; i < MAPS; i++)
		if (maps[i].used && maps[i].frame == frame &&
		    !(writers && maps[i].readonly))
			n++;
	return n;
}

static int page_index(u16 dom, u32 frame)
{
	int i;

	for (i = 0; i < PAGES; i++)
		if (pages[dom][i].n == frame)
			return i;
	return -1;
}

static void m_unmark(u16 dom, u32 ref)
{
	if (!count_maps(dom, ref, false, NULL))
		want[dom][ref].flags &= ~GTF_reading;
	if (!count_maps(dom, ref, true, NULL))
		want[dom][ref].flags &= ~GTF_writing;
}

/* May the entry be used so? Sets the frame that is mapped. */
static s64 m_map(u16 dom, u32 ref, bool readonly, u32 *frame)
{
	struct grant_entry_v1 *e = &want[dom][ref];
	u32 uses = count_maps(dom, ref, false, frame);
	int i;

	if (!uses || (!readonly && !count_maps(dom, ref, true, NULL))) {
		if (!uses && ((e->flags & GTF_type_mask) != GTF_permit_access ||
			      e->domid != CONTROL))
			return GNTST_general_error;
		if (!readonly && e->flags & GTF_readonly)
			return GNTST_general_error;
		e->flags |= readonly ? GTF_reading : GTF_reading | GTF_writing;
	}
	if (!uses)
		*frame = e->frame;
	i = page_index(dom, *frame);
	if (i >= 0 && (readonly || !table[dom][i]))
		return GNTST_okay;
	m_unmark(dom, ref);
	return i < 0 ? GNTST_bad_page : GNTST_general_error;
}

static void step_map(u16 dom, u32 ref)
{
	struct gnttab_map_grant_ref op;
	struct mapping *m = &maps[rnd(MAPS)];
	bool readonly = rnd(2);
	u32 frame = 0;
	s64 status;

	if (m->used)
		return;
	status = m_map(dom, ref, readonly, &frame);
	is(map(dom, ref, readonly ? RO : RW, &op), status);
	if (status || tap_failed())
		return;
	is(op.dev_bus_addr, (u64)frame << PAGE_SHIFT);
	*m = (struct mapping){ true, op.handle, dom, ref, readonly, frame };
}

static void step_unmap(void)
{
	struct mapping *m = &maps[rnd(MAPS)];

	is(unmap(m->handle, 0), m->used ? GNTST_okay : GNTST_bad_handle);
	if (!m->used)
		return;
	m->used = false;
	m->handle = UINT32_MAX; /* somebody else's may get the number */
	m_unmark(m->dom, m->ref);
}

/* The guest writes an entry, in use or not, with or without sense. */
static void step_entry(u16 dom, u32 ref)
{
	struct grant_entry_v1 *e = &want[dom][ref];
	u16 marks = e->flags & (GTF_reading | GTF_writing);
	u16 from = rnd(10) ? dom : GUEST + OTHER - dom;

	e->domid = rnd(8) ? CONTROL : OTHER;
	e->frame = pages[from][rnd(PAGES)].n;
	e->flags = (rnd(8) ? GTF_permit_access : rnd(4)) |
		   (rnd(3) ? 0 : GTF_readonly) | (rnd(4) ? marks : rnd(32));
	*entry(dom, ref) = *e;
}

static void step_table(u16 dom)
{
	u32 i = rnd(PAGES);

	if (table[dom][i]) {
		drop_table(dom, pages[dom][i]);
		table[dom][i] = false;
	} else if (count_frame(pages[dom][i].n, true)) {
		yes(make_table(dom, pages[dom][i]) < 0);
	} else {
		is(make_table(dom, pages[dom][i]), 0);
		table[dom][i] = true;
	}
}

static void step(void)
{
	u16 dom = GUEST + rnd(2);
	u32 ref = rnd(REFS);

	switch (rnd(10)) {
	case 0 ... 4:
		step_map(dom, ref);
		break;
	case 5 ... 6:
		step_unmap();
		break;
	case 7 ... 8:
		step_entry(dom, ref);
		break;
	default:
		step_table(dom);
		break;
	}
}

static void compare_domain(u16 dom)
{
	u32 i, n = 0, uses;

	for (i = 0; i < REFS; i++) {
		n += count_maps(dom, i, false, NULL);
		is(entry(dom, i)->flags, want[dom][i].flags);
		is(entry(dom, i)->domid, want[dom][i].domid);
		is(entry(dom, i)->frame, want[dom][i].frame);
	}
	is(fake_domain(dom)->grants.nr_uses, n);
	is(fake_domain(dom)->refs, 1 + n);
	for (i = 0; i < PAGES; i++) {
		uses = table[dom][i] ? 1 :
				       count_frame(pages[dom][i].n, true);
		is(type_refs(pages[dom][i]), uses);
		is(refs(pages[dom][i]),
		   1 + table[dom][i] + count_frame(pages[dom][i].n, false));
	}
}

static unsigned int seed;

static void test_random(void)
{
	u32 i;

	srandom(seed);
	world_init();
	for (i = 0; i < MAPS; i++)
		maps[i].handle = UINT32_MAX;
	for (i = 0; i < PAGES; i++) {
		pages[GUEST][i] = page(GUEST);
		pages[OTHER][i] = page(OTHER);
	}
	for (i = 0; i < STEPS && !tap_failed(); i++) {
		step();
		compare_domain(GUEST);
		compare_domain(OTHER);
	}
	if (tap_failed())
		printf("# seed %u, step %u\n", seed, i);
}

int main(void)
{
	char name[64];

	for (seed = 1; seed <= 3; seed++) {
		if (getenv("SEED"))
			seed = atoi(getenv("SEED"));
		snprintf(name, sizeof(name), "%u random steps, seed %u", STEPS,
			 seed);
		tap_run(name, test_random);
		if (getenv("SEED"))
			break;
	}
	return tap_done();
}
