// SPDX-License-Identifier: GPL-2.0
/*
 * tables - page tables that are none, and entries that no table may have.
 *
 * The guest goes on with its own tables after each
 * refusal, which is the best proof that CR3 was not loaded.
 */
#include "guest.h"
#include "xen/layout.h"
#include "xen/mmu.h"

static u8 data[PAGE_SIZE] __aligned(PAGE_SIZE);

static void base_test(void)
{
	u64 root = table_of(data, 4);
	u64 *garbage = read_only_page();

	is(mmuext(MMUEXT_NEW_BASEPTR, va_to_mfn(data), 0), -XEN_EINVAL,
	   "CR3: a writable page");
	is(mmuext(MMUEXT_NEW_BASEPTR, table_of(data, 1), 0), -XEN_EINVAL,
	   "CR3: an L1 table");
	is(mmuext(MMUEXT_NEW_BASEPTR, table_of(data, 3), 0), -XEN_EINVAL,
	   "CR3: an L3 table");
	is(mmuext(MMUEXT_NEW_BASEPTR, 0, 0), -XEN_EINVAL, "CR3: frame 0");
	is(mmuext(MMUEXT_NEW_BASEPTR, ~0ULL, 0), -XEN_EINVAL, "CR3: none");
	is(mmuext(MMUEXT_NEW_BASEPTR, 0x12345, 0), -XEN_EINVAL,
	   "CR3: not ours");
	map(garbage, va_to_mfn(garbage), PTE_RW_PAGE);
	memset(garbage, 0xff, PAGE_SIZE);
	map(garbage, va_to_mfn(garbage), PTE_RO_PAGE);
	is(mmuext(MMUEXT_NEW_BASEPTR, va_to_mfn(garbage), 0), -XEN_EINVAL,
	   "CR3: garbage");
	is(mmuext(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(garbage), 0),
	   -XEN_EINVAL, "user CR3: garbage");
	is(mmuext(MMUEXT_NEW_BASEPTR, root, 0), 0, "CR3: the root");
	is(mmuext(MMUEXT_NEW_USER_BASEPTR, 0, 0), 0, "user CR3: none");
}

static void pin_test(void)
{
	u64 *page = read_only_page();
	u64 mfn = va_to_mfn(page);
	unsigned int level;

	for (level = 0; level < 4; level++)
		is(mmuext(MMUEXT_PIN_L1_TABLE + level, 0x12345, 0),
		   -XEN_EINVAL, "pin a foreign frame as L%u", level + 1);
	is(mmuext(MMUEXT_UNPIN_TABLE, mfn, 0), -XEN_EINVAL,
	   "unpin what is not pinned");
	is(mmuext(MMUEXT_PIN_L2_TABLE, mfn, 0), 0, "pin an empty L2");
	is(mmuext(MMUEXT_PIN_L2_TABLE, mfn, 0), -XEN_EINVAL, "pin it twice");
	is(mmuext(MMUEXT_PIN_L3_TABLE, mfn, 0), -XEN_EINVAL,
	   "pin an L2 as L3");
	is(mmuext(MMUEXT_UNPIN_TABLE, mfn, 0), 0, "unpin");
	is(mmuext(MMUEXT_UNPIN_TABLE, mfn, 0), -XEN_EINVAL, "unpin twice");
}

static void hole_test(void)
{
	u64 root = table_of(data, 4) * PAGE_SIZE, l3 = table_of(data, 3);
	const u64 *table = mfn_to_va(table_of(data, 4));
	unsigned int slot, accepted = 0;
	u64 before;

	for (slot = HYPERVISOR_L4_SLOT_FIRST; slot <= HYPERVISOR_L4_SLOT_LAST;
	     slot++) {
		before = table[slot];
		if (mmu_update_one(root + slot * 8, 0) != -XEN_EINVAL)
			accepted++;
		if (mmu_update_one(root + slot * 8,
				   l3 << 12 | PTE_RW_PAGE) != -XEN_EINVAL)
			accepted++;
		if (table[slot] != before)
			accepted++;
	}
	is(accepted, 0, "the hole's slots cannot be written");
}

static void entry_test(void)
{
	u64 root = table_of(data, 4), l3 = table_of(data, 3);
	u64 l2 = table_of(data, 2), l1 = table_of(data, 1);

	/* Slot 100 and entry 511 are empty. */
	ok(mmu_update_one(root * PAGE_SIZE + 100 * 8,
			  l2 << 12 | PTE_RW_PAGE) < 0, "an L2 in an L4");
	ok(mmu_update_one(root * PAGE_SIZE + 100 * 8,
			  root << 12 | PTE_RO_PAGE) < 0, "an L4 in itself");
	ok(mmu_update_one(l3 * PAGE_SIZE + 511 * 8,
			  l2 << 12 | PTE_RW_PAGE | PTE_PS) < 0,
	   "a page of 1 GiB");
	ok(mmu_update_one(l3 * PAGE_SIZE + 511 * 8,
			  l1 << 12 | PTE_RW_PAGE) < 0, "an L1 in an L3");
	ok(mmu_update_one(l2 * PAGE_SIZE + 511 * 8,
			  (va_to_mfn(data) & ~511) << 12 | PTE_RW_PAGE |
			  PTE_PS) < 0, "a page of 2 MiB");
	ok(mmu_update_one(l2 * PAGE_SIZE + 511 * 8,
			  va_to_mfn(data) << 12 | PTE_RW_PAGE) < 0,
	   "a data page for L1");
	ok(mmu_update_one(0x12345000, 0) < 0, "an entry of a foreign frame");
	ok(mmu_update_one(l1 * PAGE_SIZE + 5, 0) < 0,
	   "an unknown kind of update");
	is(hypercall4(__HYPERVISOR_mmu_update, 0, 0, 0, DOMID_SELF), 0,
	   "no update at all");
	ok(hypercall4(__HYPERVISOR_mmu_update, addr(data), 1, 0, 0) < 0,
	   "an update of the control domain's memory");
}

/* A second address space that shares everything but one L1. */
static void second_space_test(void)
{
	u64 *l4 = page_take();
	u64 root = table_of(data, 4);

	memcpy(l4, (void *)start->pt_base, PAGE_SIZE);
	map(l4, va_to_mfn(l4), PTE_RO_PAGE);
	is(mmuext(MMUEXT_PIN_L4_TABLE, va_to_mfn(l4), 0), 0,
	   "a copy of the root can be pinned");
	is(mmuext(MMUEXT_NEW_BASEPTR, va_to_mfn(l4), 0), 0, "and loaded");
	data[0] = 7;
	is(data[0], 7, "memory is there");
	is(mmuext(MMUEXT_UNPIN_TABLE, va_to_mfn(l4), 0), 0,
	   "and unpinned while it is in use");
	is(map(l4, va_to_mfn(l4), PTE_RW_PAGE), -XEN_EBUSY,
	   "which keeps it read-only");
	is(mmuext(MMUEXT_NEW_BASEPTR, root, 0), 0, "back to the first root");
	is(map(l4, va_to_mfn(l4), PTE_RW_PAGE), 0, "it is free memory again");
}

static void run(void)
{
	base_test();
	pin_test();
	hole_test();
	entry_test();
	second_space_test();
}

TEST("tables", run);
