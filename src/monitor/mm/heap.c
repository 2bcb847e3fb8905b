// SPDX-License-Identifier: GPL-2.0
/*
 * Free pages of each chunk are linked through their first word. heap_lock
 * protects everything here and is the innermost lock.
 */
#include "mm/heap.h"

#include "core/lib.h"
#include "core/print.h"
#include "core/spinlock.h"
#include "xen/errno.h"

#define HEAP_MAX_CHUNKS 512

struct heap_chunk {
	u64 base; /* address of its first page; zero: no chunk */
	void *free;
	u32 used;
	u32 pages;
	bool pending; /* Linux may have translations of it */
};

static struct heap_chunk chunks[HEAP_MAX_CHUNKS];
static struct spinlock heap_lock;
static size_t first_lent = 1; /* chunks before came with the image */
static u64 total_pages;
static u64 used_pages;

static void chunk_fill(struct heap_chunk *c, void *start, size_t size)
{
	u64 first = (u64)start;

	c->base = first & ~(HEAP_CHUNK_SIZE - 1);
	c->free = NULL;
	c->used = 0;
	c->pending = false;
	c->pages = (u32)(size / PAGE_SIZE);
	for (u64 i = c->pages; i-- > 0;) {
		void **page = (void **)(first + i * PAGE_SIZE);

		*page = c->free;
		c->free = page;
	}
	total_pages += c->pages;
}

void heap_init(void *start, size_t size)
{
	chunk_fill(&chunks[0], start, size);
}

void heap_init_extra(void *chunk)
{
	bug_on(chunks[first_lent].base);
	chunk_fill(&chunks[first_lent++], chunk, HEAP_CHUNK_SIZE);
}

int heap_add(void *chunk)
{
	int err = -XEN_ENOSPC;

	spin_lock(&heap_lock);
	for (size_t i = 1; i < HEAP_MAX_CHUNKS; i++) {
		if (chunks[i].base)
			continue;
		chunk_fill(&chunks[i], chunk, HEAP_CHUNK_SIZE);
		chunks[i].pending = true;
		err = 0;
		break;
	}
	spin_unlock(&heap_lock);
	return err;
}

void heap_admit(void)
{
	spin_lock(&heap_lock);
	for (size_t i = first_lent; i < HEAP_MAX_CHUNKS; i++)
		chunks[i].pending = false;
	spin_unlock(&heap_lock);
}

/* heap_lock held. Return: its address, NULL if it is none or in use. */
static void *chunk_forget(struct heap_chunk *c)
{
	void *chunk = (void *)c->base;

	if (!chunk || c->used)
		return NULL;
	total_pages -= c->pages;
	c->base = 0;
	c->free = NULL;
	return chunk;
}

void *heap_take(void)
{
	void *chunk = NULL;

	spin_lock(&heap_lock);
	for (size_t i = first_lent; i < HEAP_MAX_CHUNKS && !chunk; i++)
		chunk = chunk_forget(&chunks[i]);
	spin_unlock(&heap_lock);
	return chunk;
}

bool heap_remove(void *chunk)
{
	bool removed = false;

	spin_lock(&heap_lock);
	for (size_t i = 1; i < HEAP_MAX_CHUNKS; i++)
		if (chunks[i].base == (u64)chunk)
			removed = chunk_forget(&chunks[i]);
	spin_unlock(&heap_lock);
	return removed;
}

static void *page_take(bool pending)
{
	void **page = NULL;

	spin_lock(&heap_lock);
	for (size_t i = 0; i < HEAP_MAX_CHUNKS && !page; i++) {
		if (chunks[i].pending != pending)
			continue;
		page = chunks[i].free;
		if (!page)
			continue;
		chunks[i].free = *page;
		chunks[i].used++;
		used_pages++;
	}
	spin_unlock(&heap_lock);
	if (page)
		memset(page, 0, PAGE_SIZE);
	return page;
}

void *heap_alloc_page(void)
{
	return page_take(false);
}

void *heap_alloc_pending(void)
{
	return page_take(true);
}

static struct heap_chunk *chunk_of(const void *page)
{
	u64 base = (u64)page & ~(HEAP_CHUNK_SIZE - 1);

	for (size_t i = 0; i < HEAP_MAX_CHUNKS; i++)
		if (chunks[i].base == base)
			return &chunks[i];
	panic("heap: %p is not ours", page);
}

void heap_free_page(void *page)
{
	struct heap_chunk *c;

	if (!page)
		return;
	spin_lock(&heap_lock);
	c = chunk_of(page);
	bug_on(!c->used);
	*(void **)page = c->free;
	c->free = page;
	c->used--;
	used_pages--;
	spin_unlock(&heap_lock);
}

u64 heap_pages(void)
{
	return READ_ONCE(total_pages);
}

u64 heap_used(void)
{
	return READ_ONCE(used_pages);
}
