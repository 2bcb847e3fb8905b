// SPDX-License-Identifier: GPL-2.0
/*
 * hello - a domain finds what public/xen.h says of the start of the day.
 *
 * The other tests rely on all of this.
 */
#include "guest.h"
#include "xen/layout.h"
#include "xen/version.h"
#include "xen/xenfeat.h"

static void start_info_test(void)
{
	static const char magic[] = "xen-3.0-x86_64";

	ok(!memcmp(start->magic, magic, sizeof(magic)), "start_info has magic");
	ok(start->nr_pages >= 1024, "%lu pages", (long)start->nr_pages);
	is(start->flags & (SIF_PRIVILEGED | SIF_INITDOMAIN), 0,
	   "no privilege");
	ok(start->nr_pt_frames >= 4, "page tables are counted");
}

static void m2p_test(void)
{
	const u64 *p2m = (const u64 *)start->mfn_list;
	u64 pfn, wrong = 0, first = p2m[0], last = p2m[0];

	for (pfn = 0; pfn < start->nr_pages; pfn++) {
		if (addr(mfn_to_va(p2m[pfn])) != VIRT_BASE + pfn * PAGE_SIZE)
			wrong++;
		first = p2m[pfn] < first ? p2m[pfn] : first;
		last = p2m[pfn] > last ? p2m[pfn] : last;
	}
	is(wrong, 0, "M2P and p2m agree on every page");
	print("# frames %lx to %lx", (long)first, (long)last);
}

static void zero_test(void)
{
	/* The page behind the last one that the builder used. */
	const u64 *page = (const u64 *)((start->pt_base +
					 (start->nr_pt_frames + 1) *
						 PAGE_SIZE));
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < PAGE_SIZE / sizeof(*page); i++)
		sum |= page[i];
	is(sum, 0, "fresh memory is zero");
}

static void version_test(void)
{
	struct xen_feature_info f = { 0, 0 };
	char capabilities[XEN_CAPABILITIES_INFO_LEN];
	struct xen_platform_parameters p;

	is(hypercall2(__HYPERVISOR_xen_version, XENVER_version, 0),
	   XEN_ABI_VERSION, "version 4.17");
	is(hypercall2(__HYPERVISOR_xen_version, XENVER_get_features, addr(&f)),
	   0, "features");
	is(f.submap & (1U << XENFEAT_auto_translated_physmap |
		       1U << XENFEAT_writable_page_tables), 0,
	   "direct paging (%x)", f.submap);
	is(hypercall2(__HYPERVISOR_xen_version, XENVER_capabilities,
		      addr(capabilities)), 0, "capabilities");
	ok(!memcmp(capabilities, XEN_ABI_GUEST_TYPE,
		   sizeof(XEN_ABI_GUEST_TYPE) - 1), "64-bit PV guests");
	is(hypercall2(__HYPERVISOR_xen_version, XENVER_platform_parameters,
		      addr(&p)), 0, "platform parameters");
	is(p.virt_start, HYPERVISOR_VIRT_START, "the hole is where it was");
}

static void run(void)
{
	start_info_test();
	m2p_test();
	zero_test();
	version_test();
}

TEST("hello", run);
