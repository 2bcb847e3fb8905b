// SPDX-License-Identifier: GPL-2.0
/* Per-processor areas (cpu.h) and GDT windows. */
#include "x86/cpu.h"

#include "mm/heap.h"
#include "mm/pagetable.h"
#include "x86/idt.h"
#include "x86/insn.h"
#include "x86/paging.h"
#include "x86/vectors.h"
#include "xen/errno.h"

/* Pages of the area that are backed; the others are holes (cpu.h). */
static const u8 area_pages[] = { 1, 2, 3, 4, 6, 7, 9, 11, 13 };

static u32 count;

u32 cpu_count(void)
{
	return count;
}

/* CPUID 7.0 EBX */
#define CPUID_FSGSBASE (1U << 0)
#define CPUID_SMEP (1U << 7)

u64 cpu_guest_cr4(void)
{
	static u64 cr4;
	u32 leaf[4];

	if (cr4)
		return cr4;
	cpuid(7, 0, leaf);
	cr4 = CR4_PAE | CR4_MCE | CR4_OSFXSR | CR4_OSXMMEXCPT | CR4_OSXSAVE;
	if (leaf[1] & CPUID_FSGSBASE)
		cr4 |= CR4_FSGSBASE;
	if (leaf[1] & CPUID_SMEP)
		cr4 |= CR4_SMEP;
	if (paging_five_levels())
		cr4 |= CR4_LA57;
	return cr4;
}

u64 cpu_syscall_entry(void)
{
	if (cpu_guest_cr4() & CR4_FSGSBASE && !paging_five_levels())
		return (u64)entry_syscall_fast;
	return (u64)entry_syscall;
}

/* CPUID 8000_0008 EBX */
#define CPUID_IBPB (1U << 12)

bool cpu_has_ibpb(void)
{
	static enum { UNKNOWN, ABSENT, PRESENT } ibpb;
	u32 leaf[4];

	if (ibpb == UNKNOWN) {
		cpuid(0x80000008, 0, leaf);
		ibpb = leaf[1] & CPUID_IBPB ? PRESENT : ABSENT;
	}
	return ibpb == PRESENT;
}

u64 cpu_percpu_bytes(void)
{
	return (ARRAY_SIZE(area_pages) + 1) * PAGE_SIZE;
}

static int map_fresh(u64 va)
{
	void *page = heap_alloc_page();

	if (!page)
		return -XEN_ENOMEM;
	return paging_map(va, direct_to_maddr(page), PTE_RW | PTE_NX);
}

/* The window's tables exist from now on: loading a GDT never allocates. */
static int gdt_window_prepare(u32 index)
{
	u64 va = gdt_window(index) + GDT_RESERVED_PAGE * PAGE_SIZE;

	if (map_fresh(va))
		return -XEN_ENOMEM;
	gdt_reserved_fill((u64 *)va);
	return 0;
}

int cpu_prepare(u32 index, struct up_cpu *shared, struct up_counts *counts)
{
	struct cpu *c;

	for (size_t i = 0; i < ARRAY_SIZE(area_pages); i++)
		if (map_fresh(cpu_area(index) + area_pages[i] * PAGE_SIZE))
			return -XEN_ENOMEM;
	if (gdt_window_prepare(index) || paging_cpu_init(index))
		return -XEN_ENOMEM;
	c = cpu_of(index);
	c->index = index;
	c->shared = shared;
	c->counts = counts;
	for (u32 ist = IST_NMI; ist <= IST_MC; ist++)
		c->tss.ist[ist - 1] = cpu_area(index) + CPU_AREA_IST_TOP(ist);
	c->tss.iomap = sizeof(struct tss);
	count = index + 1;
	return 0;
}
