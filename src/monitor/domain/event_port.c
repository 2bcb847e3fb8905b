// SPDX-License-Identifier: GPL-2.0
/*
 * Allocating, binding and closing ports. Read event_channel.c first.
 *
 * Each operation finds its memory before it changes anything, so that a
 * hypercall that had to wait for memory can simply be executed again.
 */
#include "domain/event_port.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/event_channel.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/virq.h"

_Static_assert(sizeof(struct evtchn) * DOMAIN_EVTCHN_PER_PAGE == PAGE_SIZE,
	       "a page of ports");
_Static_assert(DOMAIN_EVTCHN_PER_PAGE * DOMAIN_EVTCHN_PAGES ==
		       EVTCHN_2L_NR_CHANNELS, "all ports of the 2-level ABI");

/* Looking at as many ports costs as much as a page-table entry. */
#define PORTS_FOR_ONE 4

struct vcpu *ec_vcpu(const struct domain *d, u32 vcpu)
{
	return vcpu < DOMAIN_MAX_VCPUS ? d->vcpu[vcpu] : NULL;
}

/* Linux in the control domain takes all its events on "vCPU" 0. */
static bool vcpu_exists(const struct domain *d, u32 vcpu)
{
	if (d->domid == DOMAIN_CONTROL)
		return vcpu == 0;
	return ec_vcpu(d, vcpu);
}

struct evtchn *ec_port(struct domain *d, u32 port)
{
	struct domain_events *e = &d->events;
	struct evtchn *page;

	if (port == 0 || port > e->max_port)
		return NULL;
	if (port < DOMAIN_EVTCHN_FIRST)
		return &e->first[port];
	page = e->page[port / DOMAIN_EVTCHN_PER_PAGE];
	return page ? &page[port % DOMAIN_EVTCHN_PER_PAGE] : NULL;
}

bool ec_port_valid(struct domain *d, u32 port)
{
	bool valid;

	spin_lock(&event_lock);
	valid = ec_port(d, port);
	spin_unlock(&event_lock);
	return valid;
}

/* The lowest free port, with its record in memory but not yet taken. */
static s64 port_find(struct domain *d)
{
	struct domain_events *e = &d->events;
	struct evtchn *chn;
	u32 port;

	for (port = e->scan_from; port <= e->max_port; port++) {
		chn = ec_port(d, port);
		if (!chn) {
			void *page = heap_alloc_page();

			if (!page)
				return HC_NEED_FRAMES;
			e->page[port / DOMAIN_EVTCHN_PER_PAGE] = page;
			return port;
		}
		if (chn->state == EVTCHNSTAT_closed)
			return port;
	}
	/* The next attempt need not look at them all once more. */
	e->scan_from = e->max_port + 1;
	return -XEN_ENOSPC;
}

static struct evtchn *port_take(struct domain *d, u32 port, u8 state, u16 vcpu)
{
	struct evtchn *chn = ec_port(d, port);

	bug_on(!chn || chn->state != EVTCHNSTAT_closed);
	memset(chn, 0, sizeof(*chn));
	chn->state = state;
	chn->vcpu = vcpu;
	d->events.scan_from = port + 1;
	return chn;
}

/* Global VIRQs belong to the domain; the control domain has no other ones. */
static u16 *virq_slot(struct domain *d, u32 virq, u32 vcpu)
{
	struct vcpu *v = ec_vcpu(d, vcpu);

	if (!v || !ec_virq_is_per_vcpu(virq))
		return &d->events.virq_port[virq];
	return &v->virq_port[virq];
}

static void peer_unbind(struct domain *d, const struct evtchn *chn)
{
	struct evtchn *peer = ec_port(chn->peer, chn->peer_port);

	bug_on(!peer || peer->state != EVTCHNSTAT_interdomain);
	bug_on(peer->peer != d);
	peer->state = EVTCHNSTAT_unbound;
	peer->number = d->domid;
	peer->peer = NULL;
	peer->peer_port = 0;
}

int ec_port_close(struct domain *d, u32 port)
{
	struct evtchn *chn = ec_port(d, port);

	if (!chn || chn->state == EVTCHNSTAT_closed)
		return -XEN_EINVAL;
	if (chn->state == EVTCHNSTAT_interdomain)
		peer_unbind(d, chn);
	if (chn->state == EVTCHNSTAT_virq)
		*virq_slot(d, chn->number, chn->vcpu) = 0;
	memset(chn, 0, sizeof(*chn));
	ec_clear_pending(d, port);
	if (port < d->events.scan_from)
		d->events.scan_from = port;
	return 0;
}

int ec_close(struct domain *d, u32 port)
{
	int err;

	spin_lock(&event_lock);
	err = ec_port_close(d, port);
	spin_unlock(&event_lock);
	return err;
}

s64 ec_alloc_unbound(struct domain *d, u16 remote)
{
	s64 port;

	spin_lock(&event_lock);
	port = port_find(d);
	if (port > 0)
		port_take(d, port, EVTCHNSTAT_unbound, 0)->number = remote;
	spin_unlock(&event_lock);
	return port;
}

