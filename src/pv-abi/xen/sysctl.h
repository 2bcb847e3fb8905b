/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sysctl(op): the toolstack's view of the server as a whole. A wrong
 * interface_version is refused with -XEN_EACCES, as in domctl.
 */
#ifndef PV_ABI_XEN_SYSCTL_H
#define PV_ABI_XEN_SYSCTL_H

#include "sysctl_host.h"
#include "sysctl_sched.h"

#define XEN_SYSCTL_INTERFACE_VERSION	0x00000015

#define XEN_SYSCTL_readconsole		1
#define XEN_SYSCTL_tbuf_op		2
#define XEN_SYSCTL_physinfo		3
#define XEN_SYSCTL_sched_id		4
#define XEN_SYSCTL_perfc_op		5
#define XEN_SYSCTL_getdomaininfolist	6
#define XEN_SYSCTL_debug_keys		7
#define XEN_SYSCTL_getcpuinfo		8
#define XEN_SYSCTL_availheap		9
#define XEN_SYSCTL_get_pmstat		10
#define XEN_SYSCTL_cpu_hotplug		11
#define XEN_SYSCTL_pm_op		12
#define XEN_SYSCTL_page_offline_op	14
#define XEN_SYSCTL_lockprof_op		15
#define XEN_SYSCTL_cputopoinfo		16
#define XEN_SYSCTL_numainfo		17
#define XEN_SYSCTL_cpupool_op		18
#define XEN_SYSCTL_scheduler_op		19
#define XEN_SYSCTL_coverage_op		20
#define XEN_SYSCTL_psr_cmt_op		21
#define XEN_SYSCTL_pcitopoinfo		22
#define XEN_SYSCTL_psr_alloc		23
#define XEN_SYSCTL_get_cpu_levelling_caps	25
#define XEN_SYSCTL_get_cpu_featureset	26
#define XEN_SYSCTL_livepatch_op		27
#define XEN_SYSCTL_get_cpu_policy	29

struct xen_sysctl_getdomaininfolist {
	domid_t first_domain;
	uint32_t max_domains;
	uint64_t buffer;	/* handle: struct xen_domctl_getdomaininfo[] */
	uint32_t num_domains;	/* out */
};

#define XEN_SYSCTL_cpu_featureset_raw		0
#define XEN_SYSCTL_cpu_featureset_host		1
#define XEN_SYSCTL_cpu_featureset_pv		2
#define XEN_SYSCTL_cpu_featureset_hvm		3
#define XEN_SYSCTL_cpu_featureset_pv_max	4
#define XEN_SYSCTL_cpu_featureset_hvm_max	5

/* A null handle asks for the number, here and for policies. */
struct xen_sysctl_cpu_featureset {
	uint32_t index;		/* XEN_SYSCTL_cpu_featureset_* */
	uint32_t nr_features;
	uint64_t features;	/* handle of uint32_t[] */
};

#define XEN_SYSCTL_cpu_policy_raw		0
#define XEN_SYSCTL_cpu_policy_host		1
#define XEN_SYSCTL_cpu_policy_pv_max		2
#define XEN_SYSCTL_cpu_policy_hvm_max		3
#define XEN_SYSCTL_cpu_policy_pv_default	4
#define XEN_SYSCTL_cpu_policy_hvm_default	5

struct xen_sysctl_cpu_policy {
	uint32_t index;		/* XEN_SYSCTL_cpu_policy_* */
	uint32_t nr_leaves;
	uint32_t nr_msrs;
	uint32_t _rsvd;
	uint64_t leaves;	/* handle of struct xen_cpuid_leaf[] */
	uint64_t msrs;		/* handle of struct xen_msr_entry[] */
};

struct xen_sysctl {
	uint32_t cmd;			/* XEN_SYSCTL_* */
	uint32_t interface_version;
	union {
		struct xen_sysctl_readconsole readconsole;
		struct xen_sysctl_physinfo physinfo;
		struct xen_sysctl_cputopoinfo cputopoinfo;
		struct xen_sysctl_pcitopoinfo pcitopoinfo;
		struct xen_sysctl_numainfo numainfo;
		struct xen_sysctl_sched_id sched_id;
		struct xen_sysctl_getdomaininfolist getdomaininfolist;
		struct xen_sysctl_debug_keys debug_keys;
		struct xen_sysctl_getcpuinfo getcpuinfo;
		struct xen_sysctl_availheap availheap;
		struct xen_sysctl_cpupool_op cpupool_op;
		struct xen_sysctl_scheduler_op scheduler_op;
		struct xen_sysctl_cpu_featureset cpu_featureset;
		struct xen_sysctl_cpu_policy cpu_policy;
		uint8_t pad[128];
	} u;
};

#endif
