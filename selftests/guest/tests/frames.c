// SPDX-License-Identifier: GPL-2.0
/*
 * frames - a guest maps what is its own and nothing else.
 *
 * Machine frames are tried that belong to nobody, to Linux, to the monitor
 * and to the guest's own page tables. That a mapping failed is checked in the
 * table, not only in the result.
 */
#include "guest.h"
#include "xen/grant_setup.h"
#include "xen/memory.h"
#include "xen/mmu.h"

static u8 window[PAGE_SIZE] __aligned(PAGE_SIZE);

/* The page of the grant table, which the guest may map, too. */
static u64 grant_frame(void)
{
	u64 mfn = 0;
	struct gnttab_setup_table t = {
		.dom = DOMID_SELF, .nr_frames = 1, .frame_list = addr(&mfn),
	};

	hypercall3(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, addr(&t),
		   1);
	return mfn;
}

static bool is_mine(u64 mfn)
{
	const u64 *p2m = (const u64 *)start->mfn_list;
	static u64 grants;
	u64 i;

	if (!grants)
		grants = grant_frame();
	if (mfn == start->shared_info / PAGE_SIZE || mfn == grants)
		return true;
	for (i = 0; i < start->nr_pages; i++)
		if (p2m[i] == mfn)
			return true;
	return false;
}

static void foreign_test(void)
{
	static const u64 strange[] = {
		0, 1, 0xa0, 0xfee00, 0xffffffff, 0x100000000, 0xfffffffff,
		0xffffffffff,
	};
	u64 before = pte_of(window, NULL), maddr;
	unsigned int i;
	s64 ret;

	pte_of(window, &maddr);
	for (i = 0; i < ARRAY_SIZE(strange); i++) {
		ret = map(window, strange[i], PTE_RO_PAGE);
		ok(ret < 0, "frame 0x%lx by update_va_mapping: %ld",
		   (long)strange[i], (long)ret);
		ret = mmu_update_one(maddr, strange[i] << 12 | PTE_RO_PAGE);
		ok(ret < 0, "frame 0x%lx by mmu_update: %ld",
		   (long)strange[i], (long)ret);
	}
	is(pte_of(window, NULL), before, "the entry is as it was");
}

static bool can_map(u64 mfn)
{
	if (is_mine(mfn) || map(window, mfn, PTE_RW_PAGE))
		return false;
	print("# frame %lx", (long)mfn);
	return true;
}

/* All frames up to 4 GiB in large steps, and the neighbours of our own. */
static void scan_test(void)
{
	u64 mfn, mine = va_to_mfn(window), mapped = 0;

	for (mfn = 0; mfn < 0x100000; mfn += 127)
		mapped += can_map(mfn);
	for (mfn = mine - 300; mfn < mine + 300; mfn++)
		mapped += can_map(mfn);
	is(mapped, 0, "none of 8800 foreign frames can be mapped");
}

static void flags_test(void)
{
	static const u64 bad[] = {
		1ULL << 3, 1ULL << 4, PTE_PS, 1ULL << 51, 1ULL << 48,
	};
	u64 mfn = va_to_mfn(window);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ok(map(window, mfn, PTE_RW_PAGE | bad[i]) < 0,
		   "flag 0x%lx is refused", (long)bad[i]);
	is(map(window, mfn, PTE_RW_PAGE), 0, "plain memory is not");
}

static void own_tables_test(void)
{
	unsigned int level;
	s64 ret;

	for (level = 1; level <= 4; level++) {
		u64 table = table_of(window, level);

		ret = map(window, table, PTE_RW_PAGE);
		is(ret, -XEN_EBUSY, "own L%u table writable", level);
		is(map(window, table, PTE_RO_PAGE), 0,
		   "own L%u table read-only", level);
	}
	map(window, va_to_mfn(window), PTE_RW_PAGE);
}

/* A frame that is writable somewhere cannot become a page table. */
static void writable_table_test(void)
{
	void *page = page_take();

	is(mmuext(MMUEXT_PIN_L1_TABLE, va_to_mfn(page), 0), -XEN_EINVAL,
	   "a writable page cannot be pinned");
	map(page, va_to_mfn(page), PTE_RO_PAGE);
	is(mmuext(MMUEXT_PIN_L1_TABLE, va_to_mfn(page), 0), 0,
	   "it can when it is read-only");
	is(map(page, va_to_mfn(page), PTE_RW_PAGE), -XEN_EBUSY,
	   "and then it stays so");
	is(mmuext(MMUEXT_UNPIN_TABLE, va_to_mfn(page), 0), 0, "unpin");
	is(map(page, va_to_mfn(page), PTE_RW_PAGE), 0,
	   "writable again afterwards");
}

/* Frames given back are gone at once, and new ones come zeroed. */
static void reservation_test(void)
{
	u64 *page = page_take(), mfn = va_to_mfn(page), extent = mfn;
	u64 pfn = (addr(page) - VIRT_BASE) / PAGE_SIZE;
	struct xen_memory_reservation r = {
		.extent_start = addr(&extent),
		.nr_extents = 1,
		.domid = DOMID_SELF,
	};

	page[5] = 0x1234;
	is(map(page, 0, 0), 0, "unmap a page");
	is(hypercall2(__HYPERVISOR_memory_op, XENMEM_decrease_reservation,
		      addr(&r)), 1, "give its frame back");
	ok(map(page, mfn, PTE_RO_PAGE) < 0, "it is another's");
	is(hypercall2(__HYPERVISOR_memory_op, XENMEM_decrease_reservation,
		      addr(&r)), 0, "it cannot be given twice");
	extent = pfn;
	is(hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap,
		      addr(&r)), 1, "take a frame");
	is(map(page, extent, PTE_RW_PAGE), 0, "map it");
	is(page[5], 0, "it comes zeroed");
	is(addr(mfn_to_va(extent)), addr(page), "the M2P knows it");
	r.domid = 0;
	is(hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap,
		      addr(&r)), 0, "none for another domain");
}

static void run(void)
{
	foreign_test();
	scan_test();
	flags_test();
	own_tables_test();
	writable_table_test();
	reservation_test();
}

TEST("frames", run);
