// SPDX-License-Identifier: GPL-2.0
/* The flush clock; see tlb.h. */
#include "mm/tlb.h"

#include "domain/domain.h"
#include "domain/vcpu.h"

/* With several vCPUs each needs a clock, and a stamp is one of all of them. */
_Static_assert(DOMAIN_MAX_VCPUS == 1, "one processor inside at a time");

/* Only the processor inside writes it. */
void tlb_tick(struct domain *d)
{
	WRITE_ONCE(d->tlb_clock, d->tlb_clock + 1);
}

void tlb_stamp(const struct domain *d, struct frame *f)
{
	f->stamp = READ_ONCE(d->tlb_clock);
}

static void ask_to_leave(struct domain *d)
{
	for (u32 i = 0; i < DOMAIN_MAX_VCPUS; i++)
		if (d->vcpu[i])
			vcpu_kick(d->vcpu[i]);
}

bool tlb_settle(struct domain *d, struct frame *f)
{
	if (f->stamp != READ_ONCE(d->tlb_clock))
		return true;
	if (tlb_inside(d)) {
		tlb_flush_local();
		return true;
	}
	if (!tlb_others_inside(d))
		return true;
	ask_to_leave(d);
	return false;
}
