/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor's own address space. The loader made its root with the image,
 * the direct map and a page of switch code; the rest is mapped here.
 */
#ifndef UNDERPIN_X86_PAGING_H
#define UNDERPIN_X86_PAGING_H

#include "control.h"
#include "core/types.h"
#include "mm/frame.h"

/** paging_init() - create the upper levels of slots 256..259, once */
int paging_init(const struct up_init *init);

/**
 * paging_map() - map one page into the monitor's range
 * @va: in slots 256..259
 * @maddr: what to map
 * @flags: PTE_* beside PTE_P
 *
 * Not for use while other processors may touch @va, except to fill a hole.
 * Return: 0 or -XEN_ENOMEM (a table is missing and the heap is empty).
 */
int paging_map(u64 va, u64 maddr, u64 flags);

/** paging_unmap() - remove it; Return: the physical address it had, or 0 */
u64 paging_unmap(u64 va);

/** paging_entry() - the L1 entry of @va, or NULL if there is no L1 table */
u64 *paging_entry(u64 va);

/** paging_five_levels() - is CR4.LA57 on (five_levels.h)? */
bool paging_five_levels(void);

/** paging_cpu_init() - a processor's own tables; 0 or -XEN_ENOMEM */
int paging_cpu_init(u32 index);

/** paging_root_load() - put the monitor's own root into CR3 */
void paging_root_load(void);

/** paging_guest_load() - put a guest's L4 into CR3 */
void paging_guest_load(mfn_t root);

/** paging_flush() - drop this processor's translations */
void paging_flush(void);

/** paging_flush_page() - drop this processor's translation of one address */
void paging_flush_page(u64 va);

/**
 * paging_fault() - an address of the guest's address space faulted
 *
 * Return: true if only a copy of the guest's L4 was out of date: try again.
 */
bool paging_fault(u64 va);

/** image_to_maddr() - physical address of something in the image */
u64 image_to_maddr(const void *p);

static inline void *maddr_to_direct(u64 maddr)
{
	return (void *)(UP_VA_DIRECT + maddr);
}

static inline u64 direct_to_maddr(const void *p)
{
	return (u64)p - UP_VA_DIRECT;
}

#endif /* UNDERPIN_X86_PAGING_H */
