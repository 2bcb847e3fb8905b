// SPDX-License-Identifier: GPL-2.0
/*
 * hoard - deaf, busy for ever, and all its memory in pinned page tables that
 * refer to each other as often as they can: the most work that a guest can
 * leave to who destroys it.
 */
#include "guest.h"
#include "xen/mmu.h"

#define ENTRIES 512
#define SPARE 1024 /* frames at the lower end: the builder maps them */

/* All entries of the table @mfn refer to @to. Return: how many could. */
static unsigned int fill(u64 mfn, u64 to)
{
	static struct mmu_update updates[ENTRIES];
	static u32 done;
	unsigned int i;

	for (i = 0; i < ENTRIES; i++) {
		updates[i].ptr = mfn * PAGE_SIZE + i * sizeof(u64);
		updates[i].val = to << 12 | PTE_RO_PAGE;
	}
	hypercall4(__HYPERVISOR_mmu_update, addr(updates), ENTRIES, addr(&done),
		   DOMID_SELF);
	return done;
}

/* A table of @level; the builder mapped none of these frames anywhere. */
static bool make_table(u64 mfn, u32 level, u64 to)
{
	return !mmuext(MMUEXT_PIN_L1_TABLE + level - 1, mfn, 0) &&
	       fill(mfn, to) == ENTRIES;
}

static void run(void)
{
	const u64 *p2m = (const u64 *)start->mfn_list;
	u64 pfn = start->nr_pages - 1, data = p2m[pfn], l1 = p2m[pfn - 1];
	unsigned int tables = 0;
	bool good;

	good = make_table(l1, 1, data);
	for (pfn -= 2; good && pfn > SPARE; pfn--, tables++)
		good = make_table(p2m[pfn], 2, l1);
	ok(good, "%u pinned tables", tables);
	plan();
	for (;;)
		;
}

TEST("hoard", run);
