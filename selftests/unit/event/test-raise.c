// SPDX-License-Identifier: GPL-2.0
/*
 * Raising events: which bits of the shared pages change, who is told, and
 * what becomes of vCPUs that wait.
 */
#include <string.h>

#include "world.h"
#include "xen/base.h"

/* Ports 1 of guest and control domain, connected; nothing pending. */
static void connect(void)
{
	world_init(1023);
	alloc_unbound(GUEST, DOMID_SELF, CONTROL);
	bind_interdomain(CONTROL, GUEST, 1);
	quiet(CONTROL);
	notices();
}

static void test_bits(void)
{
	connect();
	is(send(CONTROL, 1), 0);
	is(shared(GUEST)->evtchn_pending[0], 2);
	is(sel(GUEST), 1);
	yes(upcall(GUEST));
	is(fake_calls.kick, 1);
	is(fake_calls.control_notify, 0);
	is(send(GUEST, 1), 0);
	yes(pending(CONTROL, 1));
	is(fake_calls.control_notify, 1);
	is(fake_calls.kick, 1);
}

/* Each level that is set already ends the climb. */
static void test_coalesce(void)
{
	connect();
	send(CONTROL, 1);
	is(notices(), 1);
	send(CONTROL, 1);
	is(notices(), 0);

	shared(GUEST)->evtchn_pending[0] = 0;
	send(CONTROL, 1);
	yes(pending(GUEST, 1));
	is(notices(), 0);

	quiet(GUEST);
	info(GUEST)->evtchn_upcall_pending = 1;
	send(CONTROL, 1);
	is(sel(GUEST), 1);
	is(notices(), 0);
}

/* The upcall mask delays the guest's own delivery, not the notice. */
static void test_upcall_mask(void)
{
	connect();
	info(GUEST)->evtchn_upcall_mask = 1;
	send(CONTROL, 1);
	is(notices(), 1);
	yes(!ec_pending(fake_domain(GUEST)->vcpu[0]));
	info(GUEST)->evtchn_upcall_mask = 0;
	yes(ec_pending(fake_domain(GUEST)->vcpu[0]));

	shared(CONTROL)->vcpu_info[0].evtchn_upcall_mask = 1;
	send(GUEST, 1);
	is(notices(), 1);
}

static void test_masked_port(void)
{
	connect();
	mask(GUEST, 1);
	send(CONTROL, 1);
	yes(pending(GUEST, 1));
	is(sel(GUEST), 0);
	yes(!upcall(GUEST));
	is(notices(), 0);

	is(unmask(GUEST, 1), 0);
	is(sel(GUEST), 1);
	yes(upcall(GUEST));
	is(notices(), 1);
	is(shared(GUEST)->evtchn_mask[0], 0);
}

static void test_unmask_nothing(void)
{
	connect();
	mask(GUEST, 1);
	is(unmask(GUEST, 1), 0);
	yes(!upcall(GUEST));
	shared(GUEST)->evtchn_pending[0] = 2;
	is(unmask(GUEST, 1), 0);
	yes(!upcall(GUEST));
	is(unmask(GUEST, 9), 0);
	is(unmask(GUEST, 0), -XEN_EINVAL);
	is(unmask(GUEST, 1024), -XEN_EINVAL);
}

static void test_send_errors(void)
{
	connect();
	is(bind_virq(GUEST, VIRQ_TIMER, 0), 2);
	is(send(GUEST, 2), -XEN_EINVAL);
	is(send(GUEST, 3), -XEN_EINVAL);
	is(send(GUEST, 0), -XEN_EINVAL);
	is(send(GUEST, UINT32_MAX), -XEN_EINVAL);
	is(notices(), 0);
}

static void test_virqs(void)
{
	struct vcpu *v = fake_domain(GUEST)->vcpu[0];

	world_init(1023);
	ec_raise_virq(v, VIRQ_TIMER);
	ec_raise_global_virq(VIRQ_DOM_EXC);
	is(notices(), 0);
	bind_virq(GUEST, VIRQ_TIMER, 0);
	bind_virq(GUEST, VIRQ_DOM_EXC, 0);
	bind_virq(CONTROL, VIRQ_CON_RING, 0);
	bind_virq(CONTROL, VIRQ_DOM_EXC, 0);
	ec_raise_virq(v, VIRQ_TIMER);
	yes(pending(GUEST, 1));
	is(notices(), 1);
	ec_raise_global_virq(VIRQ_DOM_EXC);
	yes(pending(CONTROL, 2) && !pending(CONTROL, 1));
	yes(!pending(GUEST, 2));
	is(fake_calls.control_notify, 1);
	is(close_port(CONTROL, 2), 0);
	quiet(CONTROL);
	ec_raise_global_virq(VIRQ_DOM_EXC);
	yes(!pending(CONTROL, 2));
}

