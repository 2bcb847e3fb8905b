// SPDX-License-Identifier: GPL-2.0
/*
 * event_channel_op as a call: wrong numbers, wrong pointers, arguments that
 * change meanwhile, and work that is carried out in parts.
 */
#include <string.h>

#include "world.h"
#include "xen/base.h"
#include "xen/event_fifo.h"

#define RESET_CONT 14 /* Xen's own continuation of a reset */

static void test_numbers(void)
{
	u64 zero[8] = { 0 };

	world_init(1023);
	guest_allow(zero, sizeof(zero));
	is(call(GUEST, RESET_CONT, zero), -XEN_EPERM);
	zero[0] = DOMID_SELF;
	is(call(GUEST, RESET_CONT, zero), -XEN_EBUSY);
	zero[0] = 0;
	is(call(GUEST, RESET_CONT + 1, zero), -XEN_ENOSYS);
	is(call(GUEST, UINT32_MAX, zero), -XEN_ENOSYS);
	is(call(GUEST, EVTCHNOP_bind_pirq, zero), -XEN_EPERM);
}

static void test_bad_pointers(void)
{
	u32 cmd;

	world_init(1023);
	for (cmd = 0; cmd <= RESET_CONT; cmd++)
		is(call(GUEST, cmd, (void *)8), -XEN_EFAULT);
}

/* An answer that cannot be written uses up no port. */
static void test_unwritable(void)
{
	static const struct evtchn_alloc_unbound alloc = { GUEST, CONTROL, 0 };
	static const struct evtchn_bind_interdomain bind = { CONTROL, 1, 0 };
	static const struct evtchn_bind_virq virq;
	static const struct evtchn_bind_ipi ipi;
	static const struct evtchn_status st = { .dom = GUEST, .port = 1 };
	u32 *slot = &fake_domain(GUEST)->vcpu[0]->virq_port[VIRQ_TIMER];

	world_init(1023);
	alloc_unbound(CONTROL, DOMID_SELF, GUEST);
	guest_allow_read(&alloc, sizeof(alloc));
	guest_allow_read(&bind, sizeof(bind));
	guest_allow_read(&virq, sizeof(virq));
	guest_allow_read(&ipi, sizeof(ipi));
	guest_allow_read(&st, sizeof(st));
	is(call(GUEST, EVTCHNOP_alloc_unbound, (void *)&alloc), -XEN_EFAULT);
	is(call(GUEST, EVTCHNOP_bind_interdomain, (void *)&bind), -XEN_EFAULT);
	is(call(GUEST, EVTCHNOP_bind_virq, (void *)&virq), -XEN_EFAULT);
	is(call(GUEST, EVTCHNOP_bind_ipi, (void *)&ipi), -XEN_EFAULT);
	is(call(GUEST, EVTCHNOP_status, (void *)&st), -XEN_EFAULT);
	is(*slot, 0);
	guest_forbid_all();
	is(state(CONTROL, 1), EVTCHNSTAT_unbound);
	is(bind_ipi(GUEST, 0), 1);
}

static struct evtchn_status *racing;

/* After the first fetch the guest turns its request into one about OTHER. */
static void turn_to_other(void)
{
	static unsigned int fetches;

	if (fetches++)
		racing->dom = OTHER;
}

static void test_double_fetch(void)
{
	struct evtchn_status st = { .dom = GUEST, .port = 1 };

	world_init(1023);
	bind_ipi(OTHER, 0);
	racing = &st;
	guest_allow(&st, sizeof(st));
	guest_race = turn_to_other;
	is(call(GUEST, EVTCHNOP_status, &st), 0);
	is(st.status, EVTCHNSTAT_closed);
}

static void test_reset(void)
{
	struct evtchn_reset op = { .dom = DOMID_SELF };
	struct hypercall hc = {
		.d = fake_domain(GUEST),
		.v = fake_domain(GUEST)->vcpu[0],
		.arg = { EVTCHNOP_reset, (u64)(uintptr_t)&op },
	};
	int i, calls = 0;

	world_init(1023);
	for (i = 0; i < 95; i++)
		bind_ipi(GUEST, 0);
	bind_virq(GUEST, VIRQ_TIMER, 0);
	guest_allow(&op, sizeof(op));
	do {
		hc.budget.left = 30; /* one a port and one for looking at 4 */
		calls++;
	} while (hc_event_channel_op(&hc) == HC_RESTART && calls < 100);
	yes(calls > 4 && calls < 20);
	guest_forbid_all();
	for (i = 1; i <= 96; i++)
		is(state(GUEST, i), EVTCHNSTAT_closed);
	is(bind_virq(GUEST, VIRQ_TIMER, 0), 1);
	for (i = 0; i < 95; i++)
		bind_ipi(GUEST, 0);
	guest_allow(&op, sizeof(op));
	hc.budget.left = 0;
	is(hc_event_channel_op(&hc), HC_RESTART);
	is(state(GUEST, 1), EVTCHNSTAT_closed);
	is(state(GUEST, 2), EVTCHNSTAT_ipi);
	/* What is bound meanwhile is closed with the rest. */
	is(bind_virq(GUEST, VIRQ_DEBUG, 0), 1);
	is(reset(GUEST, DOMID_SELF), 0);
	for (i = 1; i <= 96; i++)
		is(state(GUEST, i), EVTCHNSTAT_closed);
	guest_forbid_all();
	is(reset(GUEST, OTHER), -XEN_EPERM);
	is(reset(CONTROL, NOBODY), -XEN_ESRCH);
	is(reset(CONTROL, GUEST), -XEN_EINVAL);
	fake_domain(GUEST)->pause_count = 1;
	is(reset(CONTROL, GUEST), 0);
	is(state(GUEST, 1), EVTCHNSTAT_closed);
}

int main(void)
{
	tap_run("numbers that are no operation", test_numbers);
	tap_run("bad pointers", test_bad_pointers);
	tap_run("an answer that cannot be written", test_unwritable);
	tap_run("arguments are fetched once", test_double_fetch);
	tap_run("reset, in parts", test_reset);
	return tap_done();
}
