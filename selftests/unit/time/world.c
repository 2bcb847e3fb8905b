// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "tlb.h"
#include "world.h"
#include "xen/virq.h"

u64 fake_tsc = 123456789;
struct vcpu *cpu;
int context_answer;
unsigned int context_calls;
static struct shared_info page;

int vcpu_context_set(struct vcpu *v, const struct vcpu_guest_context *c,
		     struct pt_budget *b)
{
	context_calls++;
	return context_answer;
}

void world_init(void)
{
	struct domain *d = fake_domain(1);

	time_init(TSC_KHZ, 1700000000, 500);
	arena_init(8);
	ec_domain_init(d, 1023);
	d->shared_info = &page;
	cpu = d->vcpu[0];
	cpu->info = &page.vcpu_info[0];
	cpu->initialised = true;
	cpu->running = true;
	fake_tlb.inside = d;
	cpu->runstate.state_entry_time = time_now();
	is(ec_bind_virq(d, VIRQ_TIMER, 0), 1);
}

void pass(u64 ns)
{
	fake_tsc += ns * (TSC_KHZ / 1000000);
}

bool timer_fired(void)
{
	bool fired = page.evtchn_pending[0] & 2;

	page.evtchn_pending[0] = 0;
	cpu->info->evtchn_pending_sel = 0;
	cpu->info->evtchn_upcall_pending = 0;
	return fired;
}

s64 call(hc_fn *fn, u64 arg0, u64 arg1, u64 arg2)
{
	struct hypercall hc = {
		.d = fake_domain(1),
		.v = cpu,
		.arg = { arg0, arg1, arg2 },
		.budget = { 1000 },
	};

	return fn(&hc);
}

s64 control_call(hc_fn *fn, u64 arg0, u64 arg1)
{
	struct hypercall hc = {
		.d = fake_domain(0),
		.arg = { arg0, arg1 },
		.budget = { 1000 },
	};

	return fn(&hc);
}

u64 with(void *p, size_t n)
{
	guest_forbid_all();
	return guest_allow(p, n).a;
}

u64 with_too(void *p, size_t n)
{
	return guest_allow(p, n).a;
}
