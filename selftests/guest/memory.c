// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's memory as the domain builder left it: pseudo-physical frame n is
 * mapped at VIRT_BASE + n * 4096, page tables read-only.
 */
#include "guest.h"
#include "xen/layout.h"
#include "xen/mmu.h"

#define POOL 64

static u8 pool[POOL][PAGE_SIZE] __aligned(PAGE_SIZE);
static unsigned int pool_used;

u64 va_to_mfn(const void *va)
{
	const u64 *p2m = (const u64 *)start->mfn_list;

	return p2m[(addr(va) - VIRT_BASE) / PAGE_SIZE];
}

void *mfn_to_va(u64 mfn)
{
	const u64 *m2p = (const u64 *)MACH2PHYS_VIRT_START;

	return (void *)(VIRT_BASE + READ_ONCE(m2p[mfn]) * PAGE_SIZE);
}

static unsigned int index_at(const void *va, unsigned int level)
{
	return addr(va) >> (12 + 9 * (level - 1)) & 511;
}

u64 table_of(const void *va, unsigned int level)
{
	const u64 *table = (const u64 *)start->pt_base;
	unsigned int at;

	for (at = 4; at > level; at--)
		table = mfn_to_va((table[index_at(va, at)] & PTE_ADDR) >> 12);
	return va_to_mfn(table);
}

u64 pte_of(const void *va, u64 *maddr)
{
	u64 mfn = table_of(va, 1);
	const u64 *table = mfn_to_va(mfn);

	if (maddr)
		*maddr = mfn * PAGE_SIZE + index_at(va, 1) * sizeof(u64);
	return table[index_at(va, 1)];
}

s64 map(void *va, u64 mfn, u64 flags)
{
	return hypercall3(__HYPERVISOR_update_va_mapping, addr(va),
			  mfn << 12 | flags, UVMF_INVLPG);
}

void *page_take(void)
{
	void *page = pool[pool_used];

	if (pool_used == POOL) {
		print("Bail out! no page left");
		shutdown(3);
	}
	pool_used++;
	memset(page, 0, PAGE_SIZE);
	return page;
}

void *read_only_page(void)
{
	void *page = page_take();

	map(page, va_to_mfn(page), PTE_RO_PAGE);
	return page;
}

s64 mmu_update_one(u64 ptr, u64 val)
{
	struct mmu_update u = { ptr, val };

	return hypercall4(__HYPERVISOR_mmu_update, addr(&u), 1, 0, DOMID_SELF);
}

s64 mmuext(u32 cmd, u64 arg1, u64 arg2)
{
	struct mmuext_op op = { .cmd = cmd };

	op.arg1.mfn = arg1;
	op.arg2.vcpumask = arg2;
	return hypercall4(__HYPERVISOR_mmuext_op, addr(&op), 1, 0, DOMID_SELF);
}
