// SPDX-License-Identifier: GPL-2.0
/* Chunks that come, wait until nobody else can reach them, and go. */
#include <stdlib.h>

#include "mm/heap.h"
#include "tap.h"

#define FIRST_PAGES 2

static void *chunk_new(void)
{
	return aligned_alloc(HEAP_CHUNK_SIZE, HEAP_CHUNK_SIZE);
}

static bool within(const void *page, const void *chunk)
{
	return page >= chunk && page < chunk + HEAP_CHUNK_SIZE;
}

static void test_pending(void)
{
	void *first = chunk_new(), *chunk = chunk_new(), *page, *own[2];

	heap_init(first, FIRST_PAGES * PAGE_SIZE);
	is(heap_add(chunk), 0);
	is(heap_pages(), FIRST_PAGES + HEAP_CHUNK_SIZE / PAGE_SIZE);
	for (int i = 0; i < FIRST_PAGES; i++) {
		own[i] = heap_alloc_page();
		yes(within(own[i], first));
	}
	yes(!heap_alloc_page());
	page = heap_alloc_pending();
	yes(within(page, chunk));
	yes(!heap_remove(chunk));
	heap_admit();
	yes(!heap_alloc_pending());
	heap_free_page(page);
	page = heap_alloc_page();
	yes(within(page, chunk));
	yes(!heap_take());
	heap_free_page(page);
	yes(heap_take() == chunk);
	yes(!heap_take());
	yes(!heap_alloc_page());
	/* What comes again waits again. */
	is(heap_add(chunk), 0);
	yes(!heap_alloc_page());
	yes(heap_remove(chunk));
	for (int i = 0; i < FIRST_PAGES; i++)
		heap_free_page(own[i]);
	is(heap_used(), 0);
	free(chunk);
	free(first);
}

int main(void)
{
	tap_run("a chunk is in use once it is admitted", test_pending);
	return tap_done();
}
