// SPDX-License-Identifier: GPL-2.0
/*
 * Random events beside a model of what a guest must see: each event that it
 * let through is found once, in the order of its queue, and nothing else is.
 * Then a guest that scribbles on its pages, which must hurt nobody else.
 * SEED=n repeats a run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "queue.h"

#define PORTS 40
#define STEPS 20000

/* A port's place in its queue; zero: not queued. */
static u32 place[PORTS + 1], queue[PORTS + 1];
static bool m_pending[PORTS + 1], m_masked[PORTS + 1];
static u32 priority[PORTS + 1];
static u32 last_place;

static u32 rnd(u32 n)
{
	return (u32)random() % n;
}

/* The model: pending, and unmasked and not queued: to the end of its queue. */
static void m_raise(u32 port)
{
	m_pending[port] = true;
	if (m_masked[port] || place[port])
		return;
	place[port] = ++last_place;
	queue[port] = priority[port];
}

static bool m_before(u32 a, u32 b)
{
	return queue[a] < queue[b] ||
	       (queue[a] == queue[b] && place[a] < place[b]);
}

/* What the guest's handler finds next; it passes over what it masked since. */
static u32 m_take(void)
{
	u32 port, first;

	do {
		first = 0;
		for (port = 1; port <= PORTS; port++)
			if (place[port] && (!first || m_before(port, first)))
				first = port;
		place[first] = 0;
	} while (first && (!m_pending[first] || m_masked[first]));
	m_pending[first] = false;
	return first;
}

static void step(void)
{
	u32 port = 1 + rnd(PORTS);

	switch (rnd(8)) {
	case 0 ... 2:
		is(send(GUEST, port), 0);
		m_raise(port);
		break;
	case 3:
		*word(port) |= BIT_MASKED;
		m_masked[port] = true;
		break;
	case 4:
		is(unmask(GUEST, port), 0);
		m_masked[port] = false;
		if (m_pending[port])
			m_raise(port);
		break;
	case 5:
		priority[port] = rnd(EVTCHN_FIFO_MAX_QUEUES);
		is(set_priority(GUEST, port, priority[port]), 0);
		break;
	default:
		is(queue_take(), m_take());
		break;
	}
}

static unsigned int seed;

static void ports_start(void)
{
	u32 port;

	srandom(seed);
	world_init(1023);
	queue_start();
	for (port = 1; port <= PORTS; port++) {
		priority[port] = EVTCHN_FIFO_PRIORITY_DEFAULT;
		is(bind_ipi(GUEST, 0), port);
	}
}

static void test_random(void)
{
	u32 i, port;

	ports_start();
	for (i = 0; i < STEPS && !tap_failed(); i++)
		step();
	if (tap_failed())
		printf("# seed %u, step %u\n", seed, i);
	do {
		port = queue_take();
		is(port, m_take());
	} while (port && !tap_failed());
	destroy(GUEST);
	is(fake_heap.used, 0);
}

/* Bits that make sense at wrong times are worse than arbitrary ones. */
static void scribble(void)
{
	u32 *w = word(rnd(PORTS + 4)), port = 1 + rnd(PORTS);

	switch (rnd(6)) {
	case 0:
		*w = (u32)random() << 1;
		break;
	case 1:
		*w ^= 1U << (28 + rnd(4));
		break;
	case 2:
		*w = BIT_LINKED | rnd(EVTCHN_FIFO_NR_CHANNELS);
		break;
	case 3:
		block()->head[rnd(16)] = random();
		break;
	case 4:
		block()->ready = random();
		break;
	default:
		set_priority(GUEST, port, rnd(EVTCHN_FIFO_MAX_QUEUES));
		break;
	}
}

static void test_hostile(void)
{
	struct evtchn_status st;
	u32 i, port;

	ports_start();
	alloc_unbound(CONTROL, DOMID_SELF, GUEST);
	is(bind_interdomain(GUEST, CONTROL, 1), PORTS + 1);
	for (i = 0; i < STEPS; i++) {
		port = 1 + rnd(PORTS);
		scribble();
		if (rnd(2))
			send(GUEST, port);
		else
			unmask(GUEST, port);
		if (!rnd(50) && !close_port(GUEST, port))
			yes(bind_ipi(GUEST, 0) > 0);
		/* Its neighbour's events come, and reach it or not. */
		quiet(CONTROL);
		is(send(GUEST, PORTS + 1), 0);
		yes(pending(CONTROL, 1));
		is(send(CONTROL, 1), 0);
	}
	is(status(CONTROL, GUEST, PORTS + 1, &st), 0);
	is(st.status, EVTCHNSTAT_interdomain);
	destroy(GUEST);
	is(frame_lookup(queue_block_mfn)->refs, 1);
	is(frame_lookup(queue_array_mfn)->refs, 1);
}

int main(void)
{
	char name[64];

	for (seed = 1; seed <= 3; seed++) {
		if (getenv("SEED"))
			seed = atoi(getenv("SEED"));
		snprintf(name, sizeof(name), "%u random events, seed %u",
			 STEPS, seed);
		tap_run(name, test_random);
		snprintf(name, sizeof(name), "a guest that scribbles, seed %u",
			 seed);
		tap_run(name, test_hostile);
		if (getenv("SEED"))
			break;
	}
	return tap_done();
}
