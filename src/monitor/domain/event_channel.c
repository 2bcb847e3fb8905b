// SPDX-License-Identifier: GPL-2.0
/*
 * Raising events, and vCPUs that wait for them. Here are the 2-level bitmaps
 * that a domain shares with the monitor; queues are in event_fifo.c. Read
 * event_port.c next.
 *
 * Order of the stores: pending bit, selector bit, upcall byte. A guest takes
 * them down in the reverse order, so an event raised while it scans is found
 * by this scan or announced by another upcall.
 */
#include "domain/event_channel.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/event_fifo.h"
#include "domain/event_port.h"
#include "domain/event_virq.h"
#include "domain/trap.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/event_channel.h"
#include "xen/event_fifo.h"

struct spinlock event_lock;

void ec_domain_init(struct domain *d, u32 max_port)
{
	memset(&d->events, 0, sizeof(d->events));
	d->events.max_port = min_u64(max_port, EVTCHN_FIFO_NR_CHANNELS - 1);
	d->events.scan_from = 1;
	d->events.reset_from = 1;
}

/* The record that tells a vCPU of events; NULL: nobody is there to look. */
static struct vcpu_info *vcpu_info_of(struct domain *d, u32 vcpu)
{
	struct vcpu *v = ec_vcpu(d, vcpu);

	if (v && v->info)
		return v->info;
	if (!d->shared_info || vcpu >= XEN_LEGACY_MAX_VCPUS)
		return NULL;
	return &d->shared_info->vcpu_info[vcpu];
}

static void notify_vcpu(struct domain *d, u32 vcpu)
{
	if (d->domid == DOMAIN_CONTROL)
		ec_control_notify();
	else if (ec_vcpu(d, vcpu))
		vcpu_kick(ec_vcpu(d, vcpu));
}

static void upcall(struct domain *d, u32 vcpu, struct vcpu_info *info)
{
	if (!__atomic_exchange_n(&info->evtchn_upcall_pending, 1,
				 __ATOMIC_SEQ_CST))
		notify_vcpu(d, vcpu);
}

static void announce(struct domain *d, u32 port, u32 vcpu)
{
	struct vcpu_info *info = vcpu_info_of(d, vcpu);

	if (info && !test_and_set_bit(port / 64, &info->evtchn_pending_sel))
		upcall(d, vcpu, info);
}

static void wake_pollers(struct domain *d, u32 port)
{
	struct vcpu *v;
	u32 i;

	for (i = 0; d->events.pollers && i < d->max_vcpus; i++) {
		v = ec_vcpu(d, i);
		if (!v || !v->polling || (v->poll_port && v->poll_port != port))
			continue;
		ec_poll_end(v);
		vcpu_kick(v);
	}
}

/* The page with the bitmaps, which have a bit for the port; NULL: no page. */
static struct shared_info *bits_of(const struct domain *d, u32 port)
{
	bug_on(port >= EVTCHN_2L_NR_CHANNELS);
	return d->shared_info;
}

/* Return: the port was not pending before. */
static bool bits_raise(struct domain *d, u32 port, const struct evtchn *chn)
{
	struct shared_info *si = bits_of(d, port);

	if (!si || test_and_set_bit(port, si->evtchn_pending))
		return false;
	if (!test_bit(port, si->evtchn_mask))
		announce(d, port, chn->vcpu);
	return true;
}

static bool queue_raise(struct domain *d, u32 port, struct evtchn *chn)
{
	struct vcpu_info *info = vcpu_info_of(d, chn->vcpu);
	bool first, tell;

	first = fifo_raise(d, port, chn, &tell);
	if (tell && info)
		upcall(d, chn->vcpu, info);
	return first;
}

void ec_raise(struct domain *d, u32 port, struct evtchn *chn)
{
	if (d->events.fifo ? queue_raise(d, port, chn) :
			     bits_raise(d, port, chn))
		wake_pollers(d, port);
}

