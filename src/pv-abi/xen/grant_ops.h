/* SPDX-License-Identifier: GPL-2.0 */
/*
 * grant_table_op(cmd, ops, count). A malformed call fails as a whole; an
 * operation that fails reports a GNTST_* in its own status and the rest of
 * the array is still carried out.
 */
#ifndef PV_ABI_XEN_GRANT_OPS_H
#define PV_ABI_XEN_GRANT_OPS_H

#include "grant_entry.h"

#define GNTTABOP_map_grant_ref		0
#define GNTTABOP_unmap_grant_ref	1
#define GNTTABOP_setup_table		2
#define GNTTABOP_dump_table		3
#define GNTTABOP_transfer		4
#define GNTTABOP_copy			5
#define GNTTABOP_query_size		6
#define GNTTABOP_unmap_and_replace	7
#define GNTTABOP_set_version		8
#define GNTTABOP_get_status_frames	9
#define GNTTABOP_get_version		10
#define GNTTABOP_swap_grant_ref		11
#define GNTTABOP_cache_flush		12

/* gnttab_map_grant_ref.flags */
#define GNTMAP_device_map		0x01
#define GNTMAP_host_map			0x02
#define GNTMAP_readonly			0x04
#define GNTMAP_application_map		0x08
#define GNTMAP_contains_pte		0x10
#define GNTMAP_guest_avail_mask		0xffff0000U

struct gnttab_map_grant_ref {
	uint64_t host_addr;
	uint32_t flags;			/* GNTMAP_* */
	grant_ref_t ref;
	domid_t dom;
	int16_t status;			/* out */
	grant_handle_t handle;		/* out */
	uint64_t dev_bus_addr;		/* out: machine address */
};

struct gnttab_unmap_grant_ref {
	uint64_t host_addr;
	uint64_t dev_bus_addr;
	grant_handle_t handle;
	int16_t status;			/* out */
};

/* new_addr: whose entry is moved to host_addr; 0 for none. */
struct gnttab_unmap_and_replace {
	uint64_t host_addr;
	uint64_t new_addr;
	grant_handle_t handle;
	int16_t status;			/* out */
};

/* The frame goes to the domain that accepts it in its entry. */
struct gnttab_transfer {
	xen_pfn_t mfn;
	domid_t domid;
	grant_ref_t ref;
	int16_t status;			/* out */
};

/* gnttab_copy.flags: which side is a grant reference, not a frame. */
#define GNTCOPY_source_gref		0x1
#define GNTCOPY_dest_gref		0x2

struct gnttab_copy_ptr {
	union {
		grant_ref_t ref;
		xen_pfn_t gmfn;
	} u;
	domid_t domid;
	uint16_t offset;
};

/* Neither side may reach beyond its page. */
struct gnttab_copy {
	struct gnttab_copy_ptr source;
	struct gnttab_copy_ptr dest;
	uint16_t len;
	uint16_t flags;			/* GNTCOPY_* */
	int16_t status;			/* out */
};

#endif
