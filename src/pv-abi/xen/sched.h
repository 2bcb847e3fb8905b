/* SPDX-License-Identifier: GPL-2.0 */
/* sched_op(cmd, arg): a vCPU gives up the processor, or its domain ends. */
#ifndef PV_ABI_XEN_SCHED_H
#define PV_ABI_XEN_SCHED_H

#include "event_channel.h"

#define SCHEDOP_yield		0
/* Unmask events and sleep until one is pending, as one atomic step. */
#define SCHEDOP_block		1
#define SCHEDOP_shutdown	2
#define SCHEDOP_poll		3
#define SCHEDOP_remote_shutdown	4
#define SCHEDOP_shutdown_code	5
#define SCHEDOP_watchdog	6
#define SCHEDOP_pin_override	7

#define SHUTDOWN_poweroff	0
#define SHUTDOWN_reboot		1
#define SHUTDOWN_suspend	2
#define SHUTDOWN_crash		3
#define SHUTDOWN_watchdog	4
#define SHUTDOWN_soft_reset	5
#define SHUTDOWN_MAX		5

/* Ports that one SCHEDOP_poll may name. */
#define SCHED_POLL_MAX_PORTS	128

struct sched_shutdown {
	uint32_t reason;	/* SHUTDOWN_* */
};

struct sched_poll {
	uint64_t ports;		/* handle of evtchn_port_t[nr_ports] */
	uint32_t nr_ports;
	uint64_t timeout;	/* absolute system time in ns, 0 for none */
};

struct sched_remote_shutdown {
	domid_t domain_id;
	uint32_t reason;	/* SHUTDOWN_* */
};

struct sched_watchdog {
	uint32_t id;
	uint32_t timeout;	/* seconds */
};

#endif
