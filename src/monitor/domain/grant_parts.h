/* SPDX-License-Identifier: GPL-2.0 */
/* Grants of a domain, as far as they are part of its record. */
#ifndef UNDERPIN_DOMAIN_GRANT_PARTS_H
#define UNDERPIN_DOMAIN_GRANT_PARTS_H

#include "core/spinlock.h"
#include "core/types.h"

#define DOMAIN_GRANT_FRAMES 64
#define DOMAIN_GRANT_STATUS 8 /* status frames of so many grant frames */
#define DOMAIN_GRANT_FIRST 128 /* entries whose uses need no page */
#define DOMAIN_GRANT_PER_PAGE 256 /* uses that fit into a page */
#define DOMAIN_GRANT_PAGES 128
#define DOMAIN_MAPTRACK_PAGES 1024 /* of records of grants that it maps */
#define DOMAIN_MAPTRACK_LISTS 2 /* pages of pointers to these */

struct frame;
struct grant_map_page;

/**
 * struct grant_active - a grant that is in use; all zero when it is not
 * @frame: machine frame, read from the granter's entry once
 * @domid: who uses it
 * @start: first byte of the frame that the grant is about
 * @length: how many there are
 * @flags: GRANT_* (grant_use.c)
 * @pins: uses by enum grant_kind
 */
struct grant_active {
	u32 frame;
	u16 domid;
	u16 start;
	u16 length;
	u8 flags;
	u8 reserved;
	u8 pins[4];
};

/**
 * struct grant_table - what there is of a grant table; a page of the heap
 * @shared: frames that the guest fills in
 * @status: frames with the marks of version 2
 * @active: uses of the entries, a page for each that is not in @first
 * @first: the same for the lowest references
 */
struct grant_table {
	struct frame *shared[DOMAIN_GRANT_FRAMES];
	struct frame *status[DOMAIN_GRANT_STATUS];
	struct grant_active *active[DOMAIN_GRANT_PAGES];
	struct grant_active first[DOMAIN_GRANT_FIRST];
};

/**
 * struct grant_maps - grants of others that a domain has mapped: grant_map.h
 * @max_pages: limit of @nr_pages
 * @scan_from: no page before it has room
 */
struct grant_maps {
	struct spinlock lock;
	u32 nr_pages;
	u32 nr_maps;
	u32 max_pages;
	u32 scan_from;
	struct grant_map_page **list[DOMAIN_MAPTRACK_LISTS];
};

/**
 * struct domain_grants - a domain's grant table; protected by d->lock
 * @table: NULL while it has no frames
 * @nr_uses: sum of the pins of all entries
 * @version: layout of the entries, 1 or 2
 * @max_version: that the domain may choose
 * @maps: protected by a lock of its own
 */
struct domain_grants {
	struct grant_table *table;
	u32 nr_frames;
	u32 max_frames;
	u32 nr_status;
	u32 nr_uses;
	u8 version;
	u8 max_version;
	struct grant_maps maps;
};

#endif /* UNDERPIN_DOMAIN_GRANT_PARTS_H */
