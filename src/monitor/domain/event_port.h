/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ports of a domain and what each is bound to.
 *
 * Invariants, under event_lock:
 *  - an interdomain port names a port that names it back;
 *  - a VIRQ's slot names the port that is bound to it, or zero;
 *  - every port below events.scan_from is in use, and a free one has no
 *    pending bit unless its own guest sets it;
 *  - every port below events.reset_from is free: a reset goes on there;
 *  - the ABI in use has all ports that are (the bitmaps: 4095).
 *
 * The functions take event_lock themselves where nothing else is said. Those
 * that answer HC_NEED_FRAMES have changed nothing and want one frame.
 */
#ifndef UNDERPIN_DOMAIN_EVENT_PORT_H
#define UNDERPIN_DOMAIN_EVENT_PORT_H

#include "core/types.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "xen/event_channel.h"

/**
 * ec_vcpu() - a guest's vCPU by number
 *
 * Return: NULL where there is none; always for the control domain.
 */
struct vcpu *ec_vcpu(const struct domain *d, u32 vcpu);

/**
 * ec_port() - the record of a port; event_lock held
 * @port: hostile
 *
 * Return: the record, perhaps of a free port, or NULL where there is none.
 */
struct evtchn *ec_port(struct domain *d, u32 port);

/**
 * ec_port_close() - make a port free; event_lock held
 *
 * The other end of an interdomain channel becomes unbound, for @d to bind
 * again. Return: 0, -XEN_EINVAL where nothing was bound.
 */
int ec_port_close(struct domain *d, u32 port);

/** ec_close() - ec_port_close(), taking event_lock */
int ec_close(struct domain *d, u32 port);

/** ec_port_valid() - the domain has such a port, free or not */
bool ec_port_valid(struct domain *d, u32 port);

/**
 * ec_alloc_unbound() - a port of @d that domain @remote may bind
 *
 * Return: the port, the lowest free one; -XEN_ENOSPC; HC_NEED_FRAMES.
 */
s64 ec_alloc_unbound(struct domain *d, u16 remote);

/**
 * ec_bind_interdomain() - connect a port of @d to @rport of @rd
 *
 * @rport has to be unbound for @d. The result is pending at once, since the
 * other side may have sent before there was somebody to hear. @rd may be @d:
 * xenstored binds the control domain to itself.
 *
 * Return: the port; -XEN_EINVAL, -XEN_ENOSPC, HC_NEED_FRAMES.
 */
s64 ec_bind_interdomain(struct domain *d, struct domain *rd, u32 rport);

/**
 * ec_bind_virq() - a port for a virtual interrupt
 *
 * Return: the port; -XEN_EINVAL no such VIRQ, or a global one not on vCPU 0;
 * -XEN_ENOENT no such vCPU; -XEN_EEXIST; -XEN_ENOSPC; HC_NEED_FRAMES.
 */
s64 ec_bind_virq(struct domain *d, u32 virq, u32 vcpu);

/**
 * ec_bind_ipi() - a port by which a guest's vCPUs notify one of them
 *
 * Return: the port; -XEN_ENOENT, -XEN_ENOSPC, HC_NEED_FRAMES.
 */
s64 ec_bind_ipi(struct domain *d, u32 vcpu);

/**
 * ec_bind_vcpu() - tell another vCPU of a port's events from here on
 *
 * Return: 0; -XEN_ENOENT no such vCPU; -XEN_EINVAL no such port, or one that
 * belongs to a vCPU (per-vCPU VIRQ, IPI).
 */
int ec_bind_vcpu(struct domain *d, u32 port, u32 vcpu);

/**
 * ec_set_priority() - which queue a port's events go to from the next one on
 *
 * Return: 0; -XEN_ENOSYS without queues; -XEN_EINVAL.
 */
int ec_set_priority(struct domain *d, u32 port, u32 priority);

/** ec_unmask() - Return: 0, -XEN_EINVAL */
int ec_unmask(struct domain *d, u32 port);

/**
 * ec_status() - what a port is bound to
 * @st: @st->port in; state, vCPU and the details out
 *
 * Return: 0, -XEN_EINVAL beyond the ports that have ever been in use.
 */
int ec_status(struct domain *d, struct evtchn_status *st);

/**
 * ec_reset() - close all ports, as at the domain's start; back to the bitmaps
 * @b: work budget, one per port that is closed and four that are looked at
 *
 * Takes d->lock and event_lock. Return: 0, -XEN_ERESTART to be called again.
 */
int ec_reset(struct domain *d, struct pt_budget *b);

#endif /* UNDERPIN_DOMAIN_EVENT_PORT_H */
