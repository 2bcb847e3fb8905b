/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Grants that the control domain has mapped, by handle (abi.md 3.7). Its
 * nested tables are the identity, so to map is to hold: no table changes here,
 * and Linux has forgotten its own mapping when it asks to unmap.
 *
 * map_lock protects the handles. It is never held together with d->lock;
 * heap_lock is taken inside it. Each mapping holds a reference on the granting
 * domain's structure, so that it can be undone when that domain is dead.
 *
 * Memory: 255 mappings to a page, one more page lists those; a page is freed
 * when its last mapping goes.
 */
#ifndef UNDERPIN_DOMAIN_GRANT_MAP_H
#define UNDERPIN_DOMAIN_GRANT_MAP_H

#include "core/types.h"
#include "domain/domain.h"

/**
 * struct grant_map - one mapping
 * @d: granting domain
 * @ref: its reference
 * @next_free: slot + 1 of a free mapping, 0: last
 * @state: enum grant_map_state, private to grant_map.c
 * @readonly: as it was mapped
 */
struct grant_map {
	struct domain *d;
	u32 ref;
	u16 next_free;
	u8 state;
	u8 readonly;
};

/**
 * gt_map_alloc() - a handle that nobody can use yet
 * @map: receives its mapping, for the caller to fill in
 *
 * Return: the handle; GNTST_no_device_space when there are too many;
 * HC_NEED_FRAMES (two frames at most).
 */
s64 gt_map_alloc(struct grant_map **map);

/** gt_map_publish() - the mapping is complete: gt_map_take() may find it */
void gt_map_publish(struct grant_map *map);

/**
 * gt_map_take() - take a mapping out of use, for the caller alone to undo
 * @handle: hostile
 *
 * Return: NULL where nothing is mapped. To be followed by gt_map_free() or,
 * to leave all as it was, gt_map_publish().
 */
struct grant_map *gt_map_take(u32 handle);

/** gt_map_free() - forget a handle of gt_map_alloc() or gt_map_take() */
void gt_map_free(u32 handle);

/** gt_map_count() - mappings in existence */
u32 gt_map_count(void);

#endif /* UNDERPIN_DOMAIN_GRANT_MAP_H */
