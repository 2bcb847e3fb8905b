/* SPDX-License-Identifier: GPL-2.0 */
/* What a processor finds in the nested tables, and a machine to hide in. */
#ifndef NESTED_WALK_H
#define NESTED_WALK_H

#include "core/types.h"

/* Where the monitor's image lies; nothing else is hidden at first. */
#define IMAGE (6UL << 21)

/** enum seen - what an access of Linux meets */
enum seen {
	SEEN_NOTHING, /* a fault */
	SEEN_ITSELF, /* writable */
	SEEN_READ_ONLY, /* itself, not writable */
	SEEN_ZERO, /* another page, read-only */
	SEEN_SCRAP, /* another page, writable */
};

/** machine_init() - a machine of 40 address bits, nothing lent */
void machine_init(void);

/** walk() - as a processor does; *@shift receives the size of the page */
enum seen walk(u64 maddr, int *shift);

/** seen() - walk() without the size, checked against hw_visible() */
enum seen seen(u64 maddr);

/** page_shift() - size of the page that maps @maddr */
int page_shift(u64 maddr);

/** flushes() - how often a flush was asked for */
u32 flushes(void);

#endif /* NESTED_WALK_H */
