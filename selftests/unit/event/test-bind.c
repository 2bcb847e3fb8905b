// SPDX-License-Identifier: GPL-2.0
/*
 * What ports are bound to: each operation that binds, closes or asks, with
 * each of its errors.
 */
#include "world.h"
#include "xen/base.h"

static void test_alloc_unbound(void)
{
	struct evtchn_status st;

	world_init(1023);
	is(alloc_unbound(GUEST, DOMID_SELF, CONTROL), 1);
	is(alloc_unbound(GUEST, GUEST, OTHER), 2);
	is(alloc_unbound(CONTROL, GUEST, CONTROL), 3);
	is(alloc_unbound(CONTROL, DOMID_SELF, DOMID_SELF), 1);

	is(status(GUEST, DOMID_SELF, 2, &st), 0);
	is(st.status, EVTCHNSTAT_unbound);
	is(st.vcpu, 0);
	is(st.u.unbound.dom, OTHER);
	is(status(CONTROL, CONTROL, 1, &st), 0);
	is(st.u.unbound.dom, CONTROL);

	is(alloc_unbound(GUEST, OTHER, GUEST), -XEN_EPERM);
	is(alloc_unbound(GUEST, NOBODY, GUEST), -XEN_ESRCH);
	is(alloc_unbound(CONTROL, NOBODY, CONTROL), -XEN_ESRCH);
	is(fake_domain(GUEST)->refs, 1);
}

static void test_lowest_free(void)
{
	int i;

	world_init(1023);
	for (i = 1; i <= 10; i++)
		is(alloc_unbound(GUEST, DOMID_SELF, CONTROL), i);
	is(close_port(GUEST, 7), 0);
	is(close_port(GUEST, 3), 0);
	is(bind_ipi(GUEST, 0), 3);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), 7);
	is(bind_ipi(GUEST, 0), 11);
}

static void test_interdomain(void)
{
	struct evtchn_status st;
	s64 mine, theirs;

	world_init(1023);
	alloc_unbound(GUEST, DOMID_SELF, GUEST);
	theirs = alloc_unbound(GUEST, DOMID_SELF, CONTROL);
	mine = bind_interdomain(CONTROL, GUEST, theirs);
	is(mine, 1);
	is(status(CONTROL, DOMID_SELF, mine, &st), 0);
	is(st.status, EVTCHNSTAT_interdomain);
	is(st.u.interdomain.dom, GUEST);
	is(st.u.interdomain.port, theirs);
	is(status(CONTROL, GUEST, theirs, &st), 0);
	is(st.status, EVTCHNSTAT_interdomain);
	is(st.u.interdomain.dom, CONTROL);
	is(st.u.interdomain.port, mine);

	/* Whatever was sent before the binding is not lost. */
	yes(pending(CONTROL, mine));
	yes(upcall(CONTROL));
	yes(!pending(GUEST, theirs));
	is(notices(), 1);
	is(fake_domain(GUEST)->refs, 1);
}

static void test_interdomain_errors(void)
{
	world_init(1023);
	is(alloc_unbound(GUEST, DOMID_SELF, CONTROL), 1);
	is(bind_ipi(GUEST, 0), 2);
	is(bind_interdomain(OTHER, GUEST, 1), -XEN_EINVAL);
	is(bind_interdomain(CONTROL, GUEST, 2), -XEN_EINVAL);
	is(bind_interdomain(CONTROL, GUEST, 3), -XEN_EINVAL);
	is(bind_interdomain(CONTROL, GUEST, 0), -XEN_EINVAL);
	is(bind_interdomain(CONTROL, GUEST, 1024), -XEN_EINVAL);
	is(bind_interdomain(CONTROL, GUEST, UINT32_MAX), -XEN_EINVAL);
	is(bind_interdomain(CONTROL, NOBODY, 1), -XEN_ESRCH);
	is(bind_interdomain(CONTROL, GUEST, 1), 1);
	is(bind_interdomain(CONTROL, GUEST, 1), -XEN_EINVAL);
	is(state(CONTROL, 2), EVTCHNSTAT_closed);
}

/* xenstored binds the control domain to a port of its own. */
static void test_loopback(void)
{
	s64 a, b;

	world_init(1023);
	a = alloc_unbound(CONTROL, DOMID_SELF, CONTROL);
	b = bind_interdomain(CONTROL, DOMID_SELF, a);
	is(b, 2);
	quiet(CONTROL);
	is(send(CONTROL, a), 0);
	yes(pending(CONTROL, b) && !pending(CONTROL, a));
	is(send(CONTROL, b), 0);
	yes(pending(CONTROL, a));
	is(close_port(CONTROL, a), 0);
	is(state(CONTROL, b), EVTCHNSTAT_unbound);
	is(bind_interdomain(CONTROL, CONTROL, b), a);
}

