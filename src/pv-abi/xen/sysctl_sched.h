/* SPDX-License-Identifier: GPL-2.0 */
/* Payloads of sysctl that concern schedulers and pools of processors. */
#ifndef PV_ABI_XEN_SYSCTL_SCHED_H
#define PV_ABI_XEN_SYSCTL_SCHED_H

#include "base.h"

struct xen_sysctl_sched_id {
	uint32_t sched_id;		/* XEN_SCHEDULER_* */
};

#define XEN_SYSCTL_CPUPOOL_OP_CREATE		1
#define XEN_SYSCTL_CPUPOOL_OP_DESTROY		2
/* Describes the first pool whose number is not below cpupool_id. */
#define XEN_SYSCTL_CPUPOOL_OP_INFO		3
#define XEN_SYSCTL_CPUPOOL_OP_ADDCPU		4
#define XEN_SYSCTL_CPUPOOL_OP_RMCPU		5
#define XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN	6
/* The CPUs that are in no pool. */
#define XEN_SYSCTL_CPUPOOL_OP_FREEINFO		7

#define XEN_SYSCTL_CPUPOOL_PAR_ANY		0xffffffffU

struct xen_sysctl_cpupool_op {
	uint32_t op;			/* XEN_SYSCTL_CPUPOOL_OP_* */
	uint32_t cpupool_id;
	uint32_t sched_id;
	uint32_t domid;
	uint32_t cpu;
	uint32_t n_dom;
	struct xenctl_bitmap cpumap;
};

#define XEN_SYSCTL_SCHED_RATELIMIT_MAX		500000
#define XEN_SYSCTL_SCHED_RATELIMIT_MIN		100

struct xen_sysctl_credit_schedule {
	uint32_t tslice_ms;
	uint32_t ratelimit_us;
	uint32_t vcpu_migr_delay_us;
};

struct xen_sysctl_credit2_schedule {
	uint32_t ratelimit_us;
};

#define XEN_SYSCTL_SCHEDOP_putinfo		0
#define XEN_SYSCTL_SCHEDOP_getinfo		1

struct xen_sysctl_scheduler_op {
	uint32_t cpupool_id;
	uint32_t sched_id;		/* XEN_SCHEDULER_* */
	uint32_t cmd;			/* XEN_SYSCTL_SCHEDOP_* */
	union {
		struct {
			uint64_t schedule;	/* handle */
		} sched_arinc653;
		struct xen_sysctl_credit_schedule sched_credit;
		struct xen_sysctl_credit2_schedule sched_credit2;
	} u;
};

#endif
