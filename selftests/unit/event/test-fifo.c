// SPDX-License-Identifier: GPL-2.0
/*
 * The FIFO ABI: giving pages for it, the order in which a guest finds events,
 * and that what it does to its pages is its own loss.
 */
#include <string.h>

#include "queue.h"
#include "xen/base.h"

/* IPIs of the guest on ports 1 to @n; queues in use. */
static void start(u32 n)
{
	u32 i;

	world_init(131071);
	queue_start();
	for (i = 1; i <= n; i++)
		is(bind_ipi(GUEST, 0), i);
}

static void test_arguments(void)
{
	mfn_t m;

	world_init(1023);
	m = queue_page(GUEST);
	is(expand_array(GUEST, m), -XEN_EOPNOTSUPP);
	bind_ipi(GUEST, 0);
	is(set_priority(GUEST, 1, 0), -XEN_ENOSYS);
	is(init_control(GUEST, DOMAIN_MAX_VCPUS, m, 0), -XEN_ENOENT);
	is(init_control(GUEST, UINT32_MAX, m, 0), -XEN_ENOENT);
	is(init_control(GUEST, 0, m, 4), -XEN_EINVAL);
	is(init_control(GUEST, 0, m, 4032), -XEN_EINVAL);
	is(init_control(GUEST, 0, m, UINT32_MAX - 7), -XEN_EINVAL);
	is(init_control(GUEST, 0, mfn(7), 0), -XEN_EINVAL);
	is(init_control(GUEST, 0, queue_page(OTHER), 0), -XEN_EINVAL);
	is(init_control(CONTROL, 0, m, 0), -XEN_ENOSYS);
	is(expand_array(CONTROL, m), -XEN_ENOSYS);
	is(fake_heap.used, 0);
	is(init_control(GUEST, 0, m, 4024), 0);
	is(init_control(GUEST, 0, m, 0), -XEN_EINVAL);
	is(expand_array(GUEST, mfn(7)), -XEN_EINVAL);
	is(set_priority(GUEST, 1, 15), 0);
	is(set_priority(GUEST, 1, 16), -XEN_EINVAL);
	is(set_priority(GUEST, 99999, 1), -XEN_EINVAL);
}

/* The pages stay writable, and the guest's, until the ABI is left. */
static void test_references(void)
{
	struct frame *array, *control;
	u32 i;

	start(3);
	control = frame_lookup(queue_block_mfn);
	array = frame_lookup(queue_array_mfn);
	is(control->type_refs, 1);
	is(array->type, FRAME_WRITABLE);
	is(reset(GUEST, DOMID_SELF), 0);
	is(control->type_refs, 0);
	is(array->type_refs, 0);
	is(array->refs, 1);
	is(fake_heap.used, 0);
	/* The bitmaps are in use again. */
	is(bind_ipi(GUEST, 0), 1);
	is(send(GUEST, 1), 0);
	yes(pending(GUEST, 1));
	is(reset(GUEST, DOMID_SELF), 0);

	queue_start();
	for (i = 1; i < 128; i++)
		is(expand_array(GUEST, queue_array_mfn), 0);
	is(expand_array(GUEST, queue_array_mfn), -XEN_ENOSPC);
	is(frame_lookup(queue_array_mfn)->type_refs, 128);
	destroy(GUEST);
	is(frame_lookup(queue_array_mfn)->type_refs, 0);
	is(fake_heap.used, 0);
}

static void test_no_memory(void)
{
	mfn_t m;
	u32 n;

	world_init(1023);
	m = queue_page(GUEST);
	for (n = 0; n < 2; n++) {
		fake_heap.left = n;
		is(init_control(GUEST, 0, m, 0), HC_NEED_FRAMES);
		is(fake_heap.used, 0);
		is(frame_lookup(m)->type_refs, 0);
	}
	fake_heap.left = 2;
	is(init_control(GUEST, 0, m, 0), 0);
}

