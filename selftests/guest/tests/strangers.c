// SPDX-License-Identifier: GPL-2.0
/*
 * strangers - a guest cannot name other domains, the control domain least of
 * all, but in the few ways that the ABI gives it.
 */
#include "guest.h"
#include "xen/event_channel.h"
#include "xen/grant_setup.h"
#include "xen/memory.h"
#include "xen/mmu.h"
#include "xen/sched.h"

static s64 event_op(u32 cmd, void *arg)
{
	return hypercall2(__HYPERVISOR_event_channel_op, cmd, addr(arg));
}

static s64 grant_op(u32 cmd, void *arg)
{
	return hypercall3(__HYPERVISOR_grant_table_op, cmd, addr(arg), 1);
}

static void event_test(void)
{
	struct evtchn_alloc_unbound a = { .dom = 0, .remote_dom = 0 };
	struct evtchn_bind_interdomain b = { .remote_dom = 0 };
	struct evtchn_bind_pirq p = { .pirq = 1 };
	struct evtchn_status s = { .dom = 0, .port = 1 };
	struct evtchn_reset r = { 0 };
	unsigned int bound = 0;

	is(event_op(EVTCHNOP_alloc_unbound, &a), -XEN_EPERM,
	   "no port of the control domain");
	for (b.remote_port = 0; b.remote_port < 256; b.remote_port++)
		if (!event_op(EVTCHNOP_bind_interdomain, &b))
			bound++;
	is(bound, 0, "no port of it can be bound");
	b = (struct evtchn_bind_interdomain){ .remote_dom = 999 };
	is(event_op(EVTCHNOP_bind_interdomain, &b), -XEN_ESRCH,
	   "no such domain");
	is(event_op(EVTCHNOP_status, &s), -XEN_EPERM, "its ports are secret");
	ok(event_op(EVTCHNOP_reset, &r) < 0, "and cannot be reset");
	ok(event_op(EVTCHNOP_bind_pirq, &p) < 0, "no real interrupt");
}

static void grant_test(void)
{
	struct gnttab_setup_table t = {
		.dom = 0, .nr_frames = 1, .frame_list = addr(&t),
	};
	struct gnttab_map_grant_ref m = {
		.host_addr = VIRT_BASE, .flags = GNTMAP_host_map, .dom = 0,
	};
	struct gnttab_copy c = { .len = 8 };
	static u8 here[PAGE_SIZE] __aligned(PAGE_SIZE);

	ok(grant_op(GNTTABOP_setup_table, &t) || t.status,
	   "its grant table is its own");
	ok(grant_op(GNTTABOP_map_grant_ref, &m) || m.status,
	   "its grants cannot be mapped");
	c.source.u.gmfn = 1;
	c.source.domid = 0;
	c.dest.u.gmfn = va_to_mfn(here);
	c.dest.domid = DOMID_SELF;
	ok(grant_op(GNTTABOP_copy, &c) || c.status,
	   "its memory cannot be copied from");
	c.source.u.gmfn = va_to_mfn(here);
	c.source.domid = DOMID_SELF;
	c.dest.u.gmfn = 1;
	c.dest.domid = 0;
	c.status = 0;
	ok(grant_op(GNTTABOP_copy, &c) || c.status, "nor copied to");
	c.dest.domid = DOMID_SELF;
	c.status = 0;
	ok(grant_op(GNTTABOP_copy, &c) || c.status,
	   "not as one's own either");
	c.dest.u.gmfn = table_of(here, 4);
	c.status = 0;
	ok(grant_op(GNTTABOP_copy, &c) || c.status,
	   "nor one's own page tables");
}

static void other_test(void)
{
	struct mmuext_op pin = { .cmd = MMUEXT_PIN_L4_TABLE };
	u64 extent = 0x1000;
	struct xen_memory_reservation r = {
		.extent_start = addr(&extent), .nr_extents = 1, .domid = 0,
	};
	struct sched_remote_shutdown s = { 0, SHUTDOWN_crash };
	struct mmu_update u = { 0x1000 | MMU_MACHPHYS_UPDATE, 5 };

	ok(hypercall4(__HYPERVISOR_mmuext_op, addr(&pin), 1, 0, 0) < 0,
	   "no table of it can be pinned");
	ok(hypercall4(__HYPERVISOR_mmu_update, addr(&u), 1, 0, 0) < 0,
	   "no M2P entry of it can be set");
	is(mmu_update_one(0x1000 | MMU_MACHPHYS_UPDATE, 5), -XEN_EINVAL,
	   "nor of any foreign frame");
	is(hypercall2(__HYPERVISOR_memory_op, XENMEM_decrease_reservation,
		      addr(&r)), 0, "its memory cannot shrink");
	ok(hypercall2(__HYPERVISOR_sched_op, SCHEDOP_remote_shutdown,
		      addr(&s)) < 0, "it cannot be shut down");
}

static void run(void)
{
	event_test();
	grant_test();
	other_test();
}

TEST("strangers", run);
