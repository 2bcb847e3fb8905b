// SPDX-License-Identifier: GPL-2.0
/*
 * counts - numbers of things that are larger than any guest needs.
 *
 * Each has to end, in an error or a short count, without a guest of a few
 * megabytes keeping a processor of the server for long.
 */
#include "guest.h"
#include "xen/grant_ops.h"
#include "xen/memory.h"
#include "xen/mmu.h"
#include "xen/multicall.h"

static struct multicall_entry calls[64];

static void list_test(void)
{
	static const u64 counts[] = {
		0x7fffffff, 0x80000000, 0xffffffff, ~0ULL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		ok(hypercall4(__HYPERVISOR_mmu_update, 0x1000, counts[i], 0,
			      DOMID_SELF) <= 0,
		   "mmu_update of 0x%lx", (long)counts[i]);
		ok(hypercall4(__HYPERVISOR_mmuext_op, 0x1000, counts[i], 0,
			      DOMID_SELF) <= 0,
		   "mmuext_op of 0x%lx", (long)counts[i]);
		ok(hypercall2(__HYPERVISOR_multicall, 0x1000, counts[i]) < 0,
		   "multicall of 0x%lx", (long)counts[i]);
		ok(hypercall2(__HYPERVISOR_set_gdt, addr(calls),
			      counts[i]) < 0,
		   "set_gdt of 0x%lx", (long)counts[i]);
		ok(hypercall3(__HYPERVISOR_grant_table_op, GNTTABOP_copy,
			      0x1000, counts[i]) < 0,
		   "grant_table_op of 0x%lx", (long)counts[i]);
	}
}

static void reservation_test(void)
{
	u64 extent = 0;
	struct xen_memory_reservation r = {
		.extent_start = addr(&extent),
		.nr_extents = ~0ULL,
		.domid = DOMID_SELF,
	};

	ok(hypercall2(__HYPERVISOR_memory_op, XENMEM_decrease_reservation,
		      addr(&r)) <= 0, "give back all frames there are");
	ok(hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap,
		      addr(&r)) <= 0, "take as many");
	r.nr_extents = 1;
	r.extent_order = 63;
	is(hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap,
		      addr(&r)), 0, "an extent of all frames");
	r.extent_order = 0xffffffff;
	is(hypercall2(__HYPERVISOR_memory_op, XENMEM_decrease_reservation,
		      addr(&r)), 0, "and more than that");
	is(hypercall2(__HYPERVISOR_memory_op,
		      XENMEM_populate_physmap | 1ULL << 40, addr(&r)),
	   1LL << 34, "a start beyond the end");
}

static void multicall_test(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		calls[i] = (struct multicall_entry){
			.op = __HYPERVISOR_xen_version,
		};
	calls[3].op = 63;
	calls[4].op = __HYPERVISOR_multicall;
	calls[4].args[0] = addr(calls);
	calls[4].args[1] = ARRAY_SIZE(calls);
	calls[5].op = __HYPERVISOR_iret;
	calls[6].op = __HYPERVISOR_domctl;
	is(hypercall2(__HYPERVISOR_multicall, addr(calls), 5), 0,
	   "a multicall with errors inside");
	is(calls[2].result, 0x40011, "the good ones have results");
	is(calls[3].result, -XEN_ENOSYS, "an unknown one");
	is(calls[4].result, -XEN_EINVAL, "a multicall inside");
	is(hypercall2(__HYPERVISOR_multicall, addr(calls + 6), 1), 0,
	   "a forbidden one");
	is(calls[6].result, -XEN_EFAULT, "has its error there, too");
}

static void run(void)
{
	list_test();
	reservation_test();
	multicall_test();
}

TEST("counts", run);
