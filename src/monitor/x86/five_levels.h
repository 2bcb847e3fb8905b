/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests on a processor with five-level paging.
 *
 * CR4.LA57 cannot change in long mode (APM vol.2 3.1.3), so a guest's L4 needs
 * an L5 above it. With the L4 itself in its first and last entry a guest could
 * reach each address of one half by another in the gap between the halves, and
 * kernels rely on that gap: they take any positive pointer of a program, for
 * what is not the program's must fault. Therefore each processor has two
 * tables of its own below its L5, one for each half, which copy the guest's L4
 * and have nothing in the entries that the gap would use.
 *
 * The copies obey the rules of a TLB: loading CR3 copies everything, INVLPG
 * one entry, and where an address faults though the L4 maps it, the copy is
 * renewed. What the validator owes a TLB it thereby owes them, too (mm/tlb.h).
 *
 * In the gap only #PF can happen where four levels have #GP; the run loop
 * makes #GP of it. All other checks are the monitor's own, of 48 bits
 * (addr_is_canonical(), guest_range_ok()), and CPUID hides LA57. WRFSBASE and
 * WRGSBASE take 57 bits, which nothing in the monitor takes for an address
 * that it has checked.
 */
#ifndef UNDERPIN_X86_FIVE_LEVELS_H
#define UNDERPIN_X86_FIVE_LEVELS_H

#include "core/types.h"

/**
 * struct l5 - one processor's tables above the L3s of the guest that it runs
 * @top: what CR3 gets, or NULL: this processor has four levels
 * @low: copy of the L4 for addresses of the lower half
 * @high: for the upper half; the monitor's entries are the same in every L4
 * @source: the guest's L4, in the direct map; NULL outside of guests
 */
struct l5 {
	u64 *top;
	u64 *low;
	u64 *high;
	const u64 *source;
};

/**
 * l5_connect() - fill the top
 * @low: and @high: physical addresses of the tables
 */
void l5_connect(struct l5 *l5, u64 low, u64 high);

/** l5_copy() - take over a whole L4; loading CR3 has to follow */
void l5_copy(struct l5 *l5, const u64 *source);

/**
 * l5_renew() - take over the entry that maps @va
 *
 * Return: false if it was up to date already, or none maps @va.
 */
bool l5_renew(struct l5 *l5, u64 va);

#endif /* UNDERPIN_X86_FIVE_LEVELS_H */
