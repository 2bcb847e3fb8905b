// SPDX-License-Identifier: GPL-2.0
/*
 * multicall: a list of hypercalls in the caller's memory, each with a place
 * for its result (public/xen.h). The list itself is the state of a multicall
 * that was interrupted: it goes on at the entry in hc->arg, whose arguments
 * have been edited in place.
 */
#include "core/lib.h"
#include "core/types.h"
#include "hypercall/hypercall.h"
#include "xen/errno.h"
#include "xen/hypercall.h"
#include "xen/multicall.h"

/* Two copies and a dispatch, in page-table entries of work. */
#define ENTRY_COST 8

#define RESULT_AT offsetof(struct multicall_entry, result)
#define ARGS_AT offsetof(struct multicall_entry, args)

/* Of the entry that is next. */
static gva_t entry_field(const struct hypercall *hc, size_t offset)
{
	return gva(hc->arg[0] + offset);
}

/* Run one entry. Return: its result, or a private one. */
static s64 entry_run(struct hypercall *hc, struct hypercall *sub,
		     const struct multicall_entry *e)
{
	s64 result;

	*sub = (struct hypercall){
		.d = hc->d,
		.v = hc->v,
		.nr = e->op,
		.budget = hc->budget,
		.in_multicall = true,
	};
	if (e->op == __HYPERVISOR_multicall)
		return -XEN_EINVAL;
	memcpy(sub->arg, e->args, sizeof(sub->arg));
	result = hc_dispatch(sub);
	hc->budget = sub->budget;
	hc->frames_wanted = sub->frames_wanted;
	return result;
}

/* The call wants to be repeated, not the caller to see the result. */
static bool is_private(const struct hypercall *sub, s64 result)
{
	return !sub->final && (result == HC_RESTART ||
			       result == HC_NEED_FRAMES ||
			       result == HC_NEED_HEAP);
}

/* The entry is not finished: leave in it what remains. */
static s64 entry_suspend(struct hypercall *hc, const struct hypercall *sub,
			 s64 result)
{
	if (hc_copy_to(hc, entry_field(hc, ARGS_AT), sub->arg,
		       sizeof(sub->arg)))
		return -XEN_EFAULT;
	return result;
}

/**
 * hc_multicall() - multicall(list, count)
 *
 * A multicall inside gets -XEN_EINVAL in its entry, and so does iret, which
 * has its arguments on the stack.
 *
 * Return: 0 when all entries have run, whatever their results; -XEN_EFAULT
 * when the list cannot be read or written.
 */
s64 hc_multicall(struct hypercall *hc)
{
	struct multicall_entry e;
	struct hypercall sub;
	s64 result;

	while (hc->arg[1]) {
		if (!hc->budget.left)
			return HC_RESTART;
		hc_spend(hc, ENTRY_COST);
		if (hc_copy_from(hc, &e, entry_field(hc, 0), sizeof(e)))
			return -XEN_EFAULT;
		result = entry_run(hc, &sub, &e);
		if (is_private(&sub, result))
			return entry_suspend(hc, &sub, result);
		if (hc_copy_to(hc, entry_field(hc, RESULT_AT), &result,
			       sizeof(result)))
			return -XEN_EFAULT;
		hc->arg[0] += sizeof(e);
		hc->arg[1]--;
	}
	return 0;
}
