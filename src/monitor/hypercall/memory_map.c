// SPDX-License-Identifier: GPL-2.0
/*
 * memory_op: the memory map that the toolstack gives to a guest, and where
 * the M2P is.
 */
#include "control.h"
#include "core/lib.h"
#include "hypercall/memory_op.h"
#include "hypercall/target.h"
#include "xen/layout.h"
#include "xen/memory.h"

s64 memory_map_get(struct hypercall *hc)
{
	struct xen_e820_entry e820[DOMAIN_E820_MAX];
	struct domain *d = hc->d;
	struct xen_memory_map map;
	u32 n;

	if (hc_copy_from(hc, &map, gva(hc->arg[1]), sizeof(map)))
		return -XEN_EFAULT;
	spin_lock(&d->lock);
	n = d->nr_e820;
	memcpy(e820, d->e820, sizeof(e820));
	spin_unlock(&d->lock);
	/* The guest then makes one up from its number of pages. */
	if (!n)
		return -XEN_ENOSYS;
	map.nr_entries = min_u64(map.nr_entries, n);
	if (hc_copy_to(hc, gva(map.buffer), e820,
		       map.nr_entries * sizeof(e820[0])))
		return -XEN_EFAULT;
	if (hc_copy_to(hc, gva(hc->arg[1]), &map, sizeof(map)))
		return -XEN_EFAULT;
	return 0;
}

s64 memory_map_set(struct hypercall *hc)
{
	struct xen_e820_entry e820[DOMAIN_E820_MAX];
	struct xen_foreign_memory_map arg;
	struct domain *d;

	if (!hc_is_control(hc))
		return -XEN_EPERM;
	if (hc_copy_from(hc, &arg, gva(hc->arg[1]), sizeof(arg)))
		return -XEN_EFAULT;
	if (arg.map.nr_entries > DOMAIN_E820_MAX)
		return -XEN_EINVAL;
	if (hc_copy_from(hc, e820, gva(arg.map.buffer),
			 arg.map.nr_entries * sizeof(e820[0])))
		return -XEN_EFAULT;
	d = domain_get(arg.domid);
	if (!d)
		return -XEN_ESRCH;
	spin_lock(&d->lock);
	memcpy(d->e820, e820, arg.map.nr_entries * sizeof(e820[0]));
	d->nr_e820 = arg.map.nr_entries;
	spin_unlock(&d->lock);
	domain_put(d);
	return 0;
}

s64 memory_machphys_mapping(struct hypercall *hc)
{
	static const struct xen_machphys_mapping mapping = {
		.v_start = MACH2PHYS_VIRT_START,
		.v_end = MACH2PHYS_VIRT_END,
		.max_mfn = MACH2PHYS_NR_ENTRIES - 1,
	};

	_Static_assert(UP_VA_M2P == MACH2PHYS_VIRT_START, "fixed by the ABI");
	if (hc_copy_to(hc, gva(hc->arg[1]), &mapping, sizeof(mapping)))
		return -XEN_EFAULT;
	return 0;
}
