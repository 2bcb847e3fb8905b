/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The FIFO event ABI: the ports pending for a vCPU are linked into one queue
 * per priority, through 32-bit words in pages that the guest supplies.
 */
#ifndef PV_ABI_XEN_EVENT_FIFO_H
#define PV_ABI_XEN_EVENT_FIFO_H

#include "event_channel.h"

#define EVTCHN_FIFO_PRIORITY_MAX	0
#define EVTCHN_FIFO_PRIORITY_DEFAULT	7
#define EVTCHN_FIFO_PRIORITY_MIN	15
#define EVTCHN_FIFO_MAX_QUEUES		16

/* Bit numbers in an event word; the low bits are the next port. */
#define EVTCHN_FIFO_PENDING		31
#define EVTCHN_FIFO_MASKED		30
#define EVTCHN_FIFO_LINKED		29
#define EVTCHN_FIFO_BUSY		28
#define EVTCHN_FIFO_LINK_BITS		17
#define EVTCHN_FIFO_LINK_MASK		0x1ffff
#define EVTCHN_FIFO_NR_CHANNELS		0x20000

struct evtchn_fifo_control_block {
	uint32_t ready;			/* bit per non-empty queue */
	uint32_t _rsvd;
	uint32_t head[EVTCHN_FIFO_MAX_QUEUES];
};

struct evtchn_init_control {
	uint64_t control_gfn;
	uint32_t offset;		/* of the control block in its page */
	uint32_t vcpu;
	uint8_t link_bits;		/* out */
	uint8_t _pad[7];
};

struct evtchn_expand_array {
	uint64_t array_gfn;
};

struct evtchn_set_priority {
	evtchn_port_t port;
	uint32_t priority;
};

#endif
