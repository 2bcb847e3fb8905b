// SPDX-License-Identifier: GPL-2.0
/*
 * The monitor's first 2 MiB: its image, its first page tables, its heap.
 *
 * The tables hold just enough for its first instruction: the image at its
 * link address with W^X, the direct map of all addresses in pages of 1 GiB, and
 * the page of switch.S at Linux' own address.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>
#include <asm/io.h>
#include <asm/irq_vectors.h>
#include <asm/special_insns.h>
#include <asm/tsc.h>

#include "compat.h"
#include "failure.h"
#include "loader.h"
#include "monitor_image.h"
#include "processor.h"
#include "switch.h"
#include "xen/shared_info.h"

#define CHUNK_ORDER 9
#define CHUNK_SIZE (PAGE_SIZE << CHUNK_ORDER)
#define LOG_ORDER 4

/* Compound: a mapping of the M2P (m2p.h) may hold a page of it. */
#define CHUNK_GFP (GFP_KERNEL | __GFP_COMP)

/* What the monitor takes of its first heap, by chunks of 512 pages. */
#define PAGES_PER_CPU 19
#define PAGES_RESERVE 128 /* the image, its tables, the first guest */

#define ENTRY_TABLE (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define ENTRY_SLOTS 512

struct up_init *ldr_init;
struct up_shared *ldr_shared;
struct shared_info *ldr_shared_info;
struct up_failure *ldr_report;

static void *chunk;
static size_t chunk_used;
static struct up_image image_head;

static void *chunk_page(void)
{
	void *page = chunk + chunk_used;

	if (chunk_used + PAGE_SIZE > CHUNK_SIZE)
		return NULL;
	chunk_used += PAGE_SIZE;
	return page;
}

static u64 *table_below(u64 *entry)
{
	void *page;

	if (*entry & _PAGE_PRESENT)
		return __va(*entry & PTE_PFN_MASK);
	page = chunk_page();
	if (page)
		*entry = __pa(page) | ENTRY_TABLE;
	return page;
}

static int map_page(u64 *root, u64 va, u64 pa, u64 flags)
{
	u64 *table = root;
	int shift;

	for (shift = 39; shift > 12; shift -= 9) {
		table = table_below(&table[va >> shift & (ENTRY_SLOTS - 1)]);
		if (!table)
			return -ENOMEM;
	}
	table[va >> 12 & (ENTRY_SLOTS - 1)] = pa | flags | _PAGE_PRESENT;
	return 0;
}

static int map_image(u64 *root)
{
	u64 at;
	int err = 0;

	for (at = 0; at < image_head.memory_end && !err; at += PAGE_SIZE) {
		u64 flags = _PAGE_NX;

		if (at < image_head.text_end)
			flags = 0;
		else if (at >= image_head.rodata_end)
			flags |= _PAGE_RW;
		err = map_page(root, UP_VA_IMAGE + at, __pa(chunk) + at, flags);
	}
	return err;
}

/* Also where nothing is yet: memory may be plugged in. */
static int map_direct(u64 *root)
{
	u64 end = 1ULL << max_t(u32, boot_cpu_data.x86_phys_bits, 39);
	u64 pa;

	for (pa = 0; pa < min(end, UP_DIRECT_SIZE); pa += 1ULL << 30) {
		u64 va = UP_VA_DIRECT + pa;
		u64 *l3 = table_below(&root[va >> 39 & (ENTRY_SLOTS - 1)]);

		if (!l3)
			return -ENOMEM;
		l3[va >> 30 & (ENTRY_SLOTS - 1)] =
			pa | ENTRY_TABLE | _PAGE_PSE | _PAGE_NX;
	}
	return 0;
}

static int map_switch(u64 *root)
{
	u64 va = (u64)ldr_switch_start & PAGE_MASK;
	u64 pa = page_to_phys(vmalloc_to_page((void *)va));

	return map_page(root, va, pa, 0);
}

static u64 find_max_mfn(void)
{
	u64 max = 0;
	int nid;

	for_each_online_node(nid)
		max = max_t(u64, max, node_end_pfn(nid));
	return max;
}

/* The monitor's addresses, and Linux' switch.S, are in the upper half. */
static int build_top(u64 *root)
{
	u64 *top = root;

	if (__read_cr4() & X86_CR4_LA57) {
		top = chunk_page();
		if (!top)
			return -ENOMEM;
		top[ENTRY_SLOTS - 1] = __pa(root) | ENTRY_TABLE;
	}
	ldr_init->root = __pa(root);
	ldr_init->top = __pa(top);
	return 0;
}

static int build_root(void)
{
	u64 *root = chunk_page();
	int err;

	err = map_image(root);
	if (!err)
		err = map_direct(root);
	if (!err)
		err = map_switch(root);
	if (!err)
		err = build_top(root);
	return err;
}

/* The processor decides; doctor.c has made sure that it has one of the two. */
const struct monitor_image *ldr_image(void)
{
	return boot_cpu_has(X86_FEATURE_SVM) ? &monitor_svm : &monitor_vmx;
}

bool ldr_image_can_demote(void)
{
	const struct up_image *head = (const struct up_image *)ldr_image()->data;

	return head->can_demote;
}