/* What a guest writes to its page decides nothing but its own events. */
static void test_hostile_page(void)
{
	connect();
	memset(shared(GUEST), 0xff, sizeof(struct shared_info));
	is(send(CONTROL, 1), 0);
	is(notices(), 0);
	is(close_port(GUEST, 1), 0);
	is(state(CONTROL, 1), EVTCHNSTAT_unbound);
	is(bind_interdomain(GUEST, CONTROL, 1), 1);
	is(unmask(GUEST, 1), 0);
	is(shared(GUEST)->evtchn_pending[0], -1LL);
	is(send(GUEST, 1), 0);
	yes(pending(CONTROL, 1));
}

/* Before the toolstack adds vCPUs, and where Linux shows no page. */
static void test_nobody_there(void)
{
	connect();
	fake_domain(GUEST)->vcpu[0] = NULL;
	is(send(CONTROL, 1), 0);
	yes(pending(GUEST, 1));
	yes(shared(GUEST)->vcpu_info[0].evtchn_upcall_pending);
	is(notices(), 0);
	fake_domain(GUEST)->shared_info = NULL;
	is(send(CONTROL, 1), 0);
	is(close_port(GUEST, 1), 0);
	yes(!ec_port_pending(fake_domain(GUEST), 1));
}

/* A vCPU whose vcpu_info is elsewhere is told there. */
static void test_moved_info(void)
{
	static struct vcpu_info elsewhere;

	connect();
	fake_domain(GUEST)->vcpu[0]->info = &elsewhere;
	send(CONTROL, 1);
	is(elsewhere.evtchn_pending_sel, 1);
	is(elsewhere.evtchn_upcall_pending, 1);
	is(shared(GUEST)->vcpu_info[0].evtchn_upcall_pending, 0);
}

static void test_poll_pending(void)
{
	struct vcpu *v = fake_domain(GUEST)->vcpu[0];
	u32 ports[2] = { 5, 1 };

	connect();
	mask(GUEST, 1);
	send(CONTROL, 1);
	ec_poll_begin(v, ports, 2, 0);
	yes(!v->polling && !v->blocked);
	ec_poll_begin(v, ports, 1, 0);
	yes(v->polling && v->blocked);
	ec_poll_end(v);
	info(GUEST)->evtchn_upcall_pending = 1;
	ec_poll_begin(v, ports, 1, 0);
	yes(!v->polling && !v->blocked);
}

/* A masked port wakes who polls for it, but makes no upcall. */
static void test_poll_wake(void)
{
	struct vcpu *v = fake_domain(GUEST)->vcpu[0];
	u32 port = 1;

	connect();
	mask(GUEST, 1);
	info(GUEST)->evtchn_upcall_mask = 1;
	ec_poll_begin(v, &port, 1, 12345);
	is(v->poll_deadline, 12345);
	yes(!ec_wait_over(v));
	send(CONTROL, 1);
	yes(!v->polling && !v->blocked);
	is(v->poll_deadline, 0);
	is(notices(), 1);
	yes(ec_wait_over(v));
	yes(!upcall(GUEST));
}

static void test_wait_over(void)
{
	struct vcpu *v = fake_domain(GUEST)->vcpu[0];

	connect();
	v->blocked = true;
	info(GUEST)->evtchn_upcall_mask = 1;
	send(CONTROL, 1);
	yes(!ec_wait_over(v));
	info(GUEST)->evtchn_upcall_mask = 0;
	yes(ec_wait_over(v));
	yes(!v->blocked);
}

static void test_wait_nmi(void)
{
	struct vcpu *v = fake_domain(GUEST)->vcpu[0];

	connect();
	v->blocked = true;
	v->nmi_pending = true;
	yes(!ec_wait_over(v)); /* no handler */
	v->traps.rip[2] = 0xffffffff81000000;
	v->nmi_masked = true;
	yes(!ec_wait_over(v));
	v->nmi_masked = false;
	yes(ec_wait_over(v));
	yes(!v->blocked && v->nmi_pending);
}

int main(void)
{
	tap_run("the three levels of bits, and the notice", test_bits);
	tap_run("levels that are set end the climb", test_coalesce);
	tap_run("the upcall mask", test_upcall_mask);
	tap_run("a masked port, then unmask", test_masked_port);
	tap_run("unmask without an event", test_unmask_nothing);
	tap_run("ports that cannot be sent on", test_send_errors);
	tap_run("VIRQs, per vCPU and global", test_virqs);
	tap_run("a hostile shared page", test_hostile_page);
	tap_run("no vCPU or no page", test_nobody_there);
	tap_run("a registered vcpu_info", test_moved_info);
	tap_run("poll returns at once if something is pending",
		test_poll_pending);
	tap_run("poll is woken by a masked port", test_poll_wake);
	tap_run("block ends with a deliverable event", test_wait_over);
	tap_run("an NMI ends a wait", test_wait_nmi);
	return tap_done();
}