static s64 bind_interdomain_locked(struct domain *d, struct domain *rd,
				   u32 rport)
{
	struct evtchn *rchn = ec_port(rd, rport), *chn;
	s64 port;

	if (!rchn || rchn->state != EVTCHNSTAT_unbound ||
	    rchn->number != d->domid)
		return -XEN_EINVAL;
	port = port_find(d);
	if (port < 0)
		return port;
	chn = port_take(d, port, EVTCHNSTAT_interdomain, 0);
	chn->peer = rd;
	chn->peer_port = rport;
	rchn->state = EVTCHNSTAT_interdomain;
	rchn->number = 0;
	rchn->peer = d;
	rchn->peer_port = port;
	ec_raise(d, port, chn);
	return port;
}

s64 ec_bind_interdomain(struct domain *d, struct domain *rd, u32 rport)
{
	s64 port;

	spin_lock(&event_lock);
	port = bind_interdomain_locked(d, rd, rport);
	spin_unlock(&event_lock);
	return port;
}

s64 ec_bind_virq(struct domain *d, u32 virq, u32 vcpu)
{
	u16 *slot;
	s64 port;

	if (virq >= NR_VIRQS || (!ec_virq_is_per_vcpu(virq) && vcpu != 0))
		return -XEN_EINVAL;
	if (!vcpu_exists(d, vcpu))
		return -XEN_ENOENT;
	spin_lock(&event_lock);
	slot = virq_slot(d, virq, vcpu);
	port = *slot ? -XEN_EEXIST : port_find(d);
	if (port > 0) {
		port_take(d, port, EVTCHNSTAT_virq, vcpu)->number = virq;
		*slot = port;
	}
	spin_unlock(&event_lock);
	return port;
}

s64 ec_bind_ipi(struct domain *d, u32 vcpu)
{
	s64 port;

	if (!vcpu_exists(d, vcpu))
		return -XEN_ENOENT;
	spin_lock(&event_lock);
	port = port_find(d);
	if (port > 0)
		port_take(d, port, EVTCHNSTAT_ipi, vcpu);
	spin_unlock(&event_lock);
	return port;
}

/* Whether the guest may choose the vCPU that is told of a port's events. */
static bool port_may_move(const struct evtchn *chn)
{
	switch (chn->state) {
	case EVTCHNSTAT_unbound:
	case EVTCHNSTAT_interdomain:
		return true;
	case EVTCHNSTAT_virq:
		return !ec_virq_is_per_vcpu(chn->number);
	default:
		return false;
	}
}

int ec_bind_vcpu(struct domain *d, u32 port, u32 vcpu)
{
	struct evtchn *chn;
	int err = -XEN_EINVAL;

	if (!vcpu_exists(d, vcpu))
		return -XEN_ENOENT;
	spin_lock(&event_lock);
	chn = ec_port(d, port);
	if (chn && port_may_move(chn)) {
		chn->vcpu = vcpu;
		err = 0;
	}
	spin_unlock(&event_lock);
	return err;
}

int ec_unmask(struct domain *d, u32 port)
{
	struct evtchn *chn;

	spin_lock(&event_lock);
	chn = ec_port(d, port);
	if (chn)
		ec_unmask_raise(d, port, chn);
	spin_unlock(&event_lock);
	return chn ? 0 : -XEN_EINVAL;
}

static void status_fill(const struct evtchn *chn, struct evtchn_status *st)
{
	st->status = chn->state;
	st->vcpu = chn->vcpu;
	switch (chn->state) {
	case EVTCHNSTAT_unbound:
		st->u.unbound.dom = chn->number;
		break;
	case EVTCHNSTAT_interdomain:
		st->u.interdomain.dom = chn->peer->domid;
		st->u.interdomain.port = chn->peer_port;
		break;
	case EVTCHNSTAT_virq:
		st->u.virq = chn->number;
		break;
	default:
		break;
	}
}

int ec_status(struct domain *d, struct evtchn_status *st)
{
	static const struct evtchn never_bound;
	const struct evtchn *chn;

	memset(&st->u, 0, sizeof(st->u));
	spin_lock(&event_lock);
	/* Tools list the ports from 0 up to the first error. */
	chn = st->port ? ec_port(d, st->port) : &never_bound;
	if (chn)
		status_fill(chn, st);
	spin_unlock(&event_lock);
	return chn ? 0 : -XEN_EINVAL;
}

/* Each call closes a port at least, so that it gets on whatever the budget. */
static int reset_locked(struct domain *d, struct pt_budget *b)
{
	struct evtchn *chn;
	u32 port, closed = 0;

	for (port = 1; port <= d->events.max_port; port++) {
		if (port % PORTS_FOR_ONE == 0)
			pt_spend(b, 1);
		chn = ec_port(d, port);
		if (!chn)
			port |= DOMAIN_EVTCHN_PER_PAGE - 1;
		if (!chn || chn->state == EVTCHNSTAT_closed)
			continue;
		if (closed++ && !b->left)
			return -XEN_ERESTART;
		ec_port_close(d, port);
		pt_spend(b, 1);
	}
	return 0;
}

int ec_reset(struct domain *d, struct pt_budget *b)
{
	int err;

	spin_lock(&event_lock);
	err = reset_locked(d, b);
	spin_unlock(&event_lock);
	return err;
}
