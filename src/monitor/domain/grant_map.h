/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Grants that a domain has mapped, by handle. A record holds what its mapping
 * needs: uses of the grant, which keep the frame, and a reference on the
 * granting domain's structure, so that it can be undone when that domain is
 * dead.
 *
 * The entry in a guest's page table holds nothing (pt_grant.h). It is safe as
 * long as there are no more entries for a frame than records: a record gives
 * its use back when such an entry was taken out and no processor has a
 * translation of it, or when the domain has no page tables left. The control
 * domain's nested tables are the identity, so for it to map is to hold, and
 * Linux has forgotten its own mapping when it asks to unmap.
 *
 * maps->lock protects the handles. It is never held together with d->lock;
 * heap_lock is taken inside it.
 *
 * Memory: 255 records to a page, two more pages list those; a page is freed
 * when its last record goes.
 */
#ifndef UNDERPIN_DOMAIN_GRANT_MAP_H
#define UNDERPIN_DOMAIN_GRANT_MAP_H

#include "core/types.h"
#include "domain/domain.h"

/**
 * struct grant_map - one mapping
 * @ref: reference in the granting domain's table
 * @frame: what it refers to
 * @next: handle + 1 of the next free or waiting record, 0: last
 * @domid: granting domain
 * @state: enum grant_map_state, private to grant_map.c
 * @flags: GNTMAP_*: device_map and host_map stand for a use each
 */
struct grant_map {
	u32 ref;
	u32 frame;
	u32 next;
	u16 domid;
	u8 state;
	u8 flags;
};

/**
 * gt_map_alloc() - a handle that nobody can use yet
 * @map: receives its record, for the caller to fill in
 * @b: pays for the pages that are full
 *
 * Return: the handle; GNTST_no_space when there are too many; HC_NEED_FRAMES
 * (two pages at most).
 */
s64 gt_map_alloc(struct grant_maps *maps, struct grant_map **map,
		 struct pt_budget *b);

/** gt_map_publish() - the record is complete: gt_map_take() may find it */
void gt_map_publish(struct grant_maps *maps, struct grant_map *map);

/**
 * gt_map_take() - take a record out of use, for the caller alone to change
 * @handle: hostile
 *
 * Return: NULL where nothing is mapped. To be followed by gt_map_free() or
 * gt_map_publish().
 */
struct grant_map *gt_map_take(struct grant_maps *maps, u32 handle);

/** gt_map_of() - the record of a handle that the caller has taken */
struct grant_map *gt_map_of(struct grant_maps *maps, u32 handle);

/** gt_map_free() - forget a handle of gt_map_alloc() or gt_map_take() */
void gt_map_free(struct grant_maps *maps, u32 handle);

/**
 * gt_map_hold() - take the uses that a record is to stand for
 * @d: granting domain; the reference on it becomes the record's
 * @user: the domain whose record it is
 * @map: ref, domid and flags filled in; receives the frame
 *
 * Return: GNTST_*, HC_RESTART, HC_NEED_FRAMES; nothing is held but after 0.
 */
s64 gt_map_hold(struct domain *d, const struct domain *user,
		struct grant_map *map, struct pt_budget *b);

/**
 * gt_map_drop() - give back uses of a record
 * @user: the domain whose record it is
 * @flags: GNTMAP_device_map, GNTMAP_host_map; taken out of map->flags
 *
 * No lock is held. With the last use goes the reference on the granting
 * domain.
 *
 * Return: true if no use is left: the record is to be freed.
 */
bool gt_map_drop(const struct domain *user, struct grant_map *map, u8 flags);

/**
 * gt_maps_release() - a dying domain without page tables gives up all
 *
 * Return: 0, -XEN_ERESTART.
 */
int gt_maps_release(struct domain *d, struct pt_budget *b);

#endif /* UNDERPIN_DOMAIN_GRANT_MAP_H */
