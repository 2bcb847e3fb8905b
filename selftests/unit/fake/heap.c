// SPDX-License-Identifier: GPL-2.0
/* A heap that counts, and fails when it is told to. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"
#include "core/print.h"
#include "mm/heap.h"

struct fake_heap fake_heap = { .left = UINT_MAX };

void *heap_alloc_page(void)
{
	void *page;

	if (fake_heap.asked)
		fake_heap.asked();
	if (!fake_heap.left)
		return NULL;
	if (fake_heap.left != UINT_MAX)
		fake_heap.left--;
	page = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
	bug_on(!page);
	memset(page, 0, PAGE_SIZE);
	fake_heap.used++;
	return page;
}

void *heap_alloc_pending(void)
{
	return NULL;
}

void heap_free_page(void *page)
{
	if (!page)
		return;
	bug_on(!fake_heap.used);
	fake_heap.used--;
	free(page);
}

u64 heap_pages(void)
{
	return fake_heap.used;
}

u64 heap_used(void)
{
	return fake_heap.used;
}
