/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The control domain and two guests with a vCPU each, their shared pages, and
 * event_channel_op as each of them calls it.
 */
#ifndef EVENT_WORLD_H
#define EVENT_WORLD_H

#include "arena.h"
#include "domain.h"
#include "guest.h"
#include "heap.h"
#include "tap.h"
#include "domain/event_channel.h"
#include "domain/event_port.h"
#include "domain/event_virq.h"
#include "hypercall/hypercall.h"
#include "xen/errno.h"
#include "xen/event_channel.h"
#include "xen/virq.h"

#define CONTROL 0
#define GUEST 1
#define OTHER 2
#define NOBODY 77 /* no such domain */
#define WORLD_DOMAINS 3

/** world_init() - once per case; the domains may have ports 1 to @max_port */
void world_init(u32 max_port);

/** shared() - a domain's shared page */
struct shared_info *shared(u16 domid);

/** info() - a domain's only vcpu_info, at first the one in its shared page */
struct vcpu_info *info(u16 domid);

/** call() - event_channel_op as domain @domid calls it */
s64 call(u16 domid, u32 cmd, void *arg);

/* The operations; those that give a port return it. */
s64 alloc_unbound(u16 caller, u16 dom, u16 remote);
s64 bind_interdomain(u16 caller, u16 remote, u32 port);
s64 bind_virq(u16 caller, u32 virq, u32 vcpu);
s64 bind_ipi(u16 caller, u32 vcpu);
s64 bind_vcpu(u16 caller, u32 port, u32 vcpu);
s64 close_port(u16 caller, u32 port);
s64 send(u16 caller, u32 port);
s64 unmask(u16 caller, u32 port);
s64 reset(u16 caller, u16 dom);

/** destroy() - end of a domain's ports, in steps of little work */
void destroy(u16 domid);

/** status() - EVTCHNOP_status, with all of its answer */
s64 status(u16 caller, u16 dom, u32 port, struct evtchn_status *st);

/** state() - EVTCHNSTAT_* of a port as the control domain sees it, or error */
s64 state(u16 dom, u32 port);

/** pending() / mask() / sel() - bits of the shared page and the vCPU */
bool pending(u16 domid, u32 port);
void mask(u16 domid, u32 port);
u64 sel(u16 domid);
bool upcall(u16 domid);

/** quiet() - the domain took all events: no bit is set */
void quiet(u16 domid);

/** notices() - kicks of vCPUs and of the control domain since last asked */
unsigned int notices(void);

#endif /* EVENT_WORLD_H */
