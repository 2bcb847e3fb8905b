// SPDX-License-Identifier: GPL-2.0
/*
 * descriptors - a guest's GDT and LDT hold no privilege.
 */
#include "guest.h"
#include "xen/mmu.h"
#include "xen/segment.h"

#define CODE64_DPL0 0x00af9b000000ffffULL
#define DATA_DPL0 0x00cf93000000ffffULL
#define TSS 0x000089000000ffffULL
#define TRAP_GATE 0x00008f0000080000ULL
#define DPL(d) ((d) >> 45 & 3)

static s64 set_gdt(u64 mfn, u64 entries)
{
	u64 frames[14] = { mfn };

	return hypercall2(__HYPERVISOR_set_gdt, addr(frames), entries);
}

static void gdt_test(u64 *gdt)
{
	u64 mfn = va_to_mfn(gdt);

	gdt[1] = CODE64_DPL0;
	gdt[2] = DATA_DPL0;
	is(set_gdt(mfn, 16), -XEN_EINVAL, "a writable GDT");
	map(gdt, mfn, PTE_RO_PAGE);
	is(set_gdt(mfn, FIRST_RESERVED_GDT_ENTRY + 1), -XEN_EINVAL,
	   "a GDT that is too long");
	is(set_gdt(0x12345, 16), -XEN_EINVAL, "a foreign frame for GDT");
	is(set_gdt(table_of(gdt, 1), 16), -XEN_EINVAL,
	   "a page table for GDT");
	is(set_gdt(mfn, 16), 0, "a read-only GDT");
	is(DPL(gdt[1]), 3, "kernel code has lost its privilege");
	is(DPL(gdt[2]), 3, "kernel data has lost its privilege");
	is(map(gdt, mfn, PTE_RW_PAGE), -XEN_EBUSY, "it cannot be written");
}

static void gdt_garbage_test(void)
{
	u64 *gdt = page_take();

	gdt[3] = TSS;
	map(gdt, va_to_mfn(gdt), PTE_RO_PAGE);
	is(set_gdt(va_to_mfn(gdt), 16), -XEN_EINVAL, "a GDT with a TSS");
}

static s64 update(u64 *gdt, unsigned int entry, u64 desc)
{
	return hypercall2(__HYPERVISOR_update_descriptor,
			  va_to_mfn(gdt) * PAGE_SIZE + entry * 8, desc);
}

static void update_test(u64 *gdt)
{
	is(update(gdt, 4, TSS), -XEN_EINVAL, "a TSS descriptor");
	is(update(gdt, 4, TRAP_GATE), -XEN_EINVAL, "a trap gate");
	is(gdt[4], 0, "nothing was stored");
	is(update(gdt, 4, DATA_DPL0), 0, "a data descriptor");
	is(DPL(gdt[4]), 3, "without privilege");
	is(update(gdt, 4, 0x1234), 0, "an absent one, whatever it says");
	ok(hypercall2(__HYPERVISOR_update_descriptor,
		      va_to_mfn(gdt) * PAGE_SIZE + 4, 0) < 0,
	   "an unaligned address");
	ok(hypercall2(__HYPERVISOR_update_descriptor, 0x12345000, 0) < 0,
	   "a foreign frame");
	ok(hypercall2(__HYPERVISOR_update_descriptor,
		      table_of(gdt, 1) * PAGE_SIZE, 0) < 0, "a page table");
}

static void do_load_ds(void *arg)
{
	asm volatile("mov %0, %%ds" : : "r"(*(u16 *)arg));
}

static void load_test(void)
{
	static const u16 refused[] = {
		0xe008, 0xe00b, 0xe043, 0xe053, 0xfff3, 7 << 3 | 3,
	};
	u16 sel = 2 << 3 | 3;
	unsigned int i;

	ok(!try(do_load_ds, &sel).happened, "own data segment");
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		sel = refused[i];
		ok(try(do_load_ds, &sel).happened, "selector 0x%x is refused",
		   sel);
	}
	sel = 0;
	try(do_load_ds, &sel);
}

static void ldt_test(void)
{
	u64 *ldt = page_take();

	is(mmuext(MMUEXT_SET_LDT, addr(ldt) + 8, 4), -XEN_EINVAL,
	   "an unaligned LDT");
	is(mmuext(MMUEXT_SET_LDT, addr(ldt), 8193), -XEN_EINVAL,
	   "an LDT that is too long");
	is(mmuext(MMUEXT_SET_LDT, 0xffff840000000000, 4), -XEN_EINVAL,
	   "an LDT in the monitor");
	is(mmuext(MMUEXT_SET_LDT, 0, 0), 0, "no LDT");
}

static void run(void)
{
	u64 *gdt = page_take();

	gdt_test(gdt);
	gdt_garbage_test();
	update_test(gdt);
	load_test();
	ldt_test();
}

TEST("descriptors", run);
