// SPDX-License-Identifier: GPL-2.0
/*
 * One gigabyte a page (APM vol.2 15.25; entries need the user bit, 15.25.5).
 * A hidden 2 MiB points to a table that all of them share and in which every
 * entry is the zero page, so that hiding costs no memory of its own.
 */
#include "x86/npt.h"

#include "core/lib.h"
#include "core/print.h"
#include "mm/heap.h"
#include "mm/pagetable.h"
#include "x86/hw.h"
#include "x86/insn.h"
#include "x86/paging.h"
#include "xen/errno.h"

#define NPT_TABLE (PTE_P | PTE_RW | PTE_US)
#define NPT_PAGE (PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)

static u64 *root;
static u64 *top; /* above it where the host has five levels */
static u64 *hidden; /* the shared table */
static u64 scrap_maddr;

u64 npt_root(void)
{
	return direct_to_maddr(top);
}

static int npt_fill_slot(unsigned int slot)
{
	u64 *l3 = heap_alloc_page();

	if (!l3)
		return -XEN_ENOMEM;
	for (u64 i = 0; i < PT_ENTRIES; i++)
		l3[i] = ((u64)slot << 39) + (i << 30) + (NPT_PAGE | PTE_PS);
	root[slot] = direct_to_maddr(l3) | NPT_TABLE;
	return 0;
}

static int npt_fill(u32 paddr_bits)
{
	u64 slots = paddr_bits > 39 ? 1ULL << (paddr_bits - 39) : 1;

	/* Four levels reach 48 bits, which is all that Linux can use (15.25). */
	for (unsigned int i = 0; i < min_u64(slots, PT_ENTRIES); i++) {
		if (npt_fill_slot(i))
			return -XEN_ENOMEM;
	}
	return 0;
}

static int npt_hidden_fill(u64 zero_page)
{
	void *scrap = heap_alloc_page();

	hidden = heap_alloc_page();
	if (!hidden || !scrap)
		return -XEN_ENOMEM;
	scrap_maddr = direct_to_maddr(scrap);
	for (u64 i = 0; i < PT_ENTRIES; i++)
		hidden[i] = zero_page | PTE_P | PTE_US | PTE_A;
	return 0;
}

static int npt_hide_monitor(const struct up_init *init)
{
	int err = hw_hide(init->image);

	for (u32 i = 0; i < UP_MAX_EXTRA && init->extra[i] && !err; i++)
		err = hw_hide(init->extra[i]);
	return err;
}

int npt_init(const struct up_init *init)
{
	root = heap_alloc_page();
	top = paging_five_levels() ? heap_alloc_page() : root;
	if (!root || !top)
		return -XEN_ENOMEM;
	/* As many levels as the host's own tables (15.25.3). */
	if (top != root)
		top[0] = direct_to_maddr(root) | NPT_TABLE;
	if (npt_fill(init->paddr_bits) || npt_hidden_fill(init->zero_page))
		return -XEN_ENOMEM;
	return npt_hide_monitor(init);
}

/* The entry that maps 2 MiB; splits the gigabyte around it if need be. */
static u64 *npt_l2_entry(u64 maddr)
{
	u64 slot = root[maddr >> 39 & 511];
	u64 *entry, *l2;

	if (!(slot & PTE_P))
		return NULL;
	entry = (u64 *)maddr_to_direct(slot & PTE_ADDR) + (maddr >> 30 & 511);
	if (*entry & PTE_PS) {
		u64 base = *entry & PTE_ADDR & ~((1ULL << 30) - 1);

		l2 = heap_alloc_page();
		if (!l2)
			return NULL;
		for (u64 i = 0; i < PT_ENTRIES; i++)
			l2[i] = base + (i << 21) + (NPT_PAGE | PTE_PS);
		WRITE_ONCE(*entry, direct_to_maddr(l2) | NPT_TABLE);
	}
	l2 = maddr_to_direct(*entry & PTE_ADDR);
	return &l2[maddr >> 21 & 511];
}

int hw_hide(u64 maddr)
{
	u64 *entry = npt_l2_entry(maddr);

	if (!entry)
		return -XEN_ENOMEM;
	WRITE_ONCE(*entry, direct_to_maddr(hidden) | NPT_TABLE);
	return 0;
}

void hw_reveal(u64 maddr)
{
	u64 *entry = npt_l2_entry(maddr);

	bug_on(!entry);
	WRITE_ONCE(*entry, (maddr & ~((1ULL << 21) - 1)) | NPT_PAGE | PTE_PS);
}

bool npt_stray(u64 maddr)
{
	u64 *entry = npt_l2_entry(maddr);

	if (!entry || (*entry & PTE_ADDR) != direct_to_maddr(hidden))
		return false;
	WRITE_ONCE(hidden[maddr >> 12 & 511], scrap_maddr | NPT_PAGE);
	return true;
}
