/* SPDX-License-Identifier: GPL-2.0 */
/* Page-table entries of a 4-level guest (APM vol.2 5.3, 5.4). */
#ifndef UNDERPIN_MM_PTE_H
#define UNDERPIN_MM_PTE_H

#include "core/types.h"

#define PTE_P (1ULL << 0)
#define PTE_RW (1ULL << 1)
#define PTE_US (1ULL << 2)
#define PTE_PWT (1ULL << 3)
#define PTE_PCD (1ULL << 4)
#define PTE_A (1ULL << 5)
#define PTE_D (1ULL << 6)
#define PTE_PS (1ULL << 7) /* PAT in an L1 entry */
#define PTE_G (1ULL << 8)
#define PTE_AVAIL 0x7ff0000000000e00ULL /* APM vol.2 5.3: software's */
#define PTE_GUEST_KERNEL (1ULL << 52) /* pt_entry_adjust() */
#define PTE_NX (1ULL << 63)
#define PTE_ADDR 0x000ffffffffff000ULL

#define PT_ENTRIES 512

/* L4 slots of the monitor (public/arch-x86/xen-x86_64.h), not the guest's. */
#define PT_HOLE_FIRST 256
#define PT_HOLE_LAST 271

/** pte_mfn() - the frame that an entry names */
static inline mfn_t pte_mfn(u64 pte)
{
	return mfn((pte & PTE_ADDR) >> PAGE_SHIFT);
}

#endif /* UNDERPIN_MM_PTE_H */
