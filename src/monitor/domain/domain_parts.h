/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events and watchdogs of a domain, as far as they are part of its record; its
 * grants are in grant_parts.h.
 */
#ifndef UNDERPIN_DOMAIN_DOMAIN_PARTS_H
#define UNDERPIN_DOMAIN_DOMAIN_PARTS_H

#include "core/types.h"
#include "domain/grant_parts.h"
#include "xen/shared_info.h"

#define DOMAIN_EVTCHN_FIRST 64 /* ports that need no page of their own */
#define DOMAIN_EVTCHN_PER_PAGE 256
#define DOMAIN_EVTCHN_PAGES 16 /* 4096 ports, the limit of the 2-level ABI */
#define DOMAIN_EVTCHN_PAGES_MAX 512 /* 131072 ports, that of the FIFO ABI */

struct domain;
struct event_fifo;

/**
 * struct evtchn - one end of an event channel; protected by event_lock
 * @state: EVTCHNSTAT_*; EVTCHNSTAT_closed: free
 * @saved: FIFO: pending, but the guest has no word for the port so far
 * @vcpu: who is told
 * @priority: FIFO: its queue
 * @last_priority: FIFO: queue that it was last put in; outlives a binding
 * @last_vcpu: ... and of which vCPU
 * @number: unbound: id of the domain that may bind; virq: which
 * @peer_port: interdomain: port of the other end
 * @peer: interdomain: its domain, which cannot go while the port is open
 */
struct evtchn {
	u8 state : 4;
	u8 saved : 1;
	u8 vcpu;
	u8 priority : 4;
	u8 last_priority : 4;
	u8 last_vcpu;
	union {
		u32 number;
		u32 peer_port;
	};
	struct domain *peer;
};

/**
 * struct domain_events - a domain's ports; protected by event_lock
 * @first: the lowest ports: all that a guest with few devices uses
 * @page: the others up to 4095, allocated as they are needed
 * @more: a page of pointers to all the rest, indexed as @page; NULL: none
 * @fifo: queues of the FIFO ABI; NULL: the domain uses the 2-level ABI. Both
 *        d->lock and event_lock are held when it changes
 * @max_port: highest port that may be allocated; zero: none any more
 * @scan_from: every port below is in use
 * @reset_from: no port below is bound
 * @pollers: vCPUs that poll
 * @virq_port: VIRQ that is no vCPU's to port, zero: not bound
 */
struct domain_events {
	struct evtchn first[DOMAIN_EVTCHN_FIRST];
	struct evtchn *page[DOMAIN_EVTCHN_PAGES];
	struct evtchn **more;
	struct event_fifo *fifo;
	u32 max_port;
	u32 scan_from;
	u32 reset_from;
	u32 pollers;
	u32 virq_port[24];
};

#define DOMAIN_WATCHDOGS 2

/**
 * struct domain_watchdog - see watchdog.h; d->lock protects it
 * @next: the first deadline to come; zero: none
 * @deadline: system time; zero: not in use
 */
struct domain_watchdog {
	u64 next;
	u64 deadline[DOMAIN_WATCHDOGS];
};

/**
 * struct domain_tsc - the TSC that a domain reads (tsc.h)
 * @mode: XEN_TSC_MODE_*
 * @incarnation: how often it was created or restored
 * @khz: frequency of an emulated one; this and the rest only once it has one
 * @last: latest value that was read
 * @clock: clock record by it; it was zero at @system_time (modulo 2^64)
 */
struct domain_tsc {
	u32 mode;
	u32 incarnation;
	u32 khz;
	u64 last;
	struct vcpu_time_info clock;
};

#endif /* UNDERPIN_DOMAIN_DOMAIN_PARTS_H */
