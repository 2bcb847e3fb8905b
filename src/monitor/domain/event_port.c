// SPDX-License-Identifier: GPL-2.0
/*
 * Allocating, binding and closing ports. Read event_channel.c first, then
 * event_fifo.c.
 *
 * Each operation finds its memory before it changes anything, so that a
 * hypercall that had to wait for memory can simply be executed again.
 */
#include "domain/event_port.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/event_channel.h"
#include "domain/event_fifo.h"
#include "domain/event_virq.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/event_fifo.h"

_Static_assert(sizeof(struct evtchn) * DOMAIN_EVTCHN_PER_PAGE == PAGE_SIZE,
	       "a page of ports");
_Static_assert(DOMAIN_EVTCHN_PER_PAGE * DOMAIN_EVTCHN_PAGES ==
		       EVTCHN_2L_NR_CHANNELS, "all ports of the 2-level ABI");
_Static_assert(DOMAIN_EVTCHN_PER_PAGE * DOMAIN_EVTCHN_PAGES_MAX ==
		       EVTCHN_FIFO_NR_CHANNELS, "all ports of the FIFO ABI");
_Static_assert(DOMAIN_EVTCHN_PAGES_MAX * sizeof(struct evtchn *) <= PAGE_SIZE,
	       "domain_events.more");

/* Looking at as many ports costs as much as a page-table entry. */
#define PORTS_FOR_ONE 4

/* Free ports that are passed over because the guest has them in a queue. */
#define BUSY_SKIPPED 64

struct vcpu *ec_vcpu(const struct domain *d, u32 vcpu)
{
	return vcpu < d->max_vcpus ? d->vcpu[vcpu] : NULL;
}

/* Linux in the control domain takes all its events on "vCPU" 0. */
static bool vcpu_exists(const struct domain *d, u32 vcpu)
{
	if (d->domid == DOMAIN_CONTROL)
		return vcpu == 0;
	return ec_vcpu(d, vcpu);
}

/* Where the page of a port's record is noted; NULL: nowhere so far. */
static struct evtchn **port_page(struct domain_events *e, u32 port)
{
	u32 page = port / DOMAIN_EVTCHN_PER_PAGE;

	if (page < DOMAIN_EVTCHN_PAGES)
		return &e->page[page];
	return e->more ? &e->more[page] : NULL;
}

/* Of the ABI in use: when FIFO's is left, records of ports beyond may stay. */
static u32 last_port(const struct domain_events *e)
{
	if (e->fifo)
		return e->max_port;
	return min_u64(e->max_port, EVTCHN_2L_NR_CHANNELS - 1);
}

struct evtchn *ec_port(struct domain *d, u32 port)
{
	struct domain_events *e = &d->events;
	struct evtchn **page;

	if (port == 0 || port > last_port(e))
		return NULL;
	if (port < DOMAIN_EVTCHN_FIRST)
		return &e->first[port];
	page = port_page(e, port);
	return page && *page ? &(*page)[port % DOMAIN_EVTCHN_PER_PAGE] : NULL;
}

/* Memory for the record of a port. Return: false: there is none. */
static bool port_back(struct domain_events *e, u32 port)
{
	struct evtchn **page = port_page(e, port);

	if (!page) {
		e->more = heap_alloc_page();
		page = port_page(e, port);
	}
	if (page && !*page)
		*page = heap_alloc_page();
	return page && *page;
}

static void page_free(struct evtchn **page, struct pt_budget *b)
{
	if (!*page)
		return;
	heap_free_page(*page);
	*page = NULL;
	pt_spend(b, 1);
}

static void pages_free(struct domain_events *e, struct pt_budget *b)
{
	u32 i;

	for (i = 0; i < DOMAIN_EVTCHN_PAGES; i++)
		page_free(&e->page[i], b);
	for (i = 0; e->more && i < DOMAIN_EVTCHN_PAGES_MAX; i++)
		page_free(&e->more[i], b);
	heap_free_page(e->more);
	e->more = NULL;
}

bool ec_port_valid(struct domain *d, u32 port)
{
	bool valid;

	spin_lock(&event_lock);
	valid = ec_port(d, port);
	spin_unlock(&event_lock);
	return valid;
}

/* Its next event would come through the queue that it has not left. */
static bool port_busy(struct domain *d, u32 port)
{
	return d->events.fifo && fifo_busy(d, port);
}

