// SPDX-License-Identifier: GPL-2.0
/*
 * spaces - which addresses there are, and when a change of the L4 shows.
 *
 * A guest has 48-bit addresses on whatever processor: the gap between the
 * halves ends in #GP (APM vol.2 5.3.1), also where a processor with five-level
 * paging would find a second way to memory. An L4 entry that was empty works
 * as soon as it is written, for the guest and for a hypercall's pointer; one
 * that is cleared is gone after INVLPG, a flush, or loading CR3.
 */
#include "guest.h"
#include "xen/layout.h"
#include "xen/mmu.h"
#include "xen/version.h"

#define GP 13
#define PF 14

#define SLOT 100
#define SLOT_VA ((u8 *)((u64)SLOT << 39))

static u8 data[PAGE_SIZE] __aligned(PAGE_SIZE);

static void read_byte(void *arg)
{
	(void)READ_ONCE(*(u8 *)arg);
}

static void write_byte(void *arg)
{
	WRITE_ONCE(*(u8 *)arg, 1);
}

static void jump(void *arg)
{
	((void (*)(void))arg)();
}

static void gap_try(const char *name, u64 va)
{
	struct fault f = try(read_byte, (void *)va);

	ok(f.happened && f.vector == GP && !f.error, "%s: read", name);
	f = try(write_byte, (void *)va);
	ok(f.happened && f.vector == GP && !f.error, "%s: write", name);
	f = try(jump, (void *)va);
	ok(f.happened && f.vector == GP && !f.error, "%s: jump", name);
	is(hypercall2(__HYPERVISOR_xen_version, XENVER_extraversion, va),
	   -XEN_EFAULT, "%s: hypercall", name);
}

static void gap_test(void)
{
	u64 low = addr(SLOT_VA);

	memset(data, 0, sizeof(data));
	gap_try("the gap's first byte", 0x0000800000000000ULL);
	gap_try("the gap's last page", 0xffff7ffffffff000ULL);
	gap_try("the M2P from below", MACH2PHYS_VIRT_START << 16 >> 16);
	gap_try("a page from below", addr(data) << 16 >> 16);
	gap_try("a page from far below", addr(data) & 0x01ffffffffffffffULL);
	gap_try("a low page from above", low | 0xffffULL << 48);
	is(data[0], 0, "nothing was written");
}

static s64 slot_set(u64 entry)
{
	return mmu_update_one(table_of(data, 4) * PAGE_SIZE + SLOT * 8, entry);
}

static u64 tables_make(void)
{
	u64 entry = va_to_mfn(data) << 12 | PTE_RW_PAGE;
	unsigned int level;

	for (level = 1; level < 4; level++) {
		u64 *table = page_take();

		table[0] = entry;
		map(table, va_to_mfn(table), PTE_RO_PAGE);
		entry = va_to_mfn(table) << 12 | PTE_RW_PAGE;
	}
	return entry;
}

/*
 * Verdicts wait until the memory was tried: to print leads through Linux, and
 * the way back loads CR3.
 */
static void slot_fill(u64 entry)
{
	s64 rc;
	u8 got;

	data[0] = 42;
	rc = slot_set(entry);
	got = READ_ONCE(*SLOT_VA);
	is(rc, 0, "fill an L4 entry");
	is(got, 42, "memory is there");
}

static void slot_fill_for_hypercall(u64 entry)
{
	s64 set, rc;

	data[0] = 0;
	set = slot_set(entry);
	rc = hypercall2(__HYPERVISOR_xen_version, XENVER_extraversion,
			addr(SLOT_VA));
	is(set, 0, "fill an L4 entry");
	is(rc, 0, "a hypercall writes there");
	ok(data[0], "it has written");
}

static void slot_clear(u32 cmd, u64 arg, const char *name)
{
	s64 set = slot_set(0), rc = mmuext(cmd, arg, 0);
	struct fault f = try(read_byte, SLOT_VA);

	is(set, 0, "clear the entry");
	is(rc, 0, "%s", name);
	ok(f.happened && f.vector == PF && f.cr2 == addr(SLOT_VA),
	   "memory is gone");
}

static void slot_test(void)
{
	u64 entry = tables_make();

	/* Or a change of types would have the monitor flush by itself. */
	is(mmuext(MMUEXT_PIN_L3_TABLE, (entry & PTE_ADDR) >> 12, 0), 0,
	   "pin an L3");
	slot_fill_for_hypercall(entry);
	slot_clear(MMUEXT_INVLPG_LOCAL, addr(SLOT_VA), "INVLPG");
	slot_fill(entry);
	slot_clear(MMUEXT_TLB_FLUSH_LOCAL, 0, "a flush");
	slot_fill(entry);
	slot_clear(MMUEXT_NEW_BASEPTR, table_of(data, 4), "loading CR3");
}

static void spaces(void)
{
	gap_test();
	slot_test();
}

TEST("spaces", spaces);
