// SPDX-License-Identifier: GPL-2.0
/* The table of the control domain's grant mappings. Read grant_map.h first. */
#include "domain/grant_map.h"

#include "core/lib.h"
#include "core/print.h"
#include "core/spinlock.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/grant_entry.h"

#define SLOTS 255
#define PAGES (PAGE_SIZE / sizeof(struct map_page *))

enum grant_map_state {
	MAP_FREE,
	MAP_BUSY, /* somebody is making or undoing it */
	MAP_USED,
};

/**
 * struct map_page - a page of mappings
 * @used: slots that are not free
 * @fresh: slots from here on were never in use
 * @free: slot + 1 of the first free one below @fresh, 0: none
 */
struct map_page {
	u16 used;
	u16 fresh;
	u16 free;
	u16 reserved[5];
	struct grant_map slot[SLOTS];
};

_Static_assert(sizeof(struct map_page) == PAGE_SIZE, "one page");

/*
 * A handle is page * (SLOTS + 1) + slot. No page before scan_from has room.
 */
static struct spinlock map_lock;
static struct map_page **pages;
static u32 nr_pages;
static u32 scan_from;
static u32 nr_maps;

static void directory_free(void)
{
	heap_free_page(pages);
	pages = NULL;
	scan_from = 0;
}

/* A page with room, perhaps just allocated; map_lock held. */
static s64 page_find(void)
{
	u32 i;

	if (!pages)
		pages = heap_alloc_page();
	if (!pages)
		return HC_NEED_FRAMES;
	for (i = scan_from; i < PAGES; i++)
		if (!pages[i] || pages[i]->used < SLOTS)
			break;
	scan_from = i;
	if (i == PAGES)
		return GNTST_no_device_space;
	if (pages[i])
		return i;
	pages[i] = heap_alloc_page();
	if (pages[i]) {
		nr_pages++;
		return i;
	}
	if (!nr_pages)
		directory_free();
	return HC_NEED_FRAMES;
}

static u32 slot_take(struct map_page *p)
{
	u32 slot;

	if (p->free) {
		slot = p->free - 1u;
		p->free = p->slot[slot].next_free;
	} else {
		slot = p->fresh++;
	}
	bug_on(slot >= SLOTS || p->slot[slot].state != MAP_FREE);
	p->used++;
	return slot;
}

s64 gt_map_alloc(struct grant_map **map)
{
	s64 page, handle;
	u32 slot;

	spin_lock(&map_lock);
	page = page_find();
	handle = page;
	if (page >= 0) {
		slot = slot_take(pages[page]);
		*map = &pages[page]->slot[slot];
		(*map)->state = MAP_BUSY;
		nr_maps++;
		handle = page * (SLOTS + 1) + slot;
	}
	spin_unlock(&map_lock);
	return handle;
}

void gt_map_publish(struct grant_map *map)
{
	spin_lock(&map_lock);
	bug_on(map->state != MAP_BUSY);
	map->state = MAP_USED;
	spin_unlock(&map_lock);
}

static struct grant_map *map_find(u32 handle)
{
	u32 page = handle / (SLOTS + 1), slot = handle % (SLOTS + 1);

	if (!pages || page >= PAGES || !pages[page] || slot >= SLOTS)
		return NULL;
	return &pages[page]->slot[slot];
}

struct grant_map *gt_map_take(u32 handle)
{
	struct grant_map *map;

	spin_lock(&map_lock);
	map = map_find(handle);
	if (map && map->state != MAP_USED)
		map = NULL;
	if (map)
		map->state = MAP_BUSY;
	spin_unlock(&map_lock);
	return map;
}

/* The directory goes with the last page; map_lock held. */
static void page_free(u32 page)
{
	heap_free_page(pages[page]);
	pages[page] = NULL;
	if (--nr_pages == 0)
		directory_free();
}

void gt_map_free(u32 handle)
{
	u32 page = handle / (SLOTS + 1), slot = handle % (SLOTS + 1);
	struct grant_map *map;
	struct map_page *p;

	spin_lock(&map_lock);
	map = map_find(handle);
	bug_on(!map || map->state != MAP_BUSY);
	memset(map, 0, sizeof(*map));
	p = pages[page];
	map->next_free = p->free;
	p->free = slot + 1;
	nr_maps--;
	if (page < scan_from)
		scan_from = page;
	if (--p->used == 0)
		page_free(page);
	spin_unlock(&map_lock);
}

u32 gt_map_count(void)
{
	return READ_ONCE(nr_maps);
}
