/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's own page tables and pages: memory.c. */
#ifndef GUEST_MEMORY_H
#define GUEST_MEMORY_H

#include "base.h"

#define VIRT_BASE 0xffffffff80000000ULL

#define PTE_P (1ULL << 0)
#define PTE_RW (1ULL << 1)
#define PTE_US (1ULL << 2)
#define PTE_A (1ULL << 5)
#define PTE_D (1ULL << 6)
#define PTE_PS (1ULL << 7)
#define PTE_ADDR 0x000ffffffffff000ULL
#define PTE_RO_PAGE (PTE_P | PTE_US | PTE_A)
#define PTE_RW_PAGE (PTE_RO_PAGE | PTE_RW | PTE_D)

u64 va_to_mfn(const void *va);
void *mfn_to_va(u64 mfn);

/** pte_of() - the current L1 entry of an address, and where it is */
u64 pte_of(const void *va, u64 *maddr);

/** map() - update_va_mapping with a flush of that address */
s64 map(void *va, u64 mfn, u64 flags);

/** table_of() - machine frame of the table of @level that maps @va */
u64 table_of(const void *va, unsigned int level);

/** page_take() - a zeroed page, never given back */
void *page_take(void);

/** read_only_page() - page_take(), mapped read-only, as a table has to be */
void *read_only_page(void);

s64 mmu_update_one(u64 ptr, u64 val);
s64 mmuext(u32 cmd, u64 arg1, u64 arg2);

#endif /* GUEST_MEMORY_H */
