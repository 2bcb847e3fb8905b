/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The scalar types and domain numbers that every other ABI header builds on.
 * A guest handle (an address in the caller's address space) is a plain
 * uint64_t in these headers: it is never dereferenced, only given to the copy
 * functions.
 */
#ifndef PV_ABI_XEN_BASE_H
#define PV_ABI_XEN_BASE_H

#include "../types.h"

typedef uint16_t domid_t;
typedef uint64_t xen_pfn_t;
typedef uint64_t xen_ulong_t;

/* Ordinary domains have numbers below this one. */
#define DOMID_FIRST_RESERVED	0x7ff0U
/* In a request: the caller itself. */
#define DOMID_SELF		0x7ff0U
/* Owner of memory-mapped I/O. */
#define DOMID_IO		0x7ff1U
/* Owner of the hypervisor's own frames that a tool may map, as the M2P. */
#define DOMID_XEN		0x7ff2U
/* Owner of frames shared copy-on-write. */
#define DOMID_COW		0x7ff3U
/* Nobody. */
#define DOMID_INVALID		0x7ff4U
#define DOMID_IDLE		0x7fffU
#define DOMID_MASK		0x7fffU

/* A domain's UUID, opaque to the hypervisor. */
typedef uint8_t xen_domain_handle_t[16];

/* A bitmap in the caller's memory, least significant bit of byte 0 first. */
struct xenctl_bitmap {
	uint64_t bitmap;	/* handle of uint8_t[(nr_bits + 7) / 8] */
	uint32_t nr_bits;
};

#endif