static void test_order(void)
{
	start(9);
	notices();
	send(GUEST, 5);
	is(notices(), 1);
	yes(upcall(GUEST));
	is(block()->ready, 1 << EVTCHN_FIFO_PRIORITY_DEFAULT);
	is(block()->head[EVTCHN_FIFO_PRIORITY_DEFAULT], 5);
	send(GUEST, 3);
	send(GUEST, 5);
	send(GUEST, 9);
	is(notices(), 0);
	set_priority(GUEST, 7, 2);
	send(GUEST, 7);
	is(queue_take(), 7);
	is(queue_take(), 5);
	send(GUEST, 5);
	is(queue_take(), 3);
	is(queue_take(), 9);
	is(queue_take(), 5);
	is(queue_take(), 0);
	/* Nothing of all this is in the bitmaps. */
	yes(!pending(GUEST, 5));
	is(sel(GUEST), 0);
}

static void test_mask(void)
{
	start(4);
	*word(2) |= BIT_MASKED;
	notices();
	send(GUEST, 2);
	is(notices(), 0);
	is(*word(2), BIT_PENDING | BIT_MASKED);
	is(queue_take(), 0);
	is(unmask(GUEST, 2), 0);
	is(notices(), 1);
	is(queue_take(), 2);
	is(unmask(GUEST, 2), 0);
	is(queue_take(), 0);
}

/* A port that moves to another queue must not drag the old one along. */
static void test_move(void)
{
	start(4);
	send(GUEST, 1);
	is(queue_take(), 1);
	set_priority(GUEST, 1, 0);
	send(GUEST, 1);
	send(GUEST, 2);
	is(block()->head[EVTCHN_FIFO_PRIORITY_DEFAULT], 2);
	is(*word(1) & EVTCHN_FIFO_LINK_MASK, 0);
	is(queue_take(), 1);
	is(queue_take(), 2);
	/* Closed and bound again, it is still the last of its old queue. */
	close_port(GUEST, 2);
	is(bind_ipi(GUEST, 0), 2);
	set_priority(GUEST, 2, 3);
	send(GUEST, 2);
	send(GUEST, 3);
	is(queue_take(), 2);
	is(queue_take(), 3);
	is(queue_take(), 0);
}

/* A reset leaves FIFO: the bitmaps have no bit for ports beyond their end. */
static void test_reset_high(void)
{
	s64 err;
	u32 i;

	world_init(131071);
	queue_start();
	for (i = 1; i < 8; i++)
		is(expand_array(GUEST, queue_array_mfn), 0);
	for (i = 1; i <= EVTCHN_2L_NR_CHANNELS; i++)
		if (bind_ipi(GUEST, 0) != i)
			break;
	is(i, EVTCHN_2L_NR_CHANNELS + 1);
	is(unmask(GUEST, EVTCHN_2L_NR_CHANNELS), 0);
	do {
		err = reset(GUEST, DOMID_SELF);
	} while (err == HC_RESTART);
	is(err, 0);
	is(unmask(GUEST, EVTCHN_2L_NR_CHANNELS), -XEN_EINVAL);
	is(unmask(GUEST, 1), 0);
}

/* Each port is looked at once, in however many parts, whatever is free. */
static void test_reset_parts(void)
{
	u32 ports = 20000, calls = 0, i;
	struct pt_budget b;

	world_init(131071);
	queue_start();
	for (i = 1; i < 128; i++)
		is(expand_array(GUEST, queue_array_mfn), 0);
	for (i = 1; i <= ports; i++)
		bind_ipi(GUEST, 0);
	for (i = 1; i < ports; i += 2)
		close_port(GUEST, i);
	do {
		b.left = 100;
		calls++;
	} while (ec_reset(fake_domain(GUEST), &b) == -XEN_ERESTART);
	/* One for each that is closed, and for four that are looked at. */
	yes(calls > ports / 2 / 100);
	yes(calls < (ports / 2 + 131072 / 4) / 100 + 3);
	/* The pages of words were paid for. */
	is(b.left, 0);
	is(frame_lookup(queue_array_mfn)->type_refs, 0);
	is(bind_ipi(GUEST, 0), 1);
}

/* What was pending before there were words is not lost. */
static void test_carry(void)
{
	world_init(131071);
	bind_ipi(GUEST, 0);
	bind_ipi(GUEST, 0);
	send(GUEST, 2);
	queue_start();
	is(*word(1), 0);
	is(queue_take(), 2);
	is(queue_take(), 0);
}