static void test_close(void)
{
	struct evtchn_status st;
	s64 a, b;

	world_init(1023);
	a = alloc_unbound(GUEST, DOMID_SELF, CONTROL);
	b = bind_interdomain(CONTROL, GUEST, a);
	is(send(CONTROL, b), 0);
	yes(pending(GUEST, a));
	is(close_port(GUEST, a), 0);
	yes(!pending(GUEST, a));
	is(close_port(GUEST, a), -XEN_EINVAL);
	is(close_port(GUEST, 0), -XEN_EINVAL);
	is(close_port(GUEST, 5000), -XEN_EINVAL);

	/* The end that is left waits for the one that closed to come back. */
	is(status(CONTROL, CONTROL, b, &st), 0);
	is(st.status, EVTCHNSTAT_unbound);
	is(st.u.unbound.dom, GUEST);
	is(send(CONTROL, b), 0);
	is(bind_interdomain(OTHER, CONTROL, b), -XEN_EINVAL);
	is(bind_interdomain(GUEST, CONTROL, b), a);
}

static void test_virq(void)
{
	struct evtchn_status st;
	u32 virq;

	world_init(1023);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), 1);
	is(status(GUEST, DOMID_SELF, 1, &st), 0);
	is(st.status, EVTCHNSTAT_virq);
	is(st.u.virq, VIRQ_TIMER);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), -XEN_EEXIST);
	is(bind_virq(GUEST, VIRQ_TIMER, 1), -XEN_ENOENT);
	is(bind_virq(GUEST, VIRQ_TIMER, UINT32_MAX), -XEN_ENOENT);
	is(bind_virq(GUEST, NR_VIRQS, 0), -XEN_EINVAL);
	is(bind_virq(GUEST, UINT32_MAX, 0), -XEN_EINVAL);
	is(bind_virq(GUEST, VIRQ_CONSOLE, 1), -XEN_EINVAL);
	is(close_port(GUEST, 1), 0);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), 1);

	/* Linux in the control domain has all its ports on "vCPU" 0. */
	for (virq = 0; virq < NR_VIRQS; virq++)
		is(bind_virq(CONTROL, virq, 0), virq + 1);
	is(bind_virq(CONTROL, VIRQ_DOM_EXC, 0), -XEN_EEXIST);
	is(bind_virq(CONTROL, VIRQ_TIMER, 1), -XEN_ENOENT);
}

static void test_ipi(void)
{
	world_init(1023);
	is(bind_ipi(GUEST, 0), 1);
	is(bind_ipi(GUEST, 1), -XEN_ENOENT);
	is(state(GUEST, 1), EVTCHNSTAT_ipi);
	is(send(GUEST, 1), 0);
	yes(pending(GUEST, 1));
}

static void test_bind_vcpu(void)
{
	world_init(1023);
	is(alloc_unbound(GUEST, DOMID_SELF, CONTROL), 1);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), 2);
	is(bind_virq(GUEST, VIRQ_CONSOLE, 0), 3);
	is(bind_ipi(GUEST, 0), 4);
	is(bind_vcpu(GUEST, 1, 0), 0);
	is(bind_vcpu(GUEST, 2, 0), -XEN_EINVAL);
	is(bind_vcpu(GUEST, 3, 0), 0);
	is(bind_vcpu(GUEST, 4, 0), -XEN_EINVAL);
	is(bind_vcpu(GUEST, 5, 0), -XEN_EINVAL);
	is(bind_vcpu(GUEST, 1, 1), -XEN_ENOENT);
	is(bind_interdomain(CONTROL, GUEST, 1), 1);
	is(bind_vcpu(GUEST, 1, 0), 0);
}

/* lsevtchn lists ports from 0 on and stops at the first error. */
static void test_status(void)
{
	struct evtchn_status st;

	world_init(1023);
	is(status(CONTROL, GUEST, 0, &st), 0);
	is(st.status, EVTCHNSTAT_closed);
	is(status(CONTROL, GUEST, 5, &st), 0);
	is(st.status, EVTCHNSTAT_closed);
	is(status(CONTROL, GUEST, DOMAIN_EVTCHN_FIRST, &st), -XEN_EINVAL);
	is(status(CONTROL, NOBODY, 1, &st), -XEN_ESRCH);
	is(status(GUEST, OTHER, 1, &st), -XEN_EPERM);
	is(status(GUEST, GUEST, 1, &st), 0);
}