static void bits_unmask(struct domain *d, u32 port, const struct evtchn *chn)
{
	struct shared_info *si = bits_of(d, port);

	if (!si || !test_and_clear_bit(port, si->evtchn_mask))
		return;
	if (test_bit(port, si->evtchn_pending))
		announce(d, port, chn->vcpu);
}

void ec_unmask_raise(struct domain *d, u32 port, struct evtchn *chn)
{
	if (!d->events.fifo)
		bits_unmask(d, port, chn);
	else if (fifo_unmask(d, port))
		ec_raise(d, port, chn);
}

static void bits_clear(struct domain *d, u32 port)
{
	struct shared_info *si = bits_of(d, port);

	if (si)
		test_and_clear_bit(port, si->evtchn_pending);
}

void ec_clear_pending(struct domain *d, u32 port)
{
	if (d->events.fifo)
		fifo_clear_pending(d, port);
	else
		bits_clear(d, port);
}

static int send_locked(struct domain *d, u32 port)
{
	struct evtchn *chn = ec_port(d, port), *peer;

	if (!chn)
		return -XEN_EINVAL;
	switch (chn->state) {
	case EVTCHNSTAT_interdomain:
		peer = ec_port(chn->peer, chn->peer_port);
		bug_on(!peer);
		ec_raise(chn->peer, chn->peer_port, peer);
		return 0;
	case EVTCHNSTAT_ipi:
		ec_raise(d, port, chn);
		return 0;
	case EVTCHNSTAT_unbound:
		return 0; /* the other end may come any time */
	default:
		return -XEN_EINVAL;
	}
}

int ec_send(struct domain *d, u32 port)
{
	int err;

	spin_lock(&event_lock);
	err = send_locked(d, port);
	spin_unlock(&event_lock);
	return err;
}

static void raise_port(struct domain *d, u32 port)
{
	struct evtchn *chn = port ? ec_port(d, port) : NULL;

	if (chn)
		ec_raise(d, port, chn);
}

void ec_raise_virq(struct vcpu *v, u32 virq)
{
	bug_on(!ec_virq_is_per_vcpu(virq));
	spin_lock(&event_lock);
	raise_port(v->d, *ec_virq_port(v->d, v, virq));
	spin_unlock(&event_lock);
}

void ec_raise_global_virq(u32 virq)
{
	struct domain *d = control_domain();

	bug_on(virq >= NR_VIRQS);
	spin_lock(&event_lock);
	raise_port(d, *ec_virq_port(d, NULL, virq));
	spin_unlock(&event_lock);
}

bool ec_pending(const struct vcpu *v)
{
	return READ_ONCE(v->info->evtchn_upcall_pending) &&
	       !READ_ONCE(v->info->evtchn_upcall_mask);
}

bool ec_port_pending(const struct domain *d, u32 port)
{
	if (d->events.fifo)
		return fifo_pending(d, port);
	return port < EVTCHN_2L_NR_CHANNELS && d->shared_info &&
	       test_bit(port, d->shared_info->evtchn_pending);
}

void ec_poll_begin(struct vcpu *v, const u32 *ports, u32 n, u64 deadline)
{
	u32 i;

	spin_lock(&event_lock);
	for (i = 0; i < n; i++)
		if (ec_port_pending(v->d, ports[i]))
			goto out;
	if (ec_pending(v))
		goto out;
	v->poll_deadline = deadline;
	v->poll_port = n == 1 ? ports[0] : 0;
	v->d->events.pollers++;
	v->polling = true;
	v->blocked = true;
out:
	spin_unlock(&event_lock);
}

void ec_poll_end(struct vcpu *v)
{
	if (v->polling)
		v->d->events.pollers--;
	v->polling = false;
	v->blocked = false;
	v->poll_deadline = 0;
}

bool ec_wait_over(struct vcpu *v)
{
	if (READ_ONCE(v->blocked) && (ec_pending(v) || trap_nmi_due(v))) {
		spin_lock(&event_lock);
		ec_poll_end(v);
		spin_unlock(&event_lock);
	}
	return !READ_ONCE(v->blocked);
}