static void test_many_ports(void)
{
	static const u32 some[] = { 1023, 1024, 4095, 4096, 5000, 40000 };
	mfn_t m;
	u32 i;

	start(40000);
	/* Without a word an event waits. */
	send(GUEST, 1024);
	send(GUEST, 40000);
	is(queue_take(), 0);
	m = queue_page(GUEST);
	is(expand_array(GUEST, m), 0);
	is(((u32 *)frame_map(m))[0], BIT_PENDING | BIT_LINKED);
	for (i = 2; i < 40; i++)
		is(expand_array(GUEST, m), 0);
	is(((u32 *)frame_map(m))[40000 % 1024], BIT_PENDING | BIT_LINKED);
	for (i = 0; i < ARRAY_SIZE(some); i++)
		is(state(GUEST, some[i]), EVTCHNSTAT_ipi);
	is(close_port(GUEST, 5000), 0);
	is(state(GUEST, 5000), EVTCHNSTAT_closed);
	is(bind_ipi(GUEST, 0), 5000);
	destroy(GUEST);
	is(fake_heap.used, 0);
}

/* The bitmaps end at 4095, whatever the domain may have. */
static void test_bitmap_limit(void)
{
	u32 i;

	world_init(131071);
	for (i = 1; i < 4096; i++)
		bind_ipi(GUEST, 0);
	is(state(GUEST, 4095), EVTCHNSTAT_ipi);
	is(bind_ipi(GUEST, 0), -XEN_ENOSPC);
	is(send(GUEST, 4096), -XEN_EINVAL);
	queue_start();
	is(bind_ipi(GUEST, 0), 4096);
}

/* A port that is in a queue still is not given away while others are free. */
static void test_busy(void)
{
	u32 i;

	start(199);
	send(GUEST, 2);
	close_port(GUEST, 2);
	is(bind_ipi(GUEST, 0), 200);
	is(queue_take(), 0);
	is(bind_ipi(GUEST, 0), 2);
	/* One that claims so of all its ports gets some nevertheless. */
	for (i = 5; i < 200; i++) {
		close_port(GUEST, i);
		*word(i) |= BIT_LINKED;
	}
	is(bind_ipi(GUEST, 0), 5 + 64);
	*word(7) = 0;
	is(bind_ipi(GUEST, 0), 7);
}

/* Only the event that is polled ends a poll for one; any one, if for several. */
static void test_poll(void)
{
	struct vcpu *v;
	u32 ports[2] = { 2, 3 };

	start(4);
	v = fake_domain(GUEST)->vcpu[0];
	info(GUEST)->evtchn_upcall_mask = 1;
	*word(2) |= BIT_MASKED;
	ec_poll_begin(v, ports, 1, 0);
	yes(v->polling);
	send(GUEST, 1);
	yes(v->polling);
	send(GUEST, 2);
	yes(!v->polling && !v->blocked);
	ec_poll_begin(v, ports, 1, 0);
	yes(!v->polling);
	ec_poll_begin(v, ports + 1, 1, 0);
	yes(v->polling);
	send(GUEST, 3);
	yes(!v->polling);
	*word(2) = 0;
	*word(3) = 0;
	ec_poll_begin(v, ports, 2, 0);
	send(GUEST, 4);
	yes(!v->polling);
	is(fake_domain(GUEST)->events.pollers, 0);
}

int main(void)
{
	tap_run("arguments", test_arguments);
	tap_run("pages of the guest are held", test_references);
	tap_run("no memory for queues", test_no_memory);
	tap_run("order of events", test_order);
	tap_run("masked ports", test_mask);
	tap_run("a port changes its queue", test_move);
	tap_run("what was pending is carried over", test_carry);
	tap_run("a reset leaves the ports beyond", test_reset_high);
	tap_run("a reset of many ports, in parts", test_reset_parts);
	tap_run("ports beyond the bitmaps", test_many_ports);
	tap_run("the end of the bitmaps", test_bitmap_limit);
	tap_run("ports that were closed in a queue", test_busy);
	tap_run("polls", test_poll);
	return tap_done();
}
