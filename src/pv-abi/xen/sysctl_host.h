/* SPDX-License-Identifier: GPL-2.0 */
/* Payloads of sysctl that describe the server: processors, memory, log. */
#ifndef PV_ABI_XEN_SYSCTL_HOST_H
#define PV_ABI_XEN_SYSCTL_HOST_H

#include "base.h"

/* Copies the log from index on, or all of it if not incremental. */
struct xen_sysctl_readconsole {
	uint8_t clear;
	uint8_t incremental;
	uint8_t pad0;
	uint8_t pad1;
	uint32_t index;			/* in and out */
	uint64_t buffer;		/* handle of char[count] */
	uint32_t count;			/* in: room, out: bytes copied */
};

/* xen_sysctl_physinfo.capabilities */
#define XEN_SYSCTL_PHYSCAP_hvm			0x001
#define XEN_SYSCTL_PHYSCAP_pv			0x002
#define XEN_SYSCTL_PHYSCAP_directio		0x004
#define XEN_SYSCTL_PHYSCAP_hap			0x008
#define XEN_SYSCTL_PHYSCAP_shadow		0x010
#define XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share	0x020
#define XEN_SYSCTL_PHYSCAP_vmtrace		0x040
#define XEN_SYSCTL_PHYSCAP_vpmu			0x080
#define XEN_SYSCTL_PHYSCAP_gnttab_v1		0x100
#define XEN_SYSCTL_PHYSCAP_gnttab_v2		0x200

/* libvirt divides by threads_per_core and cores_per_socket: never 0. */
struct xen_sysctl_physinfo {
	uint32_t threads_per_core;
	uint32_t cores_per_socket;
	uint32_t nr_cpus;
	uint32_t max_cpu_id;
	uint32_t nr_nodes;
	uint32_t max_node_id;
	uint32_t cpu_khz;
	uint32_t capabilities;		/* XEN_SYSCTL_PHYSCAP_* */
	uint32_t arch_capabilities;
	uint32_t pad;
	uint64_t total_pages;
	uint64_t free_pages;
	uint64_t scrub_pages;
	uint64_t outstanding_pages;
	uint64_t max_mfn;
	uint32_t hw_cap[8];
};

#define XEN_INVALID_CORE_ID		0xffffffffU
#define XEN_INVALID_SOCKET_ID		0xffffffffU
#define XEN_INVALID_NODE_ID		0xffffffffU

struct xen_sysctl_cputopo {
	uint32_t core;
	uint32_t socket;
	uint32_t node;
};

/* In this and the next two, a null handle asks for the number only. */
struct xen_sysctl_cputopoinfo {
	uint32_t num_cpus;
	uint64_t cputopo;	/* handle of struct xen_sysctl_cputopo[] */
};

#define XEN_INVALID_MEM_SZ		0xffffffffU
#define XEN_INVALID_NODE_DIST		0xffffffffU

struct xen_sysctl_meminfo {
	uint64_t memsize;		/* bytes, as memfree */
	uint64_t memfree;
};

struct xen_sysctl_numainfo {
	uint32_t num_nodes;
	uint64_t meminfo;	/* handle of struct xen_sysctl_meminfo[] */
	uint64_t distance;	/* handle of uint32_t[num_nodes^2] */
};

struct xen_sysctl_pcitopoinfo {
	uint32_t num_devs;
	uint64_t devs;		/* handle of struct physdev_pci_device[] */
	uint64_t nodes;		/* handle of uint32_t[] */
};

struct xen_sysctl_cpuinfo {
	uint64_t idletime;		/* ns */
};

struct xen_sysctl_getcpuinfo {
	uint32_t max_cpus;
	uint64_t info;		/* handle of struct xen_sysctl_cpuinfo[] */
	uint32_t nr_cpus;		/* out */
};

struct xen_sysctl_availheap {
	uint32_t min_bitwidth;
	uint32_t max_bitwidth;
	int32_t node;			/* -1: all */
	uint64_t avail_bytes;		/* out */
};

struct xen_sysctl_debug_keys {
	uint64_t keys;			/* handle of char[nr_keys] */
	uint32_t nr_keys;
};

#endif
