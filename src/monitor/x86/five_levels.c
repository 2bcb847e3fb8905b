// SPDX-License-Identifier: GPL-2.0
/* A guest's L4 beneath five-level paging; see five_levels.h. */
#include "x86/five_levels.h"

#include "domain/segment.h"
#include "mm/pte.h"

#define L5_FLAGS (PTE_P | PTE_RW | PTE_US | PTE_A)
#define HALF (PT_ENTRIES / 2)

void l5_connect(struct l5 *l5, u64 low, u64 high)
{
	l5->top[0] = low | L5_FLAGS;
	l5->top[PT_ENTRIES - 1] = high | L5_FLAGS;
}

/* Entry by entry: the processor may walk the tables meanwhile. */
void l5_copy(struct l5 *l5, const u64 *source)
{
	for (unsigned int i = 0; i < HALF; i++)
		WRITE_ONCE(l5->low[i], READ_ONCE(source[i]));
	for (unsigned int i = HALF; i < PT_ENTRIES; i++)
		WRITE_ONCE(l5->high[i], READ_ONCE(source[i]));
	l5->source = source;
}

bool l5_renew(struct l5 *l5, u64 va)
{
	unsigned int slot = va >> 39 & (PT_ENTRIES - 1);
	u64 *copy, entry;

	if (!l5->source || !addr_is_canonical(va))
		return false;
	copy = slot < HALF ? &l5->low[slot] : &l5->high[slot];
	entry = READ_ONCE(l5->source[slot]);
	/* The processor marks the copy. */
	if (!((READ_ONCE(*copy) ^ entry) & ~PTE_A))
		return false;
	WRITE_ONCE(*copy, entry);
	return true;
}
