// SPDX-License-Identifier: GPL-2.0
/*
 * Scheduling of guests. Linux schedules their vCPUs as threads; the toolstack
 * is shown Xen's default scheduler, whose weight and cap become attributes of
 * these threads.
 */
#include <linux/cpumask.h>
#include <linux/nodemask.h>

#include "../loader.h"
#include "toolstack.h"

#define AFFINITY_FLAGS (XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT | \
			XEN_VCPUAFFINITY_FORCE)

/* A vCPU's share of a processor in relation to others'. */
#define WEIGHT_DEFAULT 256

/* In a request to set parameters: leave this one as it is. */
#define KEEP_WEIGHT 0
#define KEEP_CAP U16_MAX

static void params_get(domid_t domid, struct xen_domctl_sched_credit2 *p)
{
	/* Neither the control domain nor one without vCPUs has a say here. */
	p->weight = WEIGHT_DEFAULT;
	p->cap = 0;
	if (domid)
		ldr_domain_weight_get(domid, &p->weight, &p->cap);
}

static long params_put(domid_t domid, const struct xen_domctl_sched_credit2 *p)
{
	struct xen_domctl_sched_credit2 next;

	params_get(domid, &next);
	if (p->weight != KEEP_WEIGHT)
		next.weight = p->weight;
	if (p->cap != KEEP_CAP)
		next.cap = p->cap;
	if (domid)
		return ldr_domain_weight_set(domid, next.weight, next.cap);
	return next.weight == WEIGHT_DEFAULT && !next.cap ? 0 : -EOPNOTSUPP;
}

long ts_domctl_scheduler_op(struct xen_domctl *op)
{
	struct xen_domctl_scheduler_op *req = &op->u.scheduler_op;
	long err = ts_domain_exists(op->domain);

	if (err)
		return err;
	if (req->sched_id != XEN_SCHEDULER_CREDIT2)
		return -EINVAL;
	switch (req->cmd) {
	case XEN_DOMCTL_SCHEDOP_getinfo:
		params_get(op->domain, &req->u.credit2);
		return 0;
	case XEN_DOMCTL_SCHEDOP_putinfo:
		return params_put(op->domain, &req->u.credit2);
	default:
		return -EINVAL;
	}
}

/* Whether the domain and the vCPU of an affinity request exist. */
static long affinity_check(const struct xen_domctl *op)
{
	const struct xen_domctl_vcpuaffinity *req = &op->u.vcpuaffinity;
	struct xen_domctl probe = {
		.cmd = XEN_DOMCTL_getvcpuinfo,
		.interface_version = op->interface_version,
		.domain = op->domain,
		.u.getvcpuinfo.vcpu = req->vcpu,
	};

	if (!req->flags || req->flags & ~AFFINITY_FLAGS)
		return -EINVAL;
	return ts_domctl_getvcpuinfo(&probe);
}

static long affinity_report(const struct xen_domctl_vcpuaffinity *req)
{
	const unsigned long *bits = cpumask_bits(cpu_online_mask);
	long err = 0;

	if (req->flags & XEN_VCPUAFFINITY_HARD)
		err = ts_bitmap_put(&req->cpumap_hard, bits, nr_cpu_ids);
	if (!err && req->flags & XEN_VCPUAFFINITY_SOFT)
		err = ts_bitmap_put(&req->cpumap_soft, bits, nr_cpu_ids);
	return err;
}

long ts_domctl_getaffinity(struct xen_domctl *op)
{
	long err = affinity_check(op);

	return err ?: affinity_report(&op->u.vcpuaffinity);
}

/* A vCPU runs on any CPU that Linux picks: narrower wishes are refused. */
static long affinity_wish(const struct xenctl_bitmap *map)
{
	cpumask_var_t wish;
	long err;

	if (!zalloc_cpumask_var(&wish, GFP_KERNEL))
		return -ENOMEM;
	err = ts_bitmap_get(cpumask_bits(wish), nr_cpu_ids, map);
	if (!err && !cpumask_intersects(wish, cpu_online_mask))
		err = -EINVAL;
	else if (!err && !cpumask_subset(cpu_online_mask, wish))
		err = -EOPNOTSUPP;
	free_cpumask_var(wish);
	return err;
}

long ts_domctl_setaffinity(struct xen_domctl *op)
{
	const struct xen_domctl_vcpuaffinity *req = &op->u.vcpuaffinity;
	long err = affinity_check(op);

	if (!err && req->flags & XEN_VCPUAFFINITY_HARD)
		err = affinity_wish(&req->cpumap_hard);
	if (!err && req->flags & XEN_VCPUAFFINITY_SOFT)
		err = affinity_wish(&req->cpumap_soft);
	return err ?: affinity_report(req);
}

long ts_domctl_getnodeaffinity(struct xen_domctl *op)
{
	long err = ts_domain_exists(op->domain);

	return err ?: ts_bitmap_put(&op->u.nodeaffinity.nodemap,
				    nodes_addr(node_online_map), nr_node_ids);
}

long ts_domctl_setnodeaffinity(struct xen_domctl *op)
{
	nodemask_t wish = NODE_MASK_NONE;
	long err = ts_domain_exists(op->domain);

	if (!err)
		err = ts_bitmap_get(nodes_addr(wish), nr_node_ids,
				    &op->u.nodeaffinity.nodemap);
	if (err)
		return err;
	if (!nodes_intersects(wish, node_online_map))
		return -EINVAL;
	return nodes_subset(node_online_map, wish) ? 0 : -EOPNOTSUPP;
}
