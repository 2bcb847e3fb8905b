// SPDX-License-Identifier: GPL-2.0
/*
 * memory_op: the memory map that the toolstack gives to a guest, and where
 * the M2P is.
 */
#include "control.h"
#include "core/lib.h"
#include "hypercall/memory_op.h"
#include "hypercall/target.h"
#include "mm/heap.h"
#include "x86/frametable.h"
#include "xen/errno.h"
#include "xen/layout.h"
#include "xen/memory.h"

_Static_assert(DOMAIN_E820_MAX * sizeof(struct xen_e820_entry) <= PAGE_SIZE,
	       "a map fits into a page");

/* Tell of @map->nr_entries at most. d->lock held. Return: 0 or an error. */
static s64 map_copy_out(struct hypercall *hc, struct xen_memory_map *map)
{
	const struct domain *d = hc->d;

	/* The guest then makes one up from its number of pages. */
	if (!d->nr_e820)
		return -XEN_ENOSYS;
	map->nr_entries = min_u64(map->nr_entries, d->nr_e820);
	if (hc_copy_to(hc, gva(map->buffer),
		       d->e820_page ? d->e820_page : d->e820,
		       map->nr_entries * sizeof(d->e820[0])))
		return -XEN_EFAULT;
	return 0;
}

s64 memory_map_get(struct hypercall *hc)
{
	struct xen_memory_map map;
	s64 err;

	if (hc_copy_from(hc, &map, gva(hc->arg[1]), sizeof(map)))
		return -XEN_EFAULT;
	spin_lock(&hc->d->lock);
	err = map_copy_out(hc, &map);
	spin_unlock(&hc->d->lock);
	if (!err && hc_copy_to(hc, gva(hc->arg[1]), &map, sizeof(map)))
		err = -XEN_EFAULT;
	return err;
}

/*
 * A domain takes a map over, and its page where the map is long.
 *
 * Return: a page to free, or NULL.
 */
static void *map_replace(struct domain *d, struct xen_e820_entry *page, u32 n)
{
	void *unused = page;

	spin_lock(&d->lock);
	if (n > DOMAIN_E820_FEW) {
		unused = d->e820_page;
		d->e820_page = page;
	} else {
		memcpy(d->e820, page, n * sizeof(page[0]));
		heap_free_page(d->e820_page);
		d->e820_page = NULL;
	}
	d->nr_e820 = n;
	spin_unlock(&d->lock);
	return unused;
}

s64 memory_map_set(struct hypercall *hc)
{
	struct xen_foreign_memory_map arg;
	struct domain *d;
	void *page;
	s64 err;

	if (hc_copy_from(hc, &arg, gva(hc->arg[1]), sizeof(arg)))
		return -XEN_EFAULT;
	if (arg.map.nr_entries > DOMAIN_E820_MAX)
		return -XEN_EINVAL;
	err = hc_target(hc, arg.domid, &d);
	if (err)
		return err;
	page = heap_alloc_page();
	if (!page)
		err = HC_NEED_FRAMES;
	else if (hc_copy_from(hc, page, gva(arg.map.buffer),
			      arg.map.nr_entries *
				      sizeof(struct xen_e820_entry)))
		err = -XEN_EFAULT;
	else
		page = map_replace(d, page, arg.map.nr_entries);
	heap_free_page(page);
	domain_put(d);
	return err;
}

#define M2P_EXTENT (1ULL << 21) /* bytes of the M2P */

/*
 * The M2P has pages only where it is used, and these lie anywhere. What a tool
 * is told to map in their place are consecutive numbers for all of it, from
 * which the loader finds the page when the tool first looks at it.
 */
s64 memory_machphys_list(struct hypercall *hc)
{
	u64 entries = M2P_EXTENT / sizeof(u64);
	u64 all = (frametable_max_mfn() + entries - 1) / entries;
	struct xen_machphys_mfn_list list;
	u64 i, number;

	if (!hc_is_control(hc))
		return -XEN_EPERM;
	if (hc_copy_from(hc, &list, gva(hc->arg[1]), sizeof(list)))
		return -XEN_EFAULT;
	list.nr_extents = (u32)min_u64(list.max_extents, all);
	for (i = 0; i < list.nr_extents; i++) {
		number = UP_M2P_FIRST + i * (M2P_EXTENT >> PAGE_SHIFT);
		if (hc_copy_to(hc, gva(list.extent_start + i * sizeof(number)),
			       &number, sizeof(number)))
			return -XEN_EFAULT;
	}
	if (hc_copy_to(hc, gva(hc->arg[1]), &list, sizeof(list)))
		return -XEN_EFAULT;
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
