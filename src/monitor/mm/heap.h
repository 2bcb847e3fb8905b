/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor's own memory: pages out of 2 MiB chunks that Linux lent and no
 * longer sees (hw_hide()). The first chunk came with the image.
 */
#ifndef UNDERPIN_MM_HEAP_H
#define UNDERPIN_MM_HEAP_H

#include "core/types.h"

#define HEAP_CHUNK_SIZE (2UL << 20)

/** heap_init() - the rest of the first chunk; never reclaimed */
void heap_init(void *start, size_t size);

/** heap_init_extra() - a chunk that came with the image; likewise */
void heap_init_extra(void *chunk);

/**
 * heap_add() - one more chunk, not in use before heap_admit()
 * Return: 0, or -XEN_ENOSPC when the table is full.
 */
int heap_add(void *chunk);

/** heap_admit() - no processor of Linux' can reach what was added */
void heap_admit(void);

/** heap_remove() - undo heap_add(); false if a page of it is in use */
bool heap_remove(void *chunk);

/**
 * heap_take() - find a chunk without a page in use and forget it
 * Return: the chunk, or NULL.
 */
void *heap_take(void);

/** heap_alloc_page() - a zeroed page, or NULL */
void *heap_alloc_page(void);

/**
 * heap_alloc_pending() - likewise, of what heap_admit() is still to come for
 *
 * For the table that hides it, when nothing else is left.
 */
void *heap_alloc_pending(void);

/** heap_free_page() - return it; NULL is ignored */
void heap_free_page(void *page);

/** heap_pages() / heap_used() - for statistics */
u64 heap_pages(void);
u64 heap_used(void);

#endif /* UNDERPIN_MM_HEAP_H */
