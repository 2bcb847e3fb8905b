// SPDX-License-Identifier: GPL-2.0
/*
 * Random calls by three domains beside a slow model of the ABI: each result,
 * each port's status and each bit of the shared pages must agree after every
 * step. A failure prints seed and step; SEED=n repeats it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"
#include "xen/base.h"

#define PORTS 90 /* some of them in a page of their own */
#define STEPS 30000

/* What the ABI says about a port, and nothing about how it is stored. */
struct mport {
	u32 state;
	u32 number; /* unbound: who may bind; virq: which */
	u16 peer; /* interdomain */
	u32 peer_port;
	bool pending;
	bool masked;
};

static struct mdomain {
	struct mport port[PORTS + 1];
	u64 sel;
	bool upcall;
} model[WORLD_DOMAINS];

static unsigned int m_notices;

static u32 rnd(u32 n)
{
	return (u32)random() % n;
}

static struct mport *m_port(u16 d, u32 port)
{
	return port >= 1 && port <= PORTS ? &model[d].port[port] : NULL;
}

/* In use: everything else is the same to a caller as a port that is not. */
static struct mport *m_open(u16 d, u32 port)
{
	struct mport *p = m_port(d, port);

	return p && p->state != EVTCHNSTAT_closed ? p : NULL;
}

static s64 m_alloc(u16 d, u32 state)
{
	u32 port;

	for (port = 1; port <= PORTS; port++) {
		struct mport *p = &model[d].port[port];

		if (p->state != EVTCHNSTAT_closed)
			continue;
		p->state = state;
		p->number = 0;
		return port;
	}
	return -XEN_ENOSPC;
}

static void m_announce(u16 d, u32 port)
{
	if (model[d].sel & 1ULL << port / 64)
		return;
	model[d].sel |= 1ULL << port / 64;
	if (!model[d].upcall)
		m_notices++;
	model[d].upcall = true;
}

static void m_raise(u16 d, u32 port)
{
	struct mport *p = m_port(d, port);

	if (p->pending)
		return;
	p->pending = true;
	if (!p->masked)
		m_announce(d, port);
}

static s64 m_virq_port(u16 d, u32 virq)
{
	u32 port;

	for (port = 1; port <= PORTS; port++)
		if (model[d].port[port].state == EVTCHNSTAT_virq &&
		    model[d].port[port].number == virq)
			return port;
	return 0;
}

static s64 m_bind_interdomain(u16 d, u16 rd, u32 rport)
{
	struct mport *remote = m_open(rd, rport);
	s64 port;

	if (!remote || remote->state != EVTCHNSTAT_unbound ||
	    remote->number != d)
		return -XEN_EINVAL;
	port = m_alloc(d, EVTCHNSTAT_interdomain);
	if (port < 0)
		return port;
	model[d].port[port].peer = rd;
	model[d].port[port].peer_port = rport;
	remote->state = EVTCHNSTAT_interdomain;
	remote->peer = d;
	remote->peer_port = port;
	m_raise(d, port);
	return port;
}

static s64 m_close(u16 d, u32 port)
{
	struct mport *p = m_open(d, port), *peer;

	if (!p)
		return -XEN_EINVAL;
	if (p->state == EVTCHNSTAT_interdomain) {
		peer = m_port(p->peer, p->peer_port);
		peer->state = EVTCHNSTAT_unbound;
		peer->number = d;
	}
	p->state = EVTCHNSTAT_closed;
	p->pending = false;
	return 0;
}

static s64 m_send(u16 d, u32 port)
{
	struct mport *p = m_open(d, port);

	if (!p || p->state == EVTCHNSTAT_virq)
		return -XEN_EINVAL;
	if (p->state == EVTCHNSTAT_interdomain)
		m_raise(p->peer, p->peer_port);
	else if (p->state == EVTCHNSTAT_ipi)
		m_raise(d, port);
	return 0;
}

/* One random call on both. Ports are often ones that are in use. */
static void step_bind(u16 d, u16 other, u32 port)
{
	s64 want, got;
	u32 virq;

	switch (rnd(4)) {
	case 0:
		want = m_alloc(d, EVTCHNSTAT_unbound);
		if (want > 0)
			m_port(d, want)->number = other;
		got = alloc_unbound(rnd(2) ? CONTROL : d, d, other);
		break;
	case 1:
		want = m_bind_interdomain(d, other, port);
		got = bind_interdomain(d, other, port);
		break;
	case 2:
		virq = rnd(NR_VIRQS);
		want = m_virq_port(d, virq) ? -XEN_EEXIST :
					      m_alloc(d, EVTCHNSTAT_virq);
		if (want > 0)
			m_port(d, want)->number = virq;
		got = bind_virq(d, virq, 0);
		break;
	default:
		want = m_alloc(d, EVTCHNSTAT_ipi);
		got = bind_ipi(d, 0);
		break;
	}
	is(got, want);
}

