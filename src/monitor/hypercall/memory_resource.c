// SPDX-License-Identifier: GPL-2.0
/*
 * XENMEM_acquire_resource: which frames something of a domain is in that has
 * no place in its memory, for the control domain to map. The one such thing is
 * the grant table; tools put entries into it before the domain runs.
 */
#include "domain/domain.h"
#include "domain/grant_table.h"
#include "hypercall/memory_op.h"
#include "xen/errno.h"
#include "xen/memory.h"

/* Grant frames whose status is in one frame. */
#define PER_STATUS (DOMAIN_GRANT_FRAMES / DOMAIN_GRANT_STATUS)

/* Return: the most frames that it can ever have; 0: there is no such thing. */
static u32 resource_max(const struct domain *d,
			const struct xen_mem_acquire_resource *r)
{
	u32 max = d->grants.max_frames;

	if (r->type != XENMEM_resource_grant_table)
		return 0;
	if (r->id == XENMEM_resource_grant_table_id_shared)
		return max;
	if (r->id == XENMEM_resource_grant_table_id_status)
		return (max + PER_STATUS - 1) / PER_STATUS;
	return 0;
}

/*
 * Grow the table to what is asked for. d->lock held.
 * Return: 0, -XEN_EINVAL, HC_NEED_FRAMES.
 */
static s64 resource_grow(struct hypercall *hc, struct domain *d,
			 const struct xen_mem_acquire_resource *r)
{
	u32 end = (u32)r->frame + r->nr_frames;
	s64 err;

	if (r->id == XENMEM_resource_grant_table_id_status) {
		if (d->grants.version != 2)
			return -XEN_EINVAL;
		end = end * PER_STATUS;
		if (end > d->grants.max_frames)
			end = d->grants.max_frames;
	}
	err = gt_grow(d, end);
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = gt_missing(d, end);
	return err;
}

/* The caller has checked the range against resource_max(). */
static s64 resource_list(struct hypercall *hc, struct domain *d,
			 const struct xen_mem_acquire_resource *r,
			 xen_pfn_t *list)
{
	struct frame *const *frames;
	u32 i;
	s64 err;

	spin_lock(&d->lock);
	err = resource_grow(hc, d, r);
	if (!err) {
		frames = d->grants.table->shared;
		if (r->id == XENMEM_resource_grant_table_id_status)
			frames = d->grants.table->status;
		for (i = 0; i < r->nr_frames; i++)
			list[i] = frame_mfn(frames[r->frame + i]).n;
	}
	spin_unlock(&d->lock);
	return err;
}

static s64 resource_get(struct hypercall *hc, struct domain *d,
			struct xen_mem_acquire_resource *r)
{
	xen_pfn_t list[DOMAIN_GRANT_FRAMES];
	u32 max = resource_max(d, r);
	s64 err;

	if (!max)
		return -XEN_EINVAL;
	if (!r->frame_list) {
		if (r->nr_frames)
			return -XEN_EINVAL;
		r->nr_frames = max;
		return hc_copy_to(hc, gva(hc->arg[1]), r, sizeof(*r));
	}
	if (!r->nr_frames || r->frame >= max || r->nr_frames > max - r->frame)
		return -XEN_EINVAL;
	err = resource_list(hc, d, r, list);
	if (err)
		return err;
	return hc_copy_to(hc, gva(r->frame_list), list,
			  r->nr_frames * sizeof(list[0]));
}

s64 memory_acquire_resource(struct hypercall *hc)
{
	struct xen_mem_acquire_resource r;
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &r, gva(hc->arg[1]), sizeof(r)))
		return -XEN_EFAULT;
	/* At most a table's frames: there is nothing to go on with. */
	if (r.pad || hc->arg[0] >> MEMOP_DONE_SHIFT)
		return -XEN_EINVAL;
	d = domain_get(r.domid); /* DOMID_SELF is none: as with Xen */
	if (!d)
		return -XEN_ESRCH;
	err = -XEN_EPERM;
	if (hc_is_control(hc) && d != hc->d)
		err = resource_get(hc, d, &r);
	domain_put(d);
	return err;
}
