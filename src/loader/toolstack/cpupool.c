// SPDX-License-Identifier: GPL-2.0
/*
 * The one CPU pool: all processors, under the scheduler whose parameters
 * domctl_sched.c translates.
 */
#include <linux/cpumask.h>

#include "../loader.h"
#include "toolstack.h"

/* Shown for credit2's rate limit; Linux has its own idea of granularity. */
#define RATELIMIT_US 1000

long ts_sysctl_sched_id(struct xen_sysctl *op)
{
	op->u.sched_id.sched_id = XEN_SCHEDULER_CREDIT2;
	return 0;
}

static long pool_info(struct xen_sysctl_cpupool_op *req)
{
	if (req->cpupool_id)
		return -ENOENT;
	req->sched_id = XEN_SCHEDULER_CREDIT2;
	req->n_dom = 1 + ldr_domain_count();
	return ts_bitmap_put(&req->cpumap, cpumask_bits(cpu_online_mask),
			     nr_cpu_ids);
}

static long pool_move_domain(const struct xen_sysctl_cpupool_op *req)
{
	if (req->cpupool_id)
		return -ENOENT;
	if (req->domid > U16_MAX)
		return -ESRCH;
	return ts_domain_exists(req->domid);
}

long ts_sysctl_cpupool_op(struct xen_sysctl *op)
{
	struct xen_sysctl_cpupool_op *req = &op->u.cpupool_op;

	switch (req->op) {
	case XEN_SYSCTL_CPUPOOL_OP_INFO:
		return pool_info(req);
	case XEN_SYSCTL_CPUPOOL_OP_FREEINFO:
		return ts_bitmap_put(&req->cpumap, cpumask_bits(cpu_none_mask),
				     nr_cpu_ids);
	case XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN:
		return pool_move_domain(req);
	case XEN_SYSCTL_CPUPOOL_OP_CREATE:
	case XEN_SYSCTL_CPUPOOL_OP_DESTROY:
	case XEN_SYSCTL_CPUPOOL_OP_ADDCPU:
	case XEN_SYSCTL_CPUPOOL_OP_RMCPU:
		return -EOPNOTSUPP;
	default:
		return -ENOSYS;
	}
}

long ts_sysctl_scheduler_op(struct xen_sysctl *op)
{
	struct xen_sysctl_scheduler_op *req = &op->u.scheduler_op;
	struct xen_sysctl_credit2_schedule *params = &req->u.sched_credit2;

	if (req->cpupool_id)
		return -ESRCH;
	if (req->sched_id != XEN_SCHEDULER_CREDIT2)
		return -EINVAL;
	switch (req->cmd) {
	case XEN_SYSCTL_SCHEDOP_getinfo:
		params->ratelimit_us = RATELIMIT_US;
		return 0;
	case XEN_SYSCTL_SCHEDOP_putinfo:
		return params->ratelimit_us == RATELIMIT_US ? 0 : -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}
