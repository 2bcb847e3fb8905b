// SPDX-License-Identifier: GPL-2.0
/* A TLB that counts. */
#include "mm/tlb.h"
#include "tlb.h"

struct fake_tlb fake_tlb;
void (*fake_tlb_race)(void);

void tlb_flush_local(void)
{
	fake_tlb.local++;
}

void tlb_flush_page(u64 va)
{
	fake_tlb.page++;
	fake_tlb.page_va = va;
}

void tlb_flush_frame(struct domain *d, struct frame *f)
{
	fake_tlb.frame++;
	fake_tlb.frame_last = f;
	if (fake_tlb_race)
		fake_tlb_race();
}
