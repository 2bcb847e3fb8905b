// SPDX-License-Identifier: GPL-2.0
/* A domain's table of mapped grants. Read grant_map.h first. */
#include "domain/grant_map.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/grant_use.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"

#define SLOTS 255
#define PER_LIST (PAGE_SIZE / sizeof(struct grant_map_page *))
#define RELEASE_COST 8 /* of a record, in page-table entries of work */
#define USES (GNTMAP_device_map | GNTMAP_host_map)

enum grant_map_state {
	MAP_FREE,
	MAP_BUSY, /* somebody is making or undoing it */
	MAP_USED,
};

/**
 * struct grant_map_page - a page of records
 * @used: slots that are not free
 * @fresh: slots from here on were never in use
 * @free: slot + 1 of the first free one below @fresh, 0: none
 */
struct grant_map_page {
	u16 used;
	u16 fresh;
	u16 free;
	u16 reserved[5];
	struct grant_map slot[SLOTS];
};

_Static_assert(sizeof(struct grant_map_page) == PAGE_SIZE, "one page");
_Static_assert(DOMAIN_MAPTRACK_LISTS * PER_LIST == DOMAIN_MAPTRACK_PAGES,
	       "room for all pages");

/* A handle is page * (SLOTS + 1) + slot. */
static u32 page_of(u32 handle)
{
	return handle / (SLOTS + 1);
}

static u32 slot_of(u32 handle)
{
	return handle % (SLOTS + 1);
}

/* maps->lock is held by all who look at pages. */
static struct grant_map_page *page_get(const struct grant_maps *maps, u32 i)
{
	struct grant_map_page **list;

	if (i >= DOMAIN_MAPTRACK_PAGES)
		return NULL;
	list = maps->list[i / PER_LIST];
	return list ? list[i % PER_LIST] : NULL;
}

static void lists_free(struct grant_maps *maps)
{
	u32 i;

	for (i = 0; i < DOMAIN_MAPTRACK_LISTS; i++) {
		heap_free_page(maps->list[i]);
		maps->list[i] = NULL;
	}
	maps->scan_from = 0;
}

/* Return: false if no page is left for it. */
static bool page_add(struct grant_maps *maps, u32 i)
{
	struct grant_map_page ***list = &maps->list[i / PER_LIST];
	struct grant_map_page *page;

	if (!*list)
		*list = heap_alloc_page();
	page = *list ? heap_alloc_page() : NULL;
	if (page) {
		(*list)[i % PER_LIST] = page;
		maps->nr_pages++;
	} else if (!maps->nr_pages) {
		lists_free(maps);
	}
	return page;
}

/* The number of a page with room, perhaps just allocated. */
static s64 page_find(struct grant_maps *maps, struct pt_budget *b)
{
	struct grant_map_page *page = NULL;
	u32 i;

	for (i = maps->scan_from; i < maps->max_pages; i++) {
		page = page_get(maps, i);
		if (!page || page->used < SLOTS)
			break;
	}
	pt_spend(b, i - maps->scan_from);
	maps->scan_from = i;
	if (i == maps->max_pages)
		return GNTST_no_space;
	if (!page && !page_add(maps, i))
		return HC_NEED_FRAMES;
	return i;
}

static u32 slot_take(struct grant_map_page *p)
{
	u32 slot;

	if (p->free) {
		slot = p->free - 1u;
		p->free = (u16)p->slot[slot].next;
	} else {
		slot = p->fresh++;
	}
	bug_on(slot >= SLOTS || p->slot[slot].state != MAP_FREE);
	p->used++;
	return slot;
}

s64 gt_map_alloc(struct grant_maps *maps, struct grant_map **map,
		 struct pt_budget *b)
{
	struct grant_map_page *p;
	s64 page, handle;
	u32 slot;

	spin_lock(&maps->lock);
	page = page_find(maps, b);
	handle = page;
	if (page >= 0) {
		p = page_get(maps, (u32)page);
		slot = slot_take(p);
		*map = &p->slot[slot];
		(*map)->state = MAP_BUSY;
		maps->nr_maps++;
		handle = page * (SLOTS + 1) + slot;
	}
	spin_unlock(&maps->lock);
	return handle;
}

void gt_map_publish(struct grant_maps *maps, struct grant_map *map)
{
	spin_lock(&maps->lock);
	bug_on(map->state != MAP_BUSY);
	map->state = MAP_USED;
	spin_unlock(&maps->lock);
}

static struct grant_map *map_find(struct grant_maps *maps, u32 handle)
{
	struct grant_map_page *page = page_get(maps, page_of(handle));

	if (!page || slot_of(handle) >= SLOTS)
		return NULL;
	return &page->slot[slot_of(handle)];
}

struct grant_map *gt_map_take(struct grant_maps *maps, u32 handle)
{
	struct grant_map *map;

	spin_lock(&maps->lock);
	map = map_find(maps, handle);
	if (map && map->state != MAP_USED)
		map = NULL;
	if (map)
		map->state = MAP_BUSY;
	spin_unlock(&maps->lock);
	return map;
}

struct grant_map *gt_map_of(struct grant_maps *maps, u32 handle)
{
	struct grant_map *map;

