// SPDX-License-Identifier: GPL-2.0
/* See call.h. */
#include "call.h"
#include "world.h"
#include "core/print.h"

#define MAX_RESTARTS 1000000

u32 call_budget = 1000000;
unsigned int call_restarts;
void (*call_between)(void);

static s64 run(hc_fn *fn, struct hypercall *hc)
{
	s64 rc;

	call_restarts = 0;
	for (;;) {
		hc->budget.left = call_budget;
		rc = fn(hc);
		bug_on(guest->lock.held);
		if (rc != HC_RESTART)
			return rc;
		bug_on(call_restarts++ == MAX_RESTARTS);
		if (call_between)
			call_between();
	}
}

s64 call(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct hypercall hc = {
		.d = guest,
		.v = guest->vcpu[0],
		.arg = { a0, a1, a2, a3 },
	};

	return run(fn, &hc);
}

s64 call_control(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct hypercall hc = {
		.d = control_domain(),
		.arg = { a0, a1, a2, a3 },
	};

	return run(fn, &hc);
}
