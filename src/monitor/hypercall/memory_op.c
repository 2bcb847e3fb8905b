// SPDX-License-Identifier: GPL-2.0
/* memory_op(cmd, arg): dispatch and the questions with a number for answer. */
#include "core/lib.h"
#include "core/print.h"
#include "hypercall/memory_op.h"
#include "hypercall/target.h"
#include "x86/frametable.h"
#include "xen/layout.h"
#include "xen/memory.h"

/* What operation asks for a number of which domain. */
static u64 domain_number(const struct domain *d, u32 cmd)
{
	u64 max_pfn;

	switch (cmd) {
	case XENMEM_current_reservation:
		return d->tot_pages;
	case XENMEM_maximum_reservation:
		return d->max_pages;
	default:
		/* The guest keeps its highest pfn plus one there. */
		if (!d->shared_info)
			return 0;
		max_pfn = READ_ONCE(d->shared_info->arch.max_pfn);
		if (!max_pfn || max_pfn > MACH2PHYS_NR_ENTRIES)
			return 0;
		return max_pfn - 1;
	}
}

static s64 memory_domain_number(struct hypercall *hc)
{
	struct xen_memory_domain arg;
	struct domain *d;
	s64 ret;

	if (hc_copy_from(hc, &arg, gva(hc->arg[1]), sizeof(arg)))
		return -XEN_EFAULT;
	ret = hc_target(hc, arg.domid, &d);
	if (ret)
		return ret;
	spin_lock(&d->lock);
	ret = domain_number(d, hc->arg[0] & MEMOP_CMD_MASK);
	spin_unlock(&d->lock);
	domain_put(d);
	return ret;
}

/**
 * struct refusal - an operation that no PV domain can have done to it
 * @size: of its argument in bytes; zero: there is no such operation
 * @domid: where in it the domain is named
 * @error: what a caller is told of a domain that there is
 * @own: but -XEN_EPERM if the caller may not name that one
 */
static const struct refusal {
	u8 size;
	u8 domid;
	u8 error;
	bool own;
} refusals[] = {
	/* Only domains with a physical memory of their own have a map. */
	[XENMEM_add_to_physmap] = { 24, 0, XEN_EACCES },
	[XENMEM_add_to_physmap_batch] = { 32, 0, XEN_EACCES },
	[XENMEM_remove_from_physmap] = { 16, 0, XEN_EACCES },
	[XENMEM_set_pod_target] = { 40, 32, XEN_EINVAL },
	[XENMEM_get_pod_target] = { 40, 32, XEN_EINVAL },
	/* No guest is told of nodes. */
	[XENMEM_get_vnumainfo] = { 40, 0, XEN_EOPNOTSUPP, .own = true },
};

#define ARGUMENT_MAX 40

static s64 refuse(struct hypercall *hc, u32 cmd)
{
	u8 argument[ARGUMENT_MAX];
	struct domain *d;
	u16 domid;
	s64 err;

	if (cmd >= ARRAY_SIZE(refusals) || !refusals[cmd].size)
		return -XEN_ENOSYS;
	bug_on(refusals[cmd].size > sizeof(argument));
	if (hc_copy_from(hc, argument, gva(hc->arg[1]), refusals[cmd].size))
		return -XEN_EFAULT;
	memcpy(&domid, argument + refusals[cmd].domid, sizeof(domid));
	err = hc_target(hc, domid, &d);
	if (!err)
		domain_put(d);
	if (err == -XEN_ESRCH || (err && refusals[cmd].own))
		return err;
	return -(s64)refusals[cmd].error;
}

s64 hc_memory_op(struct hypercall *hc)
{
	u32 cmd = hc->arg[0] & MEMOP_CMD_MASK;

	switch (cmd) {
	case XENMEM_increase_reservation:
		return memory_increase_reservation(hc);
	case XENMEM_exchange:
		return memory_exchange(hc);
	case XENMEM_decrease_reservation:
		return memory_decrease_reservation(hc);
	case XENMEM_populate_physmap:
		return memory_populate_physmap(hc);
	case XENMEM_claim_pages:
		return memory_claim_pages(hc);
	case XENMEM_maximum_ram_page:
		/* The first beyond: tools take it for the M2P's length. */
		return frametable_max_mfn();
	case XENMEM_current_reservation:
	case XENMEM_maximum_reservation:
	case XENMEM_maximum_gpfn:
		return memory_domain_number(hc);
	case XENMEM_machphys_mfn_list:
		return memory_machphys_list(hc);
	case XENMEM_machphys_mapping:
		return memory_machphys_mapping(hc);
	case XENMEM_memory_map:
		return memory_map_get(hc);
	case XENMEM_set_memory_map:
		return memory_map_set(hc);
	case XENMEM_acquire_resource:
		return memory_acquire_resource(hc);
	case XENMEM_machine_memory_map:
		return -XEN_EPERM;
	case XENMEM_get_sharing_freed_pages:
	case XENMEM_get_sharing_shared_pages:
		return 0; /* nothing is ever shared */
	case XENMEM_machphys_compat_mfn_list:
		return -XEN_EOPNOTSUPP; /* as without 32-bit guests */
	default:
		return refuse(hc, cmd);
	}
}
