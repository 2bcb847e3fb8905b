/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Event channels (public/event_channel.h): raising and taking notice. Ports and
 * what they are bound to: event_port.h. Guests that want queues: event_fifo.h.
 *
 * event_lock protects the ports of all domains and which vcpu_info a vCPU
 * uses. The bits in shared pages are atomic because guests write them, too;
 * the monitor never concludes anything about its own state from them.
 *
 * The control domain is a domain like others, but has no struct vcpu: its one
 * vcpu_info is the first of its shared_info.
 *
 * Memory: the first 63 ports of a domain live in struct domain (1 KiB), each
 * further 256 ports take one page, up to 4095 ports, or 131071 where the
 * guest uses queues.
 */
#ifndef UNDERPIN_DOMAIN_EVENT_CHANNEL_H
#define UNDERPIN_DOMAIN_EVENT_CHANNEL_H

#include "core/types.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "mm/pagetable.h"

/* Order: d->lock, event_lock, heap_lock. Hold times are bounded. */
extern struct spinlock event_lock;

/**
 * ec_domain_init() - a domain starts with no port bound
 * @max_port: highest port it may have; more than the ABI has is cut
 *
 * Before anybody else knows the domain.
 */
void ec_domain_init(struct domain *d, u32 max_port);

/**
 * ec_domain_destroy() - close all ports, free their pages
 * @b: work budget, as ec_reset()
 *
 * Takes d->lock and event_lock. The domain can have no port afterwards;
 * harmless to repeat.
 *
 * Return: 0, -XEN_ERESTART to be called again.
 */
int ec_domain_destroy(struct domain *d, struct pt_budget *b);

/**
 * ec_send() - notify the other end of a port
 * @d: domain that owns @port
 *
 * Takes event_lock. Return: 0 (also when nobody listens), -XEN_EINVAL.
 */
int ec_send(struct domain *d, u32 port);

/** ec_raise_virq() - a per-vCPU VIRQ; ignored where none is bound */
void ec_raise_virq(struct vcpu *v, u32 virq);

/** ec_raise_global_virq() - of the control domain, e.g. VIRQ_DOM_EXC */
void ec_raise_global_virq(u32 virq);

/**
 * ec_raise() - set a port pending and tell its vCPU
 * @chn: the port's record, bound; event_lock held
 *
 * A port that is masked becomes pending without a notice, as one that is
 * pending already. A vCPU of @d that polls the port is woken in any case but
 * the latter.
 */
void ec_raise(struct domain *d, u32 port, struct evtchn *chn);

/** ec_unmask_raise() - clear a port's mask, give the notice it held back */
void ec_unmask_raise(struct domain *d, u32 port, struct evtchn *chn);

/** ec_clear_pending() - a port that is closed has no event */
void ec_clear_pending(struct domain *d, u32 port);

/** ec_pending() - an event is deliverable to @v */
bool ec_pending(const struct vcpu *v);

/** ec_port_pending() - SCHEDOP_poll: is the port's pending bit set? */
bool ec_port_pending(const struct domain *d, u32 port);

/**
 * ec_poll_begin() - wait for any of some ports, or any event, or a deadline
 * @ports: valid port numbers
 * @deadline: absolute system time in ns; zero: none
 *
 * Takes event_lock, so that no event is lost between the look at the bits and
 * the sleep. Sets @v->blocked and @v->polling unless there is no need to wait.
 */
void ec_poll_begin(struct vcpu *v, const u32 *ports, u32 n, u64 deadline);

/** ec_poll_end() - @v waits no longer; event_lock held */
void ec_poll_end(struct vcpu *v);

/**
 * ec_wait_over() - may a vCPU that blocked or polled go on?
 *
 * For the run loop, before each entry: ends the wait if an event or an NMI
 * is deliverable. Events that only a poll waits for, and deadlines
 * (time_expire()), end it by themselves.
 */
bool ec_wait_over(struct vcpu *v);

/**
 * ec_control_notify() - the control domain has a pending event
 * Given by x86/run.c: makes the loader look at its shared page. Called with
 * event_lock held.
 */
void ec_control_notify(void);

#endif /* UNDERPIN_DOMAIN_EVENT_CHANNEL_H */
