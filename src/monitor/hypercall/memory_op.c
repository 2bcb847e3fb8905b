// SPDX-License-Identifier: GPL-2.0
/* memory_op(cmd, arg): dispatch and the questions with a number for answer. */
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

s64 hc_memory_op(struct hypercall *hc)
{
	switch (hc->arg[0] & MEMOP_CMD_MASK) {
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
	case XENMEM_machine_memory_map:
		return -XEN_EPERM;
	case XENMEM_get_sharing_freed_pages:
	case XENMEM_get_sharing_shared_pages:
		return 0; /* nothing is ever shared */
	case XENMEM_add_to_physmap_batch:
	case XENMEM_get_vnumainfo:
	case XENMEM_acquire_resource:
		/* Tools and guests have another way in each case. */
		return -XEN_EOPNOTSUPP;
	default:
		return -XEN_ENOSYS;
	}
}
