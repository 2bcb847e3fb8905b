// SPDX-License-Identifier: GPL-2.0
/*
 * Lending memory to the monitor and taking it back.
 *
 * Frames for guests are lent in pieces of 2 MiB where Linux has them and in
 * single pages otherwise; each comes back on its own, because a guest's frames
 * become free one by one. The monitor's own memory is lent and comes back in
 * whole 2 MiB, which every processor must forget before they are reused.
 *
 * Both are on record here, so that they come back without the monitor's help
 * when it is gone. What a process of the control domain maps has a reference
 * of the mapping (frames.h) and is freed only when that goes, too.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/smp.h>
#include <asm/io.h>

#include "loader.h"
#include "toolstack/toolstack.h"

#define CHUNK_ORDER 9
#define LEND_GFP (GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY)
/* There is no doing without, while Linux may have to move pages for it. */
#define HEAP_GFP (GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

/* Heap chunks that the monitor has, to free them after a drop. */
#define HEAP_CHUNKS 512
static struct page *heap_chunks[HEAP_CHUNKS];

/* Frames that the monitor has for guests, linked by page->lru. */
static LIST_HEAD(lent_pages);

/*
 * up_shared.flush when the last flush of all processors began. The lock makes
 * whoever finds one at work wait for it.
 */
static DEFINE_MUTEX(nested_lock);
static u32 flushed;

static void flush_cpu(void *unused)
{
	struct ldr_call c = { .nr = UP_CALL_FLUSH };

	/* A native processor has none, and its hoist begins with none. */
	ldr_vmmcall_here(&c);
}

static void flush_all(void)
{
	u32 wanted;

	mutex_lock(&nested_lock);
	/* Pairs with the monitor's release: what it counted is in force. */
	wanted = smp_load_acquire(&ldr_shared->flush);
	on_each_cpu(flush_cpu, NULL, 1);
	WRITE_ONCE(flushed, wanted);
	mutex_unlock(&nested_lock);
}

void ldr_flush_nested(void)
{
	if (READ_ONCE(flushed) != READ_ONCE(ldr_shared->flush))
		flush_all();
}

/* What was lent or taken back so far is in nobody's translations. */
static void settle(void)
{
	ldr_flush_nested();
	ldr_call(UP_CALL_SETTLE, 0, 0);
}

static struct up_list *list_alloc(void)
{
	return (struct up_list *)__get_free_page(GFP_KERNEL);
}

/*
 * Lend @n consecutive frames; those that the monitor does not take go back to
 * Linux. Return: 0, or -ENOMEM if it did not take them all.
 */
static int donate_run(struct up_list *list, struct page *page, u64 n)
{
	u64 i, done = 0;
	s64 ret = 0;

	while (!ret && done < n) {
		u64 count = min_t(u64, n - done, UP_LIST_MAX);

		list->count = count;
		for (i = 0; i < count; i++)
			list->mfn[i] = page_to_pfn(page) + done + i;
		ret = ldr_call(UP_CALL_DONATE, __pa(list), 0);
		if (ret == UP_NEED_HEAP) {
			ret = ldr_donate_heap();
			continue;
		}
		/* One that failed at it may have hidden them from others. */
		if (ret && ret != -ENODEV)
			break;
		for (i = 0; i < count; i++)
			list_add(&page[done + i].lru, &lent_pages);
		done += count;
	}
	/* The monitor may have hidden and revealed them meanwhile. */
	if (ret)
		ldr_flush_nested();
	for (; done < n; done++)
		__free_page(page + done);
	return ret ? -ENOMEM : 0;
}

int ldr_donate(u64 n, bool ram)
{
	struct up_list *list;
	u64 lent = 0;
	int err = 0;

	/* All or nothing: what is left must do for Linux' own processes. */
	if (ram && n > ts_free_pages())
		return -ENOMEM;
	list = list_alloc();
	if (!list)
		return -ENOMEM;
	while (lent < n && !err) {
		unsigned int order = n - lent >= 1 << CHUNK_ORDER ?
					     CHUNK_ORDER : 0;
		struct page *page = alloc_pages(LEND_GFP, order);

		if (!page && order) {
			order = 0;
			page = alloc_pages(LEND_GFP, order);
		}
		if (!page) {
			err = -ENOMEM;
			break;
		}
		split_page(page, order);
		err = donate_run(list, page, 1ULL << order);
		lent += 1ULL << order;
	}
	settle();
	free_page((unsigned long)list);
	return err;
}

int ldr_donate_heap(void)
{
	/* Compound: a mapping of the M2P (m2p.h) may hold a page of it. */
	struct page *page = alloc_pages(HEAP_GFP | __GFP_COMP, CHUNK_ORDER);
	unsigned int i;
	s64 ret = -ENOSPC;

	if (!page)
		return -ENOMEM;
	for (i = 0; i < HEAP_CHUNKS && heap_chunks[i]; i++)
		;
	if (i < HEAP_CHUNKS)
		ret = ldr_call(UP_CALL_HEAP_DONATE, page_to_phys(page), 0);
	/* A monitor that failed at it may work there until all are dropped. */
	if (ret && ret != -ENODEV) {
		__free_pages(page, CHUNK_ORDER);
		return -ENOMEM;
	}
	heap_chunks[i] = page;
	settle();
	return ret ? -ENOMEM : 0;
}

static void free_list(struct list_head *pages, unsigned int order)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		__free_pages(page, order);
		cond_resched();
	}
}

/* Neither Linux nor a guest may reach them through a stale translation. */
static void free_returned(struct list_head *pages, unsigned int order)
{
	if (list_empty(pages))
		return;
	flush_all();
	settle();
	free_list(pages, order);
}

/* Return: whether there was any. */
static bool reclaim_heap(void)
{
	LIST_HEAD(pages);
	unsigned int i;
	bool any;
	s64 pa;

	while ((pa = ldr_call(UP_CALL_HEAP_RECLAIM, 0, 0)) > 0) {
		struct page *page = pfn_to_page(pa >> PAGE_SHIFT);

		for (i = 0; i < HEAP_CHUNKS; i++)
			if (heap_chunks[i] == page)
				heap_chunks[i] = NULL;
		list_add(&page->lru, &pages);
	}
	any = !list_empty(&pages);
	free_returned(&pages, CHUNK_ORDER);
	return any;
}

static void reclaim_frames(struct up_list *list, bool unused_too)
{
	LIST_HEAD(pages);
	u64 i;

	for (;;) {
		list->count = 0;
		if (ldr_call(UP_CALL_RECLAIM, __pa(list), unused_too) ||
		    !list->count)
			break;
		for (i = 0; i < list->count; i++)
			list_move(&pfn_to_page(list->mfn[i])->lru, &pages);
		cond_resched();
	}
	free_returned(&pages, 0);
}

void ldr_reclaim_locked(bool unused_too)
{
	struct up_list *list = list_alloc();

	if (!list)
		return;
	reclaim_frames(list, unused_too);
	free_page((unsigned long)list);
	/* Amid a call its chunks are about to be wanted again. */
	if (!unused_too)
		return;
	/* One piece may hold the tables that hide another. */
	while (reclaim_heap())
		;
}

void ldr_free_lent_locked(void)
{
	unsigned int i;

	free_list(&lent_pages, 0);
	for (i = 0; i < HEAP_CHUNKS; i++) {
		if (heap_chunks[i])
			__free_pages(heap_chunks[i], CHUNK_ORDER);
		heap_chunks[i] = NULL;
	}
}
