// SPDX-License-Identifier: GPL-2.0
/* A TLB that counts. */
#include "tlb.h"
#include "mm/tlb.h"

struct fake_tlb fake_tlb;
void (*fake_tlb_race)(void);

void tlb_flush_local(void)
{
	fake_tlb.local++;
	if (fake_tlb.inside)
		tlb_tick(fake_tlb.inside);
	if (fake_tlb_race)
		fake_tlb_race();
}

void tlb_flush_page(u64 va)
{
	fake_tlb.page++;
	fake_tlb.page_va = va;
}

bool tlb_inside(const struct domain *d)
{
	return fake_tlb.inside == d;
}

bool tlb_others_inside(const struct domain *d)
{
	return fake_tlb.others == d;
}