	spin_lock(&maps->lock);
	map = map_find(maps, handle);
	bug_on(!map || map->state != MAP_BUSY);
	spin_unlock(&maps->lock);
	return map;
}

/* The lists go with the last page. */
static void page_free(struct grant_maps *maps, u32 i)
{
	heap_free_page(page_get(maps, i));
	maps->list[i / PER_LIST][i % PER_LIST] = NULL;
	if (--maps->nr_pages == 0)
		lists_free(maps);
}

/* maps->lock held. */
static void map_free(struct grant_maps *maps, u32 handle)
{
	struct grant_map *map = map_find(maps, handle);
	struct grant_map_page *p = page_get(maps, page_of(handle));

	bug_on(!map || map->state == MAP_FREE);
	memset(map, 0, sizeof(*map));
	map->next = p->free;
	p->free = (u16)(slot_of(handle) + 1);
	maps->nr_maps--;
	if (page_of(handle) < maps->scan_from)
		maps->scan_from = page_of(handle);
	if (--p->used == 0)
		page_free(maps, page_of(handle));
}

void gt_map_free(struct grant_maps *maps, u32 handle)
{
	spin_lock(&maps->lock);
	map_free(maps, handle);
	spin_unlock(&maps->lock);
}

static const u8 use_flags[] = { GNTMAP_device_map, GNTMAP_host_map };

static u8 kind_of(const struct grant_map *map, u8 flag)
{
	u8 kind = map->flags & GNTMAP_readonly ? GRANT_READONLY : 0;

	return flag == GNTMAP_device_map ? kind | GRANT_DEVICE : kind;
}

/* d->lock held. A use for each of @flags that the record has. */
static void uses_end(struct domain *d, const struct grant_map *map, u8 flags)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(use_flags); i++)
		if (map->flags & flags & use_flags[i])
			gt_unuse(d, map->ref, kind_of(map, use_flags[i]));
}

static s64 uses_begin(struct domain *d, const struct domain *user,
		      struct grant_map *map, struct pt_budget *b)
{
	struct grant_use use = { .ref = map->ref, .user = user->domid };
	u8 done = 0;
	s64 rc = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(use_flags) && !rc; i++) {
		if (!(map->flags & use_flags[i]))
			continue;
		use.kind = kind_of(map, use_flags[i]);
		rc = gt_use(d, &use, b);
		if (!rc)
			done |= use_flags[i];
	}
	if (rc)
		uses_end(d, map, done);
	else
		map->frame = (u32)use.m.n;
	return rc;
}

s64 gt_map_hold(struct domain *d, const struct domain *user,
		struct grant_map *map, struct pt_budget *b)
{
	s64 rc;

	spin_lock(&d->lock);
	rc = uses_begin(d, user, map, b);
	if (!rc && user->domid == DOMAIN_CONTROL &&
	    !frame_show(frame_lookup(mfn(map->frame)))) {
		uses_end(d, map, USES);
		rc = GNTST_no_space;
	}
	spin_unlock(&d->lock);
	return rc;
}

bool gt_map_drop(const struct domain *user, struct grant_map *map, u8 flags)
{
	struct domain *d = domain_get(map->domid);
	bool last;

	bug_on(!d || !(map->flags & flags & USES));
	last = !(map->flags & USES & ~flags);
	spin_lock(&d->lock);
	if (last && user->domid == DOMAIN_CONTROL)
		frame_conceal(frame_lookup(mfn(map->frame)));
	uses_end(d, map, flags);
	spin_unlock(&d->lock);
	map->flags &= ~flags;
	domain_put(d);
	if (last)
		domain_put(d);
	return last;
}

/* The lowest handle in use from @handle on; maps->lock held. */
static struct grant_map *map_next(struct grant_maps *maps, u32 *handle)
{
	struct grant_map *map;

	for (; page_of(*handle) < DOMAIN_MAPTRACK_PAGES; (*handle)++) {
		if (!page_get(maps, page_of(*handle))) {
			*handle |= SLOTS; /* the last of the page */
			continue;
		}
		map = map_find(maps, *handle);
		if (map && map->state != MAP_FREE)
			return map;
	}
	return NULL;
}

/* Take a record from @handle on out of the table; false: there is none. */
static bool map_pop(struct grant_maps *maps, u32 *handle, struct grant_map *out)
{
	struct grant_map *map = NULL;

	spin_lock(&maps->lock);
	if (maps->nr_maps)
		map = map_next(maps, handle);
	if (map) {
		*out = *map;
		map_free(maps, *handle);
	}
	spin_unlock(&maps->lock);
	return map;
}

/*
 * No vCPU is left, so that nobody is about to complete what it has begun with
 * a record. Another call may be at the same.
 */
int gt_maps_release(struct domain *d, struct pt_budget *b)
{
	struct grant_map map;
	u32 handle = 0;

	while (b->left && map_pop(&d->grants.maps, &handle, &map)) {
		gt_map_drop(d, &map, map.flags & USES);
		pt_spend(b, RELEASE_COST);
	}
	return d->grants.maps.nr_maps ? -XEN_ERESTART : 0;
}
