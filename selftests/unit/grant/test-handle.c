// SPDX-License-Identifier: GPL-2.0
/* The table of handles: unique, reused, as small as the mappings allow. */
#include "world.h"

#define MOST (512 * 255) /* handles */

static void test_states(void)
{
	struct grant_map *map, *other;
	s64 h;

	h = gt_map_alloc(&map);
	yes(h >= 0);
	yes(!gt_map_take(h));
	gt_map_publish(map);
	other = gt_map_take(h);
	yes(other == map);
	yes(!gt_map_take(h));
	gt_map_publish(map);
	yes(gt_map_take(h) == map);
	gt_map_free(h);
	yes(!gt_map_take(h));
	is(fake_heap.used, 0);
}

static void free_unused(void)
{
	gt_map_free(0);
}

static void test_misuse(void)
{
	yes(tap_panics(free_unused));
}

static void test_all(void)
{
	static u8 seen[512 * 256];
	struct grant_map *map;
	s64 h;
	u32 i;

	for (i = 0; i < MOST; i++) {
		h = gt_map_alloc(&map);
		if (h < 0 || h >= (s64)sizeof(seen) || seen[h]++)
			break;
		gt_map_publish(map);
	}
	is(i, MOST);
	is(gt_map_alloc(&map), GNTST_no_device_space);
	is(fake_heap.used, 513);

	/* A page in the middle goes when it is empty, and comes again. */
	for (i = 0; i < 255; i++) {
		yes(gt_map_take(100 * 256 + i));
		gt_map_free(100 * 256 + i);
	}
	is(fake_heap.used, 512);
	yes(!gt_map_take(100 * 256));
	is(gt_map_alloc(&map), 100 * 256);
	is(fake_heap.used, 513);
	gt_map_publish(map);
	for (h = 0; h < (s64)sizeof(seen); h++)
		if (gt_map_take(h))
			gt_map_free(h);
	is(gt_map_count(), 0);
	is(fake_heap.used, 0);
}

static void test_reuse(void)
{
	struct grant_map *map;
	s64 h[300];
	int i;

	for (i = 0; i < 300; i++)
		h[i] = gt_map_alloc(&map);
	is(fake_heap.used, 3);
	gt_map_free(h[10]);
	gt_map_free(h[20]);
	is(gt_map_alloc(&map), h[20]);
	is(gt_map_alloc(&map), h[10]);
	is(gt_map_alloc(&map), h[299] + 1);
	is(gt_map_count(), 301);
}

int main(void)
{
	tap_run("a handle is taken by one caller", test_states);
	tap_run("misuse is a bug", test_misuse);
	tap_run("130560 handles", test_all);
	tap_run("free handles are used first", test_reuse);
	return tap_done();
}
