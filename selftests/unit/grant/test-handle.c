// SPDX-License-Identifier: GPL-2.0
/* The table of handles: unique, reused, as small as the mappings allow. */
#include "world.h"

#define PAGES DOMAIN_MAPTRACK_PAGES
#define MOST (PAGES * 255) /* handles */

static struct grant_maps maps = { .max_pages = PAGES };
static struct pt_budget budget = { .left = UINT32_MAX };

static void test_states(void)
{
	struct grant_map *map, *other;
	s64 h;

	h = gt_map_alloc(&maps, &map, &budget);
	yes(h >= 0);
	yes(!gt_map_take(&maps, h));
	gt_map_publish(&maps, map);
	other = gt_map_take(&maps, h);
	yes(other == map);
	yes(!gt_map_take(&maps, h));
	gt_map_publish(&maps, map);
	yes(gt_map_take(&maps, h) == map);
	gt_map_free(&maps, h);
	yes(!gt_map_take(&maps, h));
	is(fake_heap.used, 0);
}

static void free_unused(void)
{
	gt_map_free(&maps, 0);
}

static void test_misuse(void)
{
	yes(tap_panics(free_unused));
}

static void test_all(void)
{
	static u8 seen[PAGES * 256];
	struct grant_map *map;
	s64 h;
	u32 i;

	for (i = 0; i < MOST; i++) {
		h = gt_map_alloc(&maps, &map, &budget);
		if (h < 0 || h >= (s64)sizeof(seen) || seen[h]++)
			break;
		gt_map_publish(&maps, map);
	}
	is(i, MOST);
	is(gt_map_alloc(&maps, &map, &budget), GNTST_no_space);
	is(fake_heap.used, PAGES + 2);

	/* A page in the middle goes when it is empty, and comes again. */
	for (i = 0; i < 255; i++) {
		yes(gt_map_take(&maps, 100 * 256 + i));
		gt_map_free(&maps, 100 * 256 + i);
	}
	is(fake_heap.used, PAGES + 1);
	yes(!gt_map_take(&maps, 100 * 256));
	is(gt_map_alloc(&maps, &map, &budget), 100 * 256);
	is(fake_heap.used, PAGES + 2);
	gt_map_publish(&maps, map);
	for (h = 0; h < (s64)sizeof(seen); h++)
		if (gt_map_take(&maps, h))
			gt_map_free(&maps, h);
	is(maps.nr_maps, 0);
	is(fake_heap.used, 0);
}

static void test_reuse(void)
{
	struct grant_map *map;
	s64 h[300];
	int i;

	for (i = 0; i < 300; i++)
		h[i] = gt_map_alloc(&maps, &map, &budget);
	is(fake_heap.used, 3);
	gt_map_free(&maps, h[10]);
	gt_map_free(&maps, h[20]);
	is(gt_map_alloc(&maps, &map, &budget), h[20]);
	is(gt_map_alloc(&maps, &map, &budget), h[10]);
	is(gt_map_alloc(&maps, &map, &budget), h[299] + 1);
	is(maps.nr_maps, 301);
}

int main(void)
{
	tap_run("a handle is taken by one caller", test_states);
	tap_run("misuse is a bug", test_misuse);
	tap_run("130560 handles", test_all);
	tap_run("free handles are used first", test_reuse);
	return tap_done();
}
