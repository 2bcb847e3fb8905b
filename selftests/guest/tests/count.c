// SPDX-License-Identifier: GPL-2.0
/*
 * count - forever: counts in the page that is the store's ring elsewhere, where
 * who started this guest reads it.
 */
#include "guest.h"
#include "xen/sched.h"

static u64 *window(void)
{
	static u64 page[PAGE_SIZE / 8] __aligned(PAGE_SIZE);

	if (map(page, start->store_mfn, PTE_RW_PAGE))
		shutdown(SHUTDOWN_crash);
	return page;
}

static void run(void)
{
	u64 *count = window();

	for (;;) {
		WRITE_ONCE(*count, READ_ONCE(*count) + 1);
		hypercall2(__HYPERVISOR_xen_version, 0, 0);
	}
}

TEST("count", run);
