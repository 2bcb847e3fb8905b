// SPDX-License-Identifier: GPL-2.0
/*
 * watchdog - sets one, sets it anew once, and then waits for nothing at all:
 * the domain must be shut down by it.
 */
#include "guest.h"
#include "xen/sched.h"

static s64 watchdog(u32 id, u32 seconds)
{
	struct sched_watchdog op = { .id = id, .timeout = seconds };

	return hypercall2(__HYPERVISOR_sched_op, SCHEDOP_watchdog, addr(&op));
}

static void run(void)
{
	is(watchdog(0, 60), 1, "a watchdog");
	is(watchdog(1, 1), 0, "it expires in a second");
	for (;;)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_block, 0);
}

TEST("watchdog", run);
