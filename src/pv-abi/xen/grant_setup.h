/* SPDX-License-Identifier: GPL-2.0 */
/* grant_table_op: operations on a grant table as a whole, and on caches. */
#ifndef PV_ABI_XEN_GRANT_SETUP_H
#define PV_ABI_XEN_GRANT_SETUP_H

#include "grant_ops.h"

struct gnttab_setup_table {
	domid_t dom;
	uint32_t nr_frames;
	int16_t status;			/* out */
	uint64_t frame_list;		/* handle of xen_pfn_t[nr_frames] */
};

struct gnttab_get_status_frames {
	uint32_t nr_frames;
	domid_t dom;
	int16_t status;			/* out */
	uint64_t frame_list;		/* handle of uint64_t[nr_frames] */
};

struct gnttab_query_size {
	domid_t dom;
	uint32_t nr_frames;		/* out */
	uint32_t max_nr_frames;		/* out */
	int16_t status;			/* out */
};

struct gnttab_set_version {
	uint32_t version;		/* in: wanted, out: in force */
};

struct gnttab_get_version {
	domid_t dom;
	uint16_t pad;
	uint32_t version;		/* out */
};

struct gnttab_swap_grant_ref {
	grant_ref_t ref_a;
	grant_ref_t ref_b;
	int16_t status;			/* out */
};

/* gnttab_cache_flush.op */
#define GNTTAB_CACHE_CLEAN		(1u << 0)
#define GNTTAB_CACHE_INVAL		(1u << 1)
#define GNTTAB_CACHE_SOURCE_GREF	(1u << 31)

struct gnttab_cache_flush {
	union {
		uint64_t dev_bus_addr;
		grant_ref_t ref;
	} a;
	uint16_t offset;
	uint16_t length;
	uint32_t op;			/* GNTTAB_CACHE_* */
};

#endif
