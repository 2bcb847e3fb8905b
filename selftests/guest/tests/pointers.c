// SPDX-License-Identifier: GPL-2.0
/*
 * pointers - each hypercall that takes a pointer gets wild ones.
 *
 * The answer is -EFAULT for every address that the guest itself could not
 * read or write: not mapped, not canonical, in the monitor's hole (the M2P
 * too, which the guest may read, but not have the monitor read for it),
 * wrapping around, and read-only where a result is to be written.
 */
#include "guest.h"
#include "xen/callback.h"
#include "xen/console.h"
#include "xen/event_channel.h"
#include "xen/grant_setup.h"
#include "xen/layout.h"
#include "xen/memory.h"
#include "xen/multicall.h"
#include "xen/physdev.h"
#include "xen/sched.h"
#include "xen/vcpu.h"
#include "xen/version.h"

/** struct wild - an address, and what is wrong with it */
static const struct wild {
	u64 addr;
	const char *what;
} wild[] = {
	{ 0, "null" },
	{ 8, "unmapped" },
	{ 0x7fffffffe000, "end of the lower half" },
	{ 0x800000000000, "not canonical" },
	{ 0xffff7ffffffffff8, "not canonical, high" },
	{ HYPERVISOR_VIRT_START, "M2P" },
	{ HYPERVISOR_VIRT_START - 4, "into the M2P" },
	{ 0xffff808000000000, "monitor's slot 257" },
	{ 0xffff818000000000, "monitor's image" },
	{ 0xffff818040005ff0, "monitor's stack" },
	{ 0xffff840000000000, "monitor's direct map" },
	{ HYPERVISOR_VIRT_END - 8, "end of the hole" },
	{ HYPERVISOR_VIRT_END, "behind the hole" },
	{ 0xfffffffffffffff8, "wraps around" },
};

/**
 * struct call - a hypercall whose argument number @at is a pointer
 * @null_is_none: a null pointer is no error
 */
struct call {
	const char *name;
	u64 nr;
	u8 at;
	u64 args[5];
	bool null_is_none;
};

#define OP(n, cmd) { #cmd, __HYPERVISOR_##n, 1, { cmd }, false }

static const struct call calls[] = {
	{ "set_trap_table", __HYPERVISOR_set_trap_table, 0, { 0 }, true },
	{ "mmu_update", __HYPERVISOR_mmu_update, 0,
	  { 0, 1, 0, DOMID_SELF }, false },
	{ "set_gdt", __HYPERVISOR_set_gdt, 0, { 0, 16 }, false },
	{ "multicall", __HYPERVISOR_multicall, 0, { 0, 1 }, false },
	{ "console_io", __HYPERVISOR_console_io, 2, { CONSOLEIO_write, 8 }, false },
	{ "mmuext_op", __HYPERVISOR_mmuext_op, 0, { 0, 1, 0, DOMID_SELF }, false },
	{ "VCPUOP_initialise", __HYPERVISOR_vcpu_op, 2,
	  { VCPUOP_initialise, 0 }, false },
	{ "VCPUOP_set_singleshot_timer", __HYPERVISOR_vcpu_op, 2,
	  { VCPUOP_set_singleshot_timer, 0 }, false },
	{ "VCPUOP_set_periodic_timer", __HYPERVISOR_vcpu_op, 2,
	  { VCPUOP_set_periodic_timer, 0 }, false },
	{ "VCPUOP_register_vcpu_info", __HYPERVISOR_vcpu_op, 2,
	  { VCPUOP_register_vcpu_info, 0 }, false },
	{ "VCPUOP_get_runstate_info", __HYPERVISOR_vcpu_op, 2,
	  { VCPUOP_get_runstate_info, 0 }, false },
	{ "GNTTABOP_setup_table", __HYPERVISOR_grant_table_op, 1,
	  { GNTTABOP_setup_table, 0, 1 }, false },
	{ "GNTTABOP_query_size", __HYPERVISOR_grant_table_op, 1,
	  { GNTTABOP_query_size, 0, 1 }, false },
	{ "GNTTABOP_set_version", __HYPERVISOR_grant_table_op, 1,
	  { GNTTABOP_set_version, 0, 1 }, false },
	{ "GNTTABOP_copy", __HYPERVISOR_grant_table_op, 1,
	  { GNTTABOP_copy, 0, 1 }, false },
	OP(memory_op, XENMEM_exchange),
	OP(memory_op, XENMEM_memory_map),
	OP(memory_op, XENMEM_machphys_mapping),
	OP(memory_op, XENMEM_maximum_gpfn),
	OP(xen_version, XENVER_extraversion),
	OP(xen_version, XENVER_capabilities),
	OP(xen_version, XENVER_get_features),
	OP(xen_version, XENVER_compile_info),
	OP(xen_version, XENVER_commandline),
	OP(xen_version, XENVER_guest_handle),
	OP(sched_op, SCHEDOP_shutdown),
	OP(sched_op, SCHEDOP_poll),
	OP(callback_op, CALLBACKOP_register),
	OP(event_channel_op, EVTCHNOP_send),
	OP(event_channel_op, EVTCHNOP_alloc_unbound),
	OP(event_channel_op, EVTCHNOP_bind_virq),
	OP(event_channel_op, EVTCHNOP_bind_interdomain),
	OP(event_channel_op, EVTCHNOP_status),
	OP(event_channel_op, EVTCHNOP_close),
	OP(physdev_op, PHYSDEVOP_set_iopl),
};

