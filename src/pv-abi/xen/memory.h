/* SPDX-License-Identifier: GPL-2.0 */
/* memory_op(cmd, arg): a domain's reservation of frames and the M2P. */
#ifndef PV_ABI_XEN_MEMORY_H
#define PV_ABI_XEN_MEMORY_H

#include "base.h"

#define XENMEM_increase_reservation		0
#define XENMEM_decrease_reservation		1
#define XENMEM_maximum_ram_page			2
#define XENMEM_current_reservation		3
#define XENMEM_maximum_reservation		4
#define XENMEM_machphys_mfn_list		5
#define XENMEM_populate_physmap			6
#define XENMEM_add_to_physmap			7
#define XENMEM_memory_map			9
#define XENMEM_machine_memory_map		10
#define XENMEM_exchange				11
#define XENMEM_machphys_mapping			12
#define XENMEM_set_memory_map			13
#define XENMEM_maximum_gpfn			14
#define XENMEM_remove_from_physmap		15
#define XENMEM_set_pod_target			16
#define XENMEM_get_pod_target			17
#define XENMEM_get_sharing_freed_pages		18
#define XENMEM_get_sharing_shared_pages		19
#define XENMEM_add_to_physmap_batch		23
#define XENMEM_claim_pages			24
#define XENMEM_machphys_compat_mfn_list		25
#define XENMEM_get_vnumainfo			26
#define XENMEM_reserved_device_memory_map	27
#define XENMEM_acquire_resource			28

/*
 * xen_memory_reservation.mem_flags: bits 0-7 limit the machine address width
 * (0 for none), bits 8-15 are a NUMA node plus one.
 */
#define XENMEMF_populate_on_demand		0x10000
#define XENMEMF_exact_node_request		0x20000
#define XENMEMF_vnode				0x40000

/* Counted in extents of 2^extent_order frames, here and in the result. */
struct xen_memory_reservation {
	uint64_t extent_start;		/* handle of xen_pfn_t[nr_extents] */
	xen_ulong_t nr_extents;
	uint32_t extent_order;
	uint32_t mem_flags;		/* XENMEMF_* */
	domid_t domid;
};

struct xen_memory_exchange {
	struct xen_memory_reservation in;
	struct xen_memory_reservation out;
	xen_ulong_t nr_exchanged;	/* must be 0 on entry */
};

/* Argument of current_reservation, maximum_reservation, maximum_gpfn. */
struct xen_memory_domain {
	domid_t domid;
};

/* Frames of the M2P, one per 2 MiB of it. */
struct xen_machphys_mfn_list {
	uint32_t max_extents;
	uint64_t extent_start;		/* handle of xen_pfn_t[max_extents] */
	uint32_t nr_extents;
};

struct xen_machphys_mapping {
	xen_ulong_t v_start;
	xen_ulong_t v_end;
	xen_ulong_t max_mfn;
};

/* buffer: handle of struct xen_e820_entry[nr_entries]. */
struct xen_memory_map {
	uint32_t nr_entries;
	uint64_t buffer;
};

struct xen_foreign_memory_map {
	domid_t domid;
	struct xen_memory_map map;
};

/* A memory map uses the BIOS's 20-byte records without padding. */
#pragma pack(push, 1)
struct xen_e820_entry {
	uint64_t addr;
	uint64_t size;
	uint32_t type;
};

#pragma pack(pop)

#define XEN_E820_RAM				1
#define XEN_E820_RESERVED			2

#define XENMEM_resource_ioreq_server		0
#define XENMEM_resource_grant_table		1
#define XENMEM_resource_vmtrace_buf		2

#define XENMEM_resource_grant_table_id_shared	0
#define XENMEM_resource_grant_table_id_status	1

/* nr_frames 0 asks for the size of the resource. */
struct xen_mem_acquire_resource {
	domid_t domid;
	uint16_t type;			/* XENMEM_resource_* */
	uint32_t id;
	uint32_t nr_frames;
	uint32_t pad;			/* must be 0 */
	uint64_t frame;
	uint64_t frame_list;		/* handle of xen_pfn_t[nr_frames] */
};

#endif
