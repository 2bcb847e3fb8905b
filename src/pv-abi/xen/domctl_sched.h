/* SPDX-License-Identifier: GPL-2.0 */
/* Scheduling parameters of one domain. */
#ifndef PV_ABI_XEN_DOMCTL_SCHED_H
#define PV_ABI_XEN_DOMCTL_SCHED_H

#include "base.h"

#define XEN_SCHEDULER_CREDIT		5
#define XEN_SCHEDULER_CREDIT2		6
#define XEN_SCHEDULER_ARINC653		7
#define XEN_SCHEDULER_RTDS		8
#define XEN_SCHEDULER_NULL		9

#define XEN_DOMCTL_SCHEDOP_putinfo	0
#define XEN_DOMCTL_SCHEDOP_getinfo	1
#define XEN_DOMCTL_SCHEDOP_putvcpuinfo	2
#define XEN_DOMCTL_SCHEDOP_getvcpuinfo	3

struct xen_domctl_sched_credit {
	uint16_t weight;
	uint16_t cap;			/* percent of a CPU, 0: no cap */
};

struct xen_domctl_sched_credit2 {
	uint16_t weight;
	uint16_t cap;			/* percent of a CPU, 0: no cap */
};

struct xen_domctl_sched_rtds {
	uint32_t period;		/* us, as budget */
	uint32_t budget;
	uint32_t flags;
};

struct xen_domctl_schedparam_vcpu {
	union {
		struct xen_domctl_sched_credit credit;
		struct xen_domctl_sched_credit2 credit2;
		struct xen_domctl_sched_rtds rtds;
	} u;
	uint32_t vcpuid;
};

struct xen_domctl_scheduler_op {
	uint32_t sched_id;		/* XEN_SCHEDULER_* */
	uint32_t cmd;			/* XEN_DOMCTL_SCHEDOP_* */
	union {
		struct xen_domctl_sched_credit credit;
		struct xen_domctl_sched_credit2 credit2;
		struct xen_domctl_sched_rtds rtds;
		struct {
			/* handle of struct xen_domctl_schedparam_vcpu[] */
			uint64_t vcpus;
			uint32_t nr_vcpus;
			uint32_t padding;
		} v;
	} u;
};

#endif
