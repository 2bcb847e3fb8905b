/* SPDX-License-Identifier: GPL-2.0 */
/* Events and grants of a domain, as far as they are part of its record. */
#ifndef UNDERPIN_DOMAIN_DOMAIN_PARTS_H
#define UNDERPIN_DOMAIN_DOMAIN_PARTS_H

#include "core/types.h"

#define DOMAIN_EVTCHN_FIRST 64 /* ports that need no page of their own */
#define DOMAIN_EVTCHN_PER_PAGE 256
#define DOMAIN_EVTCHN_PAGES 16 /* 4096 ports, the limit of the 2-level ABI */
#define DOMAIN_EVTCHN_PAGES_MAX 512 /* 131072 ports, that of the FIFO ABI */
#define DOMAIN_GRANT_FRAMES 64
#define DOMAIN_GRANT_FIRST 8 /* references that the toolstack seeds */

struct domain;
struct event_fifo;
struct frame;

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
	u32 pollers;
	u32 virq_port[24];
};

/**
 * struct grant_active - a grant that is in use; all zero when it is not
 * @frame: machine frame, read from the granter's entry once
 * @domid: who uses it
 * @readers: read-only uses
 * @writers: read-write uses
 */
struct grant_active {
	u32 frame;
	u16 domid;
	u8 readers;
	u8 writers;
};

/**
 * struct domain_grants - a domain's grant table; protected by d->lock
 * @nr_uses: sum of readers and writers of all entries
 * @shared: frames that the guest fills in (struct grant_entry_v1)
 * @active: uses of the entries of each, allocated with the first one
 * @first: the same for the lowest references
 */
struct domain_grants {
	u32 nr_frames;
	u32 max_frames;
	u32 nr_uses;
	struct frame *shared[DOMAIN_GRANT_FRAMES];
	struct grant_active *active[DOMAIN_GRANT_FRAMES];
	struct grant_active first[DOMAIN_GRANT_FIRST];
};

#endif /* UNDERPIN_DOMAIN_DOMAIN_PARTS_H */