static void step_virq(u16 d)
{
	u32 virq = rnd(NR_VIRQS);
	s64 port;

	if (d == CONTROL)
		ec_raise_global_virq(virq);
	else if (ec_virq_is_per_vcpu(virq))
		ec_raise_virq(fake_domain(d)->vcpu[0], virq);
	else
		return;
	port = m_virq_port(d, virq);
	if (port)
		m_raise(d, port);
}

static void step_unmask(u16 d, u32 port)
{
	struct mport *p = m_port(d, port);

	/* Which free ports have a record in memory is not the ABI's matter. */
	if (!m_open(d, port))
		return;
	is(unmask(d, port), 0);
	if (p->masked && p->pending)
		m_announce(d, port);
	p->masked = false;
}

/* The domain itself changes its page: takes events, masks a port. */
static void step_guest(u16 d, u32 port)
{
	u32 i;

	if (m_port(d, port) && rnd(2)) {
		mask(d, port);
		m_port(d, port)->masked = true;
		return;
	}
	quiet(d);
	for (i = 1; i <= PORTS; i++)
		model[d].port[i].pending = false;
	model[d].sel = 0;
	model[d].upcall = false;
}

static void step(void)
{
	u16 d = rnd(WORLD_DOMAINS), other = rnd(WORLD_DOMAINS);
	u32 port = rnd(rnd(20) ? 12 : PORTS + 10), i;

	switch (rnd(16)) {
	case 0 ... 4:
		step_bind(d, other, port);
		break;
	case 5 ... 6:
		is(close_port(d, port), m_close(d, port));
		break;
	case 7 ... 10:
		is(send(d, port), m_send(d, port));
		break;
	case 11:
		step_unmask(d, port);
		break;
	case 12:
		step_virq(d);
		break;
	default:
		step_guest(d, port);
		break;
	}
	if (rnd(2000))
		return;
	for (i = 1; i <= PORTS; i++)
		m_close(d, i);
	is(reset(d, DOMID_SELF), 0);
}

static void compare_port(u16 d, u32 port)
{
	const struct mport *p = &model[d].port[port];
	struct evtchn_status st;
	s64 err = status(CONTROL, d, port, &st);

	if (err) {
		is(p->state, EVTCHNSTAT_closed);
		return;
	}
	is(st.status, p->state);
	if (p->state == EVTCHNSTAT_unbound)
		is(st.u.unbound.dom, p->number);
	if (p->state == EVTCHNSTAT_virq)
		is(st.u.virq, p->number);
	if (p->state == EVTCHNSTAT_interdomain) {
		is(st.u.interdomain.dom, p->peer);
		is(st.u.interdomain.port, p->peer_port);
	}
	is(pending(d, port), p->pending);
}

static void compare(void)
{
	u32 port;
	u16 d;

	is(notices(), m_notices);
	m_notices = 0;
	for (d = 0; d < WORLD_DOMAINS; d++) {
		is(sel(d), model[d].sel);
		is(upcall(d), model[d].upcall);
		for (port = 1; port <= PORTS; port++)
			compare_port(d, port);
	}
}

static unsigned int seed;

static void test_random(void)
{
	u32 i;
	u16 d;

	srandom(seed);
	world_init(PORTS);
	for (i = 0; i < STEPS && !tap_failed(); i++) {
		step();
		compare();
	}
	if (tap_failed())
		printf("# seed %u, step %u\n", seed, i);
	for (d = 0; d < WORLD_DOMAINS; d++)
		destroy(d);
	is(fake_heap.used, 0);
}

int main(void)
{
	char name[64];

	for (seed = 1; seed <= 3; seed++) {
		if (getenv("SEED"))
			seed = atoi(getenv("SEED"));
		snprintf(name, sizeof(name), "%u random calls, seed %u", STEPS,
			 seed);
		tap_run(name, test_random);
		if (getenv("SEED"))
			break;
	}
	return tap_done();
}