/* The lowest free port, with its record in memory but not yet taken. */
static s64 port_find(struct domain *d)
{
	struct domain_events *e = &d->events;
	u32 port, end = last_port(e), skipped = 0;
	struct evtchn *chn;

	for (port = e->scan_from; port <= end; port++) {
		chn = ec_port(d, port);
		if (!chn)
			return port_back(e, port) ? port : HC_NEED_FRAMES;
		if (chn->state == EVTCHNSTAT_closed &&
		    (skipped == BUSY_SKIPPED || !port_busy(d, port)))
			return port;
		if (chn->state == EVTCHNSTAT_closed)
			skipped++;
		else if (!skipped)
			/* No later attempt need look at this one. */
			e->scan_from = port + 1;
	}
	return -XEN_ENOSPC;
}

/* A binding ends: what is left is where the port was queued last. */
static void port_clear(struct evtchn *chn)
{
	*chn = (struct evtchn){
		.last_priority = chn->last_priority,
		.last_vcpu = chn->last_vcpu,
	};
}

static struct evtchn *port_take(struct domain *d, u32 port, u8 state, u16 vcpu)
{
	struct evtchn *chn = ec_port(d, port);

	bug_on(!chn || chn->state != EVTCHNSTAT_closed);
	port_clear(chn);
	chn->state = state;
	chn->vcpu = vcpu;
	chn->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
	if (d->events.scan_from == port)
		d->events.scan_from++;
	if (d->events.reset_from > port)
		d->events.reset_from = port;
	return chn;
}

/* Global VIRQs belong to the domain; the control domain has no other ones. */
u32 *ec_virq_port(struct domain *d, struct vcpu *v, u32 virq)
{
	static const u8 slot[] = {
		[VIRQ_TIMER] = 0,
		[VIRQ_DEBUG] = 1,
		[VIRQ_XENOPROF] = 2,
		[VIRQ_XENPMU] = 3,
	};

	if (!v || !ec_virq_is_per_vcpu(virq))
		return &d->events.virq_port[virq];
	return &v->virq_port[slot[virq]];
}

static u32 *virq_slot(struct domain *d, u32 virq, u32 vcpu)
{
	return ec_virq_port(d, ec_vcpu(d, vcpu), virq);
}

static void peer_unbind(struct domain *d, const struct evtchn *chn)
{
	struct evtchn *peer = ec_port(chn->peer, chn->peer_port);

	bug_on(!peer || peer->state != EVTCHNSTAT_interdomain);
	bug_on(peer->peer != d);
	peer->state = EVTCHNSTAT_unbound;
	peer->number = d->domid;
	peer->peer = NULL;
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
	port_clear(chn);
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
	u32 *slot;
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

static int priority_set(struct domain *d, u32 port, u32 priority)
{
	struct evtchn *chn = ec_port(d, port);

	if (!chn)
		return -XEN_EINVAL;
	if (!d->events.fifo)
		return -XEN_ENOSYS;
	if (priority > EVTCHN_FIFO_PRIORITY_MIN)
		return -XEN_EINVAL;
	chn->priority = priority;
	return 0;
}

int ec_set_priority(struct domain *d, u32 port, u32 priority)
{
	int err;

	spin_lock(&event_lock);
	err = priority_set(d, port, priority);
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

/* Whatever the budget, each call gets on. */
static int reset_locked(struct domain *d, struct pt_budget *b)
{
	struct domain_events *e = &d->events;
	struct evtchn *chn;
	u32 port;

	while (e->reset_from <= e->max_port) {
		port = e->reset_from;
		chn = ec_port(d, port);
		if (chn && chn->state != EVTCHNSTAT_closed) {
			ec_port_close(d, port);
			pt_spend(b, 1);
		} else if (port % PORTS_FOR_ONE == 0) {
			pt_spend(b, 1);
		}
		if (!chn)
			port |= DOMAIN_EVTCHN_PER_PAGE - 1;
		e->reset_from = port + 1;
		if (!b->left)
			return -XEN_ERESTART;
	}
	return 0;
}

/*
 * Both locks are held from the last look at the ports until the queues are
 * gone: the bitmaps have no room for a port that was bound in between.
 */
static int reset(struct domain *d, struct pt_budget *b, bool for_good)
{
	struct event_fifo *f = NULL;
	int err;

	spin_lock(&d->lock);
	spin_lock(&event_lock);
	err = reset_locked(d, b);
	if (!err)
		f = fifo_detach(d);
	if (!err && for_good) {
		d->events.max_port = 0;
		pages_free(&d->events, b);
	}
	spin_unlock(&event_lock);
	fifo_free(d, f, b);
	spin_unlock(&d->lock);
	return err;
}

int ec_reset(struct domain *d, struct pt_budget *b)
{
	return reset(d, b, false);
}

int ec_domain_destroy(struct domain *d, struct pt_budget *b)
{
	return reset(d, b, true);
}