static int copy_image(void)
{
	const struct monitor_image *m = ldr_image();

	memcpy(&image_head, m->data, sizeof(image_head));
	if (image_head.magic != UP_MAGIC ||
	    image_head.file_end > m->size || image_head.memory_end > CHUNK_SIZE)
		return -ENOEXEC;
	memcpy(chunk, m->data, m->size);
	chunk_used = PAGE_ALIGN(image_head.memory_end);
	return 0;
}

/*
 * The nested page tables have a page for each 512 GiB of physical addresses,
 * at most 512; each processor needs its area, its window and control blocks.
 */
static int alloc_extra(void)
{
	unsigned int bits = min_t(u32, boot_cpu_data.x86_phys_bits, 48);
	size_t pages = (1UL << (max(bits, 39U) - 39)) +
		       ldr_cpus_max() * PAGES_PER_CPU + PAGES_RESERVE;
	size_t chunks = DIV_ROUND_UP(pages * PAGE_SIZE, CHUNK_SIZE) - 1;
	size_t i;

	if (chunks > UP_MAX_EXTRA)
		return -E2BIG;
	for (i = 0; i < chunks; i++) {
		void *extra = (void *)__get_free_pages(CHUNK_GFP, CHUNK_ORDER);

		if (!extra)
			return -ENOMEM;
		ldr_init->extra[i] = __pa(extra);
	}
	return 0;
}

static void free_extra(void)
{
	size_t i;

	for (i = 0; i < UP_MAX_EXTRA && ldr_init->extra[i]; i++)
		free_pages((unsigned long)__va(ldr_init->extra[i]),
			   CHUNK_ORDER);
}

static int alloc_all(void)
{
	struct up_log *log;

	chunk = (void *)__get_free_pages(CHUNK_GFP | __GFP_ZERO, CHUNK_ORDER);
	ldr_init = (void *)get_zeroed_page(GFP_KERNEL);
	ldr_shared = (void *)get_zeroed_page(GFP_KERNEL);
	ldr_shared_info = (void *)get_zeroed_page(GFP_KERNEL);
	ldr_report = (void *)get_zeroed_page(GFP_KERNEL);
	log = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, LOG_ORDER);
	if (ldr_init)
		ldr_init->log = log ? __pa(log) : 0;
	if (!chunk || !ldr_init || !ldr_shared || !ldr_shared_info ||
	    !ldr_report || !log)
		return -ENOMEM;
	log->size = rounddown_pow_of_two((PAGE_SIZE << LOG_ORDER) -
					 sizeof(*log));
	return 0;
}

/*
 * May guests trust the TSC across processors and for good? Not marked unstable
 * alone means only that Linux has found no fault yet.
 */
static bool tsc_stable(void)
{
	return boot_cpu_has(X86_FEATURE_CONSTANT_TSC) &&
	       boot_cpu_has(X86_FEATURE_NONSTOP_TSC) && !check_tsc_unstable();
}

static void describe(void)
{
	struct timespec64 wall;

	ktime_get_real_ts64(&wall);
	ldr_init->magic = UP_MAGIC;
	ldr_init->size = sizeof(*ldr_init);
	ldr_init->image = __pa(chunk);
	ldr_init->image_size = image_head.memory_end;
	ldr_init->heap = __pa(chunk) + chunk_used;
	ldr_init->heap_size = CHUNK_SIZE - chunk_used;
	ldr_init->shared = __pa(ldr_shared);
	ldr_init->shared_info = __pa(ldr_shared_info);
	ldr_init->failure = __pa(ldr_report);
	ldr_init->max_mfn = find_max_mfn();
	ldr_init->tsc_khz = tsc_khz;
	ldr_init->tsc_stable = tsc_stable();
	ldr_init->wall_sec = wall.tv_sec;
	ldr_init->wall_nsec = wall.tv_nsec;
	ldr_init->kick_vector = RESCHEDULE_VECTOR;
	ldr_init->paddr_bits = boot_cpu_data.x86_phys_bits;
}

int ldr_image_load(void)
{
	int err;

	BUILD_BUG_ON(sizeof(*ldr_init) > PAGE_SIZE);
	BUILD_BUG_ON(sizeof(*ldr_shared) > PAGE_SIZE);
	BUILD_BUG_ON(sizeof(*ldr_report) > PAGE_SIZE);
	err = alloc_all();
	if (!err)
		err = alloc_extra();
	if (!err)
		err = copy_image();
	if (!err)
		err = build_root();
	if (err) {
		pr_err("cannot load the monitor: error %d\n", err);
		ldr_image_free();
		return err;
	}
	describe();
	return 0;
}

void ldr_image_free(void)
{
	if (ldr_init)
		free_extra();
	if (ldr_init && ldr_init->log)
		free_pages((unsigned long)__va(ldr_init->log), LOG_ORDER);
	free_page((unsigned long)ldr_report);
	free_page((unsigned long)ldr_shared_info);
	free_page((unsigned long)ldr_shared);
	free_page((unsigned long)ldr_init);
	free_pages((unsigned long)chunk, CHUNK_ORDER);
	chunk = NULL;
	ldr_init = NULL;
}

u64 ldr_image_entry(bool hoist)
{
	return UP_VA_IMAGE + (hoist ? image_head.hoist : image_head.init);
}
