/* SPDX-License-Identifier: GPL-2.0 */
/* Payloads of domctl that concern a domain's frames. */
#ifndef PV_ABI_XEN_DOMCTL_MEMORY_H
#define PV_ABI_XEN_DOMCTL_MEMORY_H

#include "base.h"

struct xen_domctl_max_mem {
	uint64_t max_memkb;
};

/* The frame to fill with the hypercall stubs. */
struct xen_domctl_hypercall_init {
	uint64_t gmfn;
};

/* Frame number in, type out: bits 28-30 the level, bit 31 pinned. */
#define XEN_DOMCTL_PFINFO_LTAB_SHIFT	28
#define XEN_DOMCTL_PFINFO_NOTAB		0x00000000U
#define XEN_DOMCTL_PFINFO_L1TAB		0x10000000U
#define XEN_DOMCTL_PFINFO_L2TAB		0x20000000U
#define XEN_DOMCTL_PFINFO_L3TAB		0x30000000U
#define XEN_DOMCTL_PFINFO_L4TAB		0x40000000U
#define XEN_DOMCTL_PFINFO_LTABTYPE_MASK	0x70000000U
#define XEN_DOMCTL_PFINFO_LPINTAB	0x80000000U
#define XEN_DOMCTL_PFINFO_BROKEN	0xd0000000U
#define XEN_DOMCTL_PFINFO_XALLOC	0xe0000000U
/* No frame of the domain, or none that a tool may map. */
#define XEN_DOMCTL_PFINFO_XTAB		0xf0000000U
#define XEN_DOMCTL_PFINFO_LTAB_MASK	0xf0000000U

struct xen_domctl_getpageframeinfo3 {
	uint64_t num;
	uint64_t array;			/* handle of xen_pfn_t[num] */
};

#define XEN_DOMCTL_SHADOW_OP_OFF		0
#define XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY	2
#define XEN_DOMCTL_SHADOW_OP_CLEAN		11
#define XEN_DOMCTL_SHADOW_OP_PEEK		12
#define XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION	30
#define XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION	31
#define XEN_DOMCTL_SHADOW_OP_ENABLE		32

struct xen_domctl_shadow_op_stats {
	uint32_t fault_count;
	uint32_t dirty_count;
};

struct xen_domctl_shadow_op {
	uint32_t op;			/* XEN_DOMCTL_SHADOW_OP_* */
	uint32_t mode;
	uint32_t mb;
	uint64_t dirty_bitmap;		/* handle; bit per pfn */
	uint64_t pages;			/* size of the bitmap in bits */
	struct xen_domctl_shadow_op_stats stats;
};

#endif
