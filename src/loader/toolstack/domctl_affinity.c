// SPDX-License-Identifier: GPL-2.0
/*
 * Where guests run: on any of the processors that Linux may pick for the
 * threads of their vCPUs. Hard affinity is the threads'; soft affinity, which
 * Linux has no word for, is kept for the tool that asks. The control domain
 * runs everywhere.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/nodemask.h>

#include "../loader.h"
#include "toolstack.h"

#define AFFINITY_FLAGS (XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT | \
			XEN_VCPUAFFINITY_FORCE)

/**
 * struct masks - of a request; all processors where it says nothing
 */
struct masks {
	cpumask_var_t hard;
	cpumask_var_t soft;
};

static int masks_alloc(struct masks *m)
{
	if (!alloc_cpumask_var(&m->hard, GFP_KERNEL))
		return -ENOMEM;
	if (!alloc_cpumask_var(&m->soft, GFP_KERNEL)) {
		free_cpumask_var(m->hard);
		return -ENOMEM;
	}
	return 0;
}

static void masks_free(struct masks *m)
{
	free_cpumask_var(m->hard);
	free_cpumask_var(m->soft);
}

/* The control domain has a vCPU on each processor, and they stay there. */
static long masks_get(domid_t domid, u32 vcpu, struct masks *m)
{
	if (domid)
		return ldr_vcpu_affinity_get(domid, vcpu, m->hard, m->soft);
	cpumask_copy(m->hard, cpu_online_mask);
	cpumask_copy(m->soft, cpu_online_mask);
	return 0;
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

static long affinity_report(const struct xen_domctl_vcpuaffinity *req,
			    const struct masks *m)
{
	long err = 0;

	if (req->flags & XEN_VCPUAFFINITY_HARD)
		err = ts_bitmap_put(&req->cpumap_hard, cpumask_bits(m->hard),
				    nr_cpu_ids);
	if (!err && req->flags & XEN_VCPUAFFINITY_SOFT)
		err = ts_bitmap_put(&req->cpumap_soft, cpumask_bits(m->soft),
				    nr_cpu_ids);
	return err;
}

static long affinity_get(struct xen_domctl *op, struct masks *m)
{
	const struct xen_domctl_vcpuaffinity *req = &op->u.vcpuaffinity;
	long err = masks_get(op->domain, req->vcpu, m);

	return err ?: affinity_report(req, m);
}

static long affinity_wish(cpumask_var_t mask, const struct xenctl_bitmap *map)
{
	long err;

	cpumask_clear(mask);
	err = ts_bitmap_get(cpumask_bits(mask), nr_cpu_ids, map);
	if (!err && !cpumask_intersects(mask, cpu_online_mask))
		err = -EINVAL;
	return err;
}

/* What the wish comes to is reported. */
static long affinity_apply(struct xen_domctl *op, struct masks *m)
{
	const struct xen_domctl_vcpuaffinity *req = &op->u.vcpuaffinity;
	long err = 0;

	if (op->domain)
		err = ldr_vcpu_affinity_set(op->domain, req->vcpu, m->hard,
					    m->soft);
	else if (!cpumask_subset(cpu_online_mask, m->hard) ||
		 !cpumask_subset(cpu_online_mask, m->soft))
		err = -EOPNOTSUPP;
	if (err)
		return err;
	cpumask_and(m->hard, m->hard, cpu_online_mask);
	cpumask_and(m->soft, m->soft, m->hard);
	return affinity_report(req, m);
}

static long affinity_set(struct xen_domctl *op, struct masks *m)
{
	const struct xen_domctl_vcpuaffinity *req = &op->u.vcpuaffinity;
	long err = masks_get(op->domain, req->vcpu, m);

	if (!err && req->flags & XEN_VCPUAFFINITY_HARD)
		err = affinity_wish(m->hard, &req->cpumap_hard);
	if (!err && req->flags & XEN_VCPUAFFINITY_SOFT)
		err = affinity_wish(m->soft, &req->cpumap_soft);
	return err ?: affinity_apply(op, m);
}

static long with_masks(struct xen_domctl *op,
		       long (*fn)(struct xen_domctl *op, struct masks *m))
{
	long err = affinity_check(op);
	struct masks m;

	if (err)
		return err;
	err = masks_alloc(&m);
	if (err)
		return err;
	err = fn(op, &m);
	masks_free(&m);
	return err;
}

long ts_domctl_getaffinity(struct xen_domctl *op)
{
	return with_masks(op, affinity_get);
}

long ts_domctl_setaffinity(struct xen_domctl *op)
{
	return with_masks(op, affinity_set);
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
