// SPDX-License-Identifier: GPL-2.0
/*
 * grant_table_op (abi.md 1.19, 3.7). An operation that fails says so in its
 * own status and the rest of the array is carried out; a call that cannot be
 * carried out at all fails as a whole.
 *
 * Who may map: the control domain, whose backends run on mapped grants. A
 * guest is answered as Xen answers one that was created with
 * max_maptrack_frames=0, which is how an administrator forbids the same
 * there: GNTST_no_device_space in each operation. It can use grants of others
 * by GNTTABOP_copy.
 */
#include "domain/domain.h"
#include "domain/grant_map.h"
#include "domain/grant_table.h"
#include "hypercall/grant_copy.h"
#include "hypercall/hypercall.h"
#include "hypercall/target.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"

#define MAP_FRAMES 2 /* a page of mappings and the page that lists it */

/* Make a mapping of a granted frame. Return: GNTST_* or HC_*. */
static s64 map_make(struct hypercall *hc, struct domain *d,
		    struct gnttab_map_grant_ref *op)
{
	bool readonly = op->flags & GNTMAP_readonly;
	struct grant_map *map;
	s64 handle, rc;
	mfn_t m;

	handle = gt_map_alloc(&map);
	if (handle < 0)
		return handle;
	spin_lock(&d->lock);
	rc = gt_use(d, op->ref, hc->d->domid, readonly, &hc->budget, &m);
	if (!rc && !frame_show(frame_lookup(m))) {
		gt_unuse(d, op->ref, readonly);
		rc = GNTST_no_space;
	}
	spin_unlock(&d->lock);
	if (rc) {
		gt_map_free(handle);
		return rc;
	}
	map->d = d;
	map->ref = op->ref;
	map->readonly = readonly;
	gt_map_publish(map);
	op->handle = handle;
	op->dev_bus_addr = mfn_to_maddr(m);
	return GNTST_okay;
}

/* The mapping keeps the reference on the granting domain. */
static s64 map_grant(struct hypercall *hc, struct gnttab_map_grant_ref *op)
{
	struct domain *d;
	s64 rc;

	if (!hc_is_control(hc))
		return GNTST_no_device_space;
	if (!(op->flags & (GNTMAP_device_map | GNTMAP_host_map)))
		return GNTST_bad_gntref;
	d = domain_get(op->dom);
	if (!d)
		return GNTST_bad_domain;
	rc = map_make(hc, d, op);
	if (rc)
		domain_put(d);
	return rc;
}

/*
 * device_map and host_map of one operation are one mapping with one handle:
 * either way to name it ends it. An address given as a check must be right.
 */
static s64 unmap_grant(u32 handle, u64 maddr)
{
	struct grant_map *map = gt_map_take(handle);
	struct domain *d;

	if (!map)
		return GNTST_bad_handle;
	d = map->d;
	spin_lock(&d->lock);
	if (maddr && !mfn_eq(maddr_to_mfn(maddr), gt_used_frame(d, map->ref))) {
		spin_unlock(&d->lock);
		gt_map_publish(map);
		return GNTST_bad_dev_addr;
	}
	frame_conceal(frame_lookup(gt_used_frame(d, map->ref)));
	gt_unuse(d, map->ref, map->readonly);
	spin_unlock(&d->lock);
	gt_map_free(handle);
	domain_put(d);
	return GNTST_okay;
}

static s64 map_one(struct hypercall *hc, gva_t at)
{
	struct gnttab_map_grant_ref op;
	s64 rc;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	rc = map_grant(hc, &op);
	if (rc == HC_NEED_FRAMES)
		hc->frames_wanted = MAP_FRAMES;
	if (rc == HC_NEED_FRAMES || rc == HC_RESTART)
		return rc;
	op.status = rc;
	if (!hc_copy_to(hc, at, &op, sizeof(op)))
		return 0;
	/* A mapping whose handle the caller does not know would stay. */
	if (!rc)
		unmap_grant(op.handle, 0);
	return -XEN_EFAULT;
}

static s64 unmap_one(struct hypercall *hc, gva_t at)
{
	struct gnttab_unmap_grant_ref op;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	op.status = hc_is_control(hc) ?
			    unmap_grant(op.handle, op.dev_bus_addr) :
			    GNTST_bad_handle;
	return hc_copy_to(hc, at, &op, sizeof(op));
}

static int target_status(int err)
{
	return err == -XEN_EPERM ? GNTST_permission_denied : GNTST_bad_domain;
}