static s64 call_with(const struct call *c, u64 pointer)
{
	u64 a[5];

	memcpy(a, c->args, sizeof(a));
	a[c->at] = pointer;
	return hypercall(c->nr, a[0], a[1], a[2], a[3], a[4]);
}

static void wild_test(void)
{
	unsigned int i, j;
	s64 ret;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		for (j = calls[i].null_is_none; j < ARRAY_SIZE(wild); j++) {
			ret = call_with(&calls[i], wild[j].addr);
			if (ret != -XEN_EFAULT)
				break;
		}
		if (!ok(j == ARRAY_SIZE(wild), "%s", calls[i].name))
			print("# %s (%lx): %ld", wild[j].what,
			      (long)wild[j].addr, (long)ret);
	}
}

/* Pointers inside of structures. */
static void nested_test(void)
{
	struct xen_memory_reservation r = {
		.nr_extents = 1, .domid = DOMID_SELF,
	};
	struct sched_poll p = { .nr_ports = 1 };
	struct gnttab_setup_table g = { .dom = DOMID_SELF, .nr_frames = 1 };
	unsigned int i, bad = 0;

	for (i = 0; i < ARRAY_SIZE(wild); i++) {
		r.extent_start = wild[i].addr;
		p.ports = wild[i].addr;
		if (hypercall2(__HYPERVISOR_memory_op,
			       XENMEM_decrease_reservation, addr(&r)) > 0)
			bad++;
		if (hypercall2(__HYPERVISOR_memory_op,
			       XENMEM_populate_physmap, addr(&r)) > 0)
			bad++;
		if (hypercall2(__HYPERVISOR_sched_op, SCHEDOP_poll,
			       addr(&p)) != -XEN_EFAULT)
			bad++;
		g.frame_list = wild[i].addr;
		if (!hypercall3(__HYPERVISOR_grant_table_op,
				GNTTABOP_setup_table, addr(&g), 1) &&
		    !g.status)
			bad++;
	}
	is(bad, 0, "pointers in structures");
}

/* Results into a read-only page, as a page-table page is. */
static void read_only_test(void)
{
	struct gnttab_query_size *page = page_take();
	struct xen_feature_info *f = (void *)page;

	page->dom = DOMID_SELF;
	f->submap_idx = 0;
	is(map(page, va_to_mfn(page), PTE_RO_PAGE), 0, "a read-only page");
	is(hypercall2(__HYPERVISOR_xen_version, XENVER_get_features, addr(f)),
	   -XEN_EFAULT, "no result into it");
	is(hypercall2(__HYPERVISOR_xen_version, XENVER_get_features,
		      start->pt_base), -XEN_EFAULT, "none into a page table");
	is(f->submap, 0, "nothing was written");
}

static void run(void)
{
	wild_test();
	nested_test();
	read_only_test();
}

TEST("pointers", run);
