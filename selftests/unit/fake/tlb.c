// SPDX-License-Identifier: GPL-2.0
/* TLBs that count. */
#include <stddef.h>

#include "tlb.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "mm/tlb.h"

struct fake_tlb fake_tlb;
void (*fake_tlb_race)(void);
void (*fake_tlb_interrupted)(struct vcpu *v);
void (*fake_tlb_loads)(struct vcpu *v);

struct vcpu *vcpu_current(void)
{
	if (fake_tlb.self)
		return fake_tlb.self;
	return fake_tlb.inside ? fake_tlb.inside->vcpu[0] : NULL;
}

void fake_tlb_load(struct vcpu *v)
{
	u32 clock = tlb_flush_begin(v);

	if (fake_tlb_loads)
		fake_tlb_loads(v);
	tlb_flush_end(v, clock);
}

void tlb_flush_local(void)
{
	struct vcpu *v = vcpu_current();

	fake_tlb.local++;
	if (v)
		fake_tlb_load(v);
	if (fake_tlb_race)
		fake_tlb_race();
}

void tlb_flush_page(u64 va)
{
	fake_tlb.page++;
	fake_tlb.page_va = va;
}

void tlb_interrupt(struct vcpu *v)
{
	fake_tlb.interrupts++;
	if (fake_tlb_interrupted)
		fake_tlb_interrupted(v);
	else
		tlb_conceal(v);
}

void fake_tlb_expose(struct vcpu *v)
{
	struct fake_tlb ours = fake_tlb;

	fake_tlb.self = v;
	tlb_expose(v);
	fake_tlb = ours;
}

void fake_tlb_run(struct vcpu *v)
{
	v->running = true;
	fake_tlb_load(v);
	fake_tlb_expose(v);
}

void fake_tlb_leave(struct vcpu *v)
{
	tlb_conceal(v);
	fake_tlb_load(v);
	v->running = false;
}