static void test_limits(void)
{
	int i;

	world_init(300);
	for (i = 1; i <= 300; i++)
		is(bind_ipi(GUEST, 0), i);
	is(bind_ipi(GUEST, 0), -XEN_ENOSPC);
	is(alloc_unbound(GUEST, DOMID_SELF, CONTROL), -XEN_ENOSPC);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), -XEN_ENOSPC);
	is(alloc_unbound(CONTROL, DOMID_SELF, GUEST), 1);
	is(bind_interdomain(GUEST, CONTROL, 1), -XEN_ENOSPC);
	is(state(CONTROL, 1), EVTCHNSTAT_unbound);
	is(close_port(GUEST, 256), 0);
	is(fake_domain(GUEST)->events.scan_from, 256);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), 256);
	is(fake_heap.used, 2);
	/* A failure looks at each port once, the next one at none. */
	is(bind_ipi(GUEST, 0), -XEN_ENOSPC);
	is(fake_domain(GUEST)->events.scan_from, 301);
	is(close_port(GUEST, 7), 0);
	is(bind_ipi(GUEST, 0), 7);
}

/* More ports than the ABI has bits for are not to be had. */
static void test_most_ports(void)
{
	int i;

	world_init(UINT32_MAX);
	for (i = 1; i < EVTCHN_2L_NR_CHANNELS; i++)
		if (bind_ipi(GUEST, 0) != i)
			break;
	is(i, EVTCHN_2L_NR_CHANNELS);
	is(bind_ipi(GUEST, 0), -XEN_ENOSPC);
	is(send(GUEST, 4095), 0);
	yes(pending(GUEST, 4095));
	is(sel(GUEST), 1ULL << 63);
	is(fake_heap.used, DOMAIN_EVTCHN_PAGES);
	destroy(GUEST);
	is(fake_heap.used, 0);
}

/* Without memory nothing changes, and the same call works later. */
static void test_no_memory(void)
{
	int i;

	world_init(1023);
	is(alloc_unbound(CONTROL, DOMID_SELF, GUEST), 1);
	for (i = 1; i < DOMAIN_EVTCHN_FIRST; i++)
		is(bind_ipi(GUEST, 0), i);
	fake_heap.left = 0;
	is(bind_ipi(GUEST, 0), HC_NEED_FRAMES);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), HC_NEED_FRAMES);
	is(alloc_unbound(GUEST, DOMID_SELF, OTHER), HC_NEED_FRAMES);
	is(bind_interdomain(GUEST, CONTROL, 1), HC_NEED_FRAMES);
	is(state(CONTROL, 1), EVTCHNSTAT_unbound);
	fake_heap.left = 1;
	is(bind_interdomain(GUEST, CONTROL, 1), i);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), i + 1);
}

static void test_destroy(void)
{
	int i;

	world_init(1023);
	for (i = 0; i < 100; i++) {
		s64 port = alloc_unbound(GUEST, DOMID_SELF, CONTROL);

		bind_interdomain(CONTROL, GUEST, port);
	}
	bind_virq(GUEST, VIRQ_TIMER, 0);
	destroy(GUEST);
	is(fake_domain(GUEST)->vcpu[0]->virq_port[VIRQ_TIMER], 0);
	for (i = 1; i <= 100; i++) {
		is(state(CONTROL, i), EVTCHNSTAT_unbound);
		is(send(CONTROL, i), 0);
	}
	is(bind_ipi(GUEST, 0), -XEN_ENOSPC);
	is(send(GUEST, 1), -XEN_EINVAL);
	is(bind_interdomain(CONTROL, GUEST, 1), -XEN_EINVAL);
	destroy(GUEST);
	destroy(CONTROL);
	is(fake_heap.used, 0);
}

int main(void)
{
	tap_run("alloc_unbound", test_alloc_unbound);
	tap_run("the lowest free port is taken", test_lowest_free);
	tap_run("bind_interdomain links both ends", test_interdomain);
	tap_run("bind_interdomain errors", test_interdomain_errors);
	tap_run("a domain bound to itself", test_loopback);
	tap_run("close, and the other end of it", test_close);
	tap_run("bind_virq", test_virq);
	tap_run("bind_ipi", test_ipi);
	tap_run("bind_vcpu", test_bind_vcpu);
	tap_run("status", test_status);
	tap_run("max_port", test_limits);
	tap_run("4095 ports", test_most_ports);
	tap_run("a missing page changes nothing", test_no_memory);
	tap_run("destruction unbinds all peers", test_destroy);
	return tap_done();
}
