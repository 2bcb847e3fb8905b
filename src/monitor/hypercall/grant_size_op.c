// SPDX-License-Identifier: GPL-2.0
/*
 * The operations of grant_table_op on a table as a whole: its frames, its
 * version, the order of its entries. Read domain/grant_table.h first.
 */
#include "domain/domain.h"
#include "domain/grant_table.h"
#include "hypercall/grant_ops.h"
#include "hypercall/target.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"
#include "xen/grant_setup.h"

static int target_status(s64 err)
{
	return err == -XEN_EPERM ? GNTST_permission_denied : GNTST_bad_domain;
}

/* Numbers of the first @n of some frames. */
static void list_fill(xen_pfn_t *list, struct frame *const *frames, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		list[i] = frame_mfn(frames[i]).n;
}

/* Numbers of the first @n frames of a table that has them after growing. */
static s64 setup_frames(struct hypercall *hc, struct domain *d, u32 n,
			xen_pfn_t *list)
{
	s64 err;

	spin_lock(&d->lock);
	err = gt_grow(d, n);
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = gt_missing(d, n);
	if (!err && n)
		list_fill(list, d->grants.table->shared, n);
	spin_unlock(&d->lock);
	return err;
}

/* Only the status of the caller's structure is the operation's to write. */
static s64 status_write(struct hypercall *hc, gva_t at, size_t offset,
			int16_t status)
{
	at.a += offset;
	return hc_copy_to(hc, at, &status, sizeof(status));
}

s64 grant_setup_table(struct hypercall *hc, gva_t at)
{
	const size_t status = offsetof(struct gnttab_setup_table, status);
	xen_pfn_t list[DOMAIN_GRANT_FRAMES];
	struct gnttab_setup_table op;
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err)
		return status_write(hc, at, status, target_status(err));
	err = setup_frames(hc, d, op.nr_frames, list);
	domain_put(d);
	if (err == HC_NEED_FRAMES)
		return err;
	op.status = err ? GNTST_general_error : GNTST_okay;
	if (!err && hc_copy_to(hc, gva(op.frame_list), list,
			       op.nr_frames * sizeof(list[0])))
		op.status = GNTST_bad_virt_addr;
	return status_write(hc, at, status, op.status);
}

s64 grant_status_frames(struct hypercall *hc, gva_t at)
{
	const size_t status = offsetof(struct gnttab_get_status_frames, status);
	struct gnttab_get_status_frames op;
	u64 list[DOMAIN_GRANT_STATUS];
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err)
		return status_write(hc, at, status, target_status(err));
	spin_lock(&d->lock);
	op.status = GNTST_general_error;
	if (op.nr_frames <= gt_nr_status(d)) {
		op.status = GNTST_okay;
		if (op.nr_frames)
			list_fill(list, d->grants.table->status, op.nr_frames);
	}
	spin_unlock(&d->lock);
	domain_put(d);
	if (!op.status && hc_copy_to(hc, gva(op.frame_list), list,
				     op.nr_frames * sizeof(list[0])))
		op.status = GNTST_bad_virt_addr;
	return status_write(hc, at, status, op.status);
}

s64 grant_query_size(struct hypercall *hc, gva_t at)
{
	struct gnttab_query_size op;
	struct domain *d;
	s64 err;

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

/* What clearing a table costs, in page-table entries of work. */
#define CLEAR_COST (DOMAIN_GRANT_FRAMES * 16)

s64 grant_set_version(struct hypercall *hc, gva_t at)
{
	struct gnttab_set_version op;
	struct domain *d = hc->d;
	s64 err;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	spin_lock(&d->lock);
	err = gt_set_version(d, op.version);
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = DOMAIN_GRANT_STATUS;
	op.version = d->grants.version;
	spin_unlock(&d->lock);
	if (err == HC_NEED_FRAMES)
		return err;
	hc_spend(hc, CLEAR_COST);
	return hc_copy_to(hc, at, &op, sizeof(op)) ? -XEN_EFAULT : err;
}

s64 grant_get_version(struct hypercall *hc, gva_t at)
{
	struct gnttab_get_version op;
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err)
		return err;
	op.version = d->grants.version;
	domain_put(d);
	at.a += offsetof(struct gnttab_get_version, version);
	return hc_copy_to(hc, at, &op.version, sizeof(op.version));
}

s64 grant_swap_one(struct hypercall *hc, gva_t at)
{
	const size_t status = offsetof(struct gnttab_swap_grant_ref, status);
	struct gnttab_swap_grant_ref op;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	spin_lock(&hc->d->lock);
	op.status = (int16_t)gt_swap(hc->d, op.ref_a, op.ref_b);
	spin_unlock(&hc->d->lock);
	return status_write(hc, at, status, op.status);
}
