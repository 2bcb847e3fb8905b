// SPDX-License-Identifier: GPL-2.0
/* The monitor's own page tables; see docs/memory-map.md. */
#include "x86/paging.h"

#include "core/lib.h"
#include "core/print.h"
#include "mm/heap.h"
#include "mm/pagetable.h"
#include "x86/cpu.h"
#include "x86/five_levels.h"
#include "x86/image.h"
#include "x86/insn.h"
#include "xen/errno.h"

/* Leaves and lower tables of the M2P are open; its two L4 entries decide. */
#define TABLE_FLAGS (PTE_P | PTE_RW | PTE_US | PTE_A)
#define SLOT(va) ((va) >> 39 & 511)

static u64 top_maddr;
static u64 *root;
static u64 image_maddr;
static u64 hole[PT_HOLE_LAST - PT_HOLE_FIRST + 1];
static struct l5 l5s[UP_MAX_CPUS]; /* in use where paging_five_levels() */
static bool five_levels;

u64 image_to_maddr(const void *p)
{
	return (u64)p - (u64)monitor_head + image_maddr;
}

static u64 *table_below(u64 *entry)
{
	void *page;

	if (*entry & PTE_P)
		return maddr_to_direct(*entry & PTE_ADDR);
	page = heap_alloc_page();
	if (!page)
		return NULL;
	WRITE_ONCE(*entry, direct_to_maddr(page) | TABLE_FLAGS);
	return page;
}

int paging_map(u64 va, u64 maddr, u64 flags)
{
	u64 *table = maddr_to_direct(root[SLOT(va)] & PTE_ADDR);

	for (int shift = 30; shift > 12; shift -= 9) {
		table = table_below(&table[va >> shift & 511]);
		if (!table)
			return -XEN_ENOMEM;
	}
	WRITE_ONCE(table[va >> 12 & 511], maddr | flags | PTE_P);
	return 0;
}

u64 *paging_entry(u64 va)
{
	u64 *table = maddr_to_direct(root[SLOT(va)] & PTE_ADDR);

	for (int shift = 30; shift > 12; shift -= 9) {
		u64 entry = READ_ONCE(table[va >> shift & 511]);

		if (!(entry & PTE_P))
			return NULL;
		table = maddr_to_direct(entry & PTE_ADDR);
	}
	return &table[va >> 12 & 511];
}

u64 paging_unmap(u64 va)
{
	u64 *entry = paging_entry(va);
	u64 old;

	if (!entry || !(*entry & PTE_P))
		return 0;
	old = *entry & PTE_ADDR;
	WRITE_ONCE(*entry, 0);
	invlpg(va);
	return old;
}

static int slot_create(u64 va, u64 flags)
{
	void *page = heap_alloc_page();

	if (!page)
		return -XEN_ENOMEM;
	root[SLOT(va)] = direct_to_maddr(page) | PTE_P | PTE_A | flags;
	return 0;
}

int paging_init(const struct up_init *init)
{
	top_maddr = init->top;
	root = maddr_to_direct(init->root);
	five_levels = init->top != init->root;
	image_maddr = init->image;
	if (slot_create(UP_VA_M2P_RW, PTE_RW | PTE_NX) ||
	    slot_create(UP_VA_FRAMES, PTE_RW | PTE_NX))
		return -XEN_ENOMEM;
	/* The same tables a second time: guests may read, nobody may write. */
	root[SLOT(UP_VA_M2P)] = (root[SLOT(UP_VA_M2P_RW)] & ~PTE_RW) | PTE_US;
	memcpy(hole, root + PT_HOLE_FIRST, sizeof(hole));
	return 0;
}

void pt_hole_fill(u64 *l4)
{
	memcpy(l4 + PT_HOLE_FIRST, hole, sizeof(hole));
}

bool paging_five_levels(void)
{
	return five_levels;
}

int paging_cpu_init(u32 index)
{
	struct l5 *l5 = &l5s[index];

	if (!five_levels || l5->top)
		return 0;
	l5->low = heap_alloc_page();
	l5->high = heap_alloc_page();
	l5->top = heap_alloc_page();
	if (!l5->low || !l5->high || !l5->top)
		return -XEN_ENOMEM;
	l5_connect(l5, direct_to_maddr(l5->low), direct_to_maddr(l5->high));
	return 0;
}

static struct l5 *this_l5(void)
{
	return &l5s[this_cpu()->index];
}

void paging_root_load(void)
{
	this_l5()->source = NULL;
	write_cr3(top_maddr);
}

void paging_guest_load(mfn_t guest_root)
{
	struct l5 *l5 = this_l5();

	if (!five_levels) {
		write_cr3(mfn_to_maddr(guest_root));
		return;
	}
	l5_copy(l5, maddr_to_direct(mfn_to_maddr(guest_root)));
	write_cr3(direct_to_maddr(l5->top));
}

void paging_flush(void)
{
	struct l5 *l5 = this_l5();

	if (l5->source)
		l5_copy(l5, l5->source);
	write_cr3(read_cr3());
}

void paging_flush_page(u64 va)
{
	l5_renew(this_l5(), va);
	invlpg(va);
}

bool paging_fault(u64 va)
{
	return l5_renew(this_l5(), va);
}
