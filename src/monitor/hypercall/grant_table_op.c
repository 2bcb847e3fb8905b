// SPDX-License-Identifier: GPL-2.0
/*
 * grant_table_op (public/grant_table.h). An operation that fails says so in
 * its own status and the rest of the array is carried out; a call that cannot
 * be carried out at all fails as a whole.
 *
 * What each operation does is in grant_map_op.c, grant_copy.c,
 * grant_transfer.c and grant_size_op.c.
 */
#include "domain/domain.h"
#include "hypercall/grant_ops.h"
#include "mm/guest_copy.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"
#include "xen/grant_setup.h"

/* As Xen: the bits above are an operation's, to go on after a restart. */
#define CMD_MASK 0xfffU

/* Elements between two flushes of an operation that needs them. */
#define FINISH_EVERY 32

/**
 * struct grant_op - one sub-operation
 * @fn: carries out one element of the array; 0, -errno or HC_*, with which
 *      the same element is tried again
 * @finish: completes a number of them
 * @size: of an element
 * @cost: of an element, in units of the work budget; 0: takes one element
 * @any_count: takes one element and does not look at the count
 */
struct grant_op {
	grant_fn *fn;
	void (*finish)(struct hypercall *hc);
	u16 size;
	u16 cost;
	bool any_count;
};

static const struct grant_op grant_ops[] = {
	[GNTTABOP_map_grant_ref] = {
		.fn = grant_map_one,
		.size = sizeof(struct gnttab_map_grant_ref),
		.cost = 8,
	},
	[GNTTABOP_unmap_grant_ref] = {
		.fn = grant_unmap_one,
		.finish = grant_unmap_finish,
		.size = sizeof(struct gnttab_unmap_grant_ref),
		.cost = 8,
	},
	[GNTTABOP_unmap_and_replace] = {
		.fn = grant_replace_one,
		.finish = grant_unmap_finish,
		.size = sizeof(struct gnttab_unmap_and_replace),
		.cost = 8,
	},
	[GNTTABOP_transfer] = {
		.fn = grant_transfer_one,
		.size = sizeof(struct gnttab_transfer),
		.cost = 80,
	},
	[GNTTABOP_copy] = {
		.fn = grant_copy_one,
		.size = sizeof(struct gnttab_copy),
		.cost = 32,
	},
	[GNTTABOP_swap_grant_ref] = {
		.fn = grant_swap_one,
		.size = sizeof(struct gnttab_swap_grant_ref),
		.cost = 4,
	},
	[GNTTABOP_setup_table] = { .fn = grant_setup_table },
	[GNTTABOP_query_size] = { .fn = grant_query_size },
	[GNTTABOP_get_status_frames] = { .fn = grant_status_frames },
	[GNTTABOP_set_version] = { .fn = grant_set_version, .any_count = true },
	[GNTTABOP_get_version] = { .fn = grant_get_version, .any_count = true },
};

/*
 * The arguments always describe what is left, in case the call is repeated.
 * Return: 0, -errno or HC_*.
 */
static s64 elements_run(struct hypercall *hc, const struct grant_op *op)
{
	u32 done = 0;
	s64 rc;

	while ((u32)hc->arg[2]) {
		rc = op->fn(hc, gva(hc->arg[1]));
		if (rc)
			return rc;
		hc->arg[1] += op->size;
		hc->arg[2] = (u32)hc->arg[2] - 1;
		if (op->finish && ++done % FINISH_EVERY == 0)
			op->finish(hc);
		if (hc->budget.left < op->cost && hc->arg[2])
			return HC_RESTART;
		hc_spend(hc, op->cost);
	}
	return 0;
}

static s64 grant_batch(struct hypercall *hc, const struct grant_op *op)
{
	s64 rc = elements_run(hc, op);

	if (op->finish)
		op->finish(hc);
	return rc;
}

/* Is the array where the caller's memory can be? Only then is it looked at. */
static bool array_ok(const struct hypercall *hc, const struct grant_op *op,
		     u32 count)
{
	return hc_is_control(hc) ||
	       guest_range_ok(gva(hc->arg[1]), (u64)count * op->size);
}

s64 hc_grant_table_op(struct hypercall *hc)
{
	u32 cmd = (u32)hc->arg[0] & CMD_MASK, count = (u32)hc->arg[2];
	const struct grant_op *op;

	if (count > INT32_MAX || (u32)hc->arg[0] & ~CMD_MASK)
		return -XEN_EINVAL;
	if (cmd >= ARRAY_SIZE(grant_ops))
		return -XEN_ENOSYS;
	op = &grant_ops[cmd];
	if (!op->fn)
		return -XEN_ENOSYS;
	if (op->any_count)
		return op->fn(hc, gva(hc->arg[1]));
	if (!op->cost)
		return count == 1 ? op->fn(hc, gva(hc->arg[1])) : -XEN_EINVAL;
	if (!array_ok(hc, op, count))
		return -XEN_EFAULT;
	return grant_batch(hc, op);
}