/* Numbers of the first @n frames of a table that has them after growing. */
static s64 setup_frames(struct hypercall *hc, struct domain *d, u32 n,
			xen_pfn_t *list)
{
	s64 err;
	u32 i;

	spin_lock(&d->lock);
	err = gt_grow(d, n);
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = n - d->grants.nr_frames;
	for (i = 0; !err && i < n; i++)
		list[i] = frame_mfn(d->grants.shared[i]).n;
	spin_unlock(&d->lock);
	return err;
}

static s64 setup_table(struct hypercall *hc, gva_t at)
{
	xen_pfn_t list[DOMAIN_GRANT_FRAMES];
	struct gnttab_setup_table op;
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err) {
		op.status = target_status(err);
		return hc_copy_to(hc, at, &op, sizeof(op));
	}
	err = setup_frames(hc, d, op.nr_frames, list);
	domain_put(d);
	if (err == HC_NEED_FRAMES)
		return err;
	op.status = err ? GNTST_general_error : GNTST_okay;
	if (!err && hc_copy_to(hc, gva(op.frame_list), list,
			       op.nr_frames * sizeof(list[0])))
		op.status = GNTST_bad_virt_addr;
	return hc_copy_to(hc, at, &op, sizeof(op));
}

static s64 query_size(struct hypercall *hc, gva_t at)
{
	struct gnttab_query_size op;
	struct domain *d;
	int err;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err) {
		op.status = target_status(err);
		return hc_copy_to(hc, at, &op, sizeof(op));
	}
	spin_lock(&d->lock);
	op.nr_frames = d->grants.nr_frames;
	op.max_nr_frames = d->grants.max_frames;
	spin_unlock(&d->lock);
	domain_put(d);
	op.status = GNTST_okay;
	return hc_copy_to(hc, at, &op, sizeof(op));
}

/* Version 1 is in force from the start and there is no other. */
static s64 set_version(struct hypercall *hc, gva_t at)
{
	struct gnttab_set_version op;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	if (op.version == 1)
		return hc_copy_to(hc, at, &op, sizeof(op));
	return op.version == 2 ? -XEN_ENOSYS : -XEN_EINVAL;
}

static s64 get_version(struct hypercall *hc, gva_t at)
{
	struct gnttab_get_version op;
	struct domain *d;
	int err;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err)
		return err;
	domain_put(d);
	op.version = 1;
	return hc_copy_to(hc, at, &op, sizeof(op));
}

/**
 * struct grant_op - one sub-operation
 * @fn: carries out one element of the array; 0, -errno or HC_*, with which
 *      the same element is tried again
 * @size: of an element
 * @cost: of an element, in units of the work budget; 0: takes one element
 */
struct grant_op {
	s64 (*fn)(struct hypercall *hc, gva_t at);
	u16 size;
	u16 cost;
};

static const struct grant_op grant_ops[] = {
	[GNTTABOP_map_grant_ref] = { map_one,
				     sizeof(struct gnttab_map_grant_ref), 4 },
	[GNTTABOP_unmap_grant_ref] = { unmap_one,
				       sizeof(struct gnttab_unmap_grant_ref),
				       4 },
	[GNTTABOP_copy] = { grant_copy_one, sizeof(struct gnttab_copy), 32 },
	[GNTTABOP_setup_table] = { setup_table },
	[GNTTABOP_query_size] = { query_size },
	[GNTTABOP_set_version] = { set_version },
	[GNTTABOP_get_version] = { get_version },
};

/* The arguments always describe what is left, in case the call is repeated. */
static s64 grant_batch(struct hypercall *hc, const struct grant_op *op)
{
	s64 rc;

	while ((u32)hc->arg[2]) {
		rc = op->fn(hc, gva(hc->arg[1]));
		if (rc)
			return rc;
		hc->arg[1] += op->size;
		hc->arg[2] = (u32)hc->arg[2] - 1;
		if (hc->budget.left < op->cost && hc->arg[2])
			return HC_RESTART;
		hc->budget.left -= min_u64(op->cost, hc->budget.left);
	}
	return 0;
}

s64 hc_grant_table_op(struct hypercall *hc)
{
	u32 cmd = hc->arg[0], count = hc->arg[2];
	const struct grant_op *op;

	if (cmd >= ARRAY_SIZE(grant_ops))
		return -XEN_ENOSYS;
	op = &grant_ops[cmd];
	if (!op->fn)
		return -XEN_ENOSYS;
	if (count > INT32_MAX || (!op->cost && count != 1))
		return -XEN_EINVAL;
	if (!op->cost)
		return op->fn(hc, gva(hc->arg[1]));
	return grant_batch(hc, op);
}
