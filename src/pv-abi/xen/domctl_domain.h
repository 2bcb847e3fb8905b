/* SPDX-License-Identifier: GPL-2.0 */
/* Payloads of domctl that concern a domain as a whole. */
#ifndef PV_ABI_XEN_DOMCTL_DOMAIN_H
#define PV_ABI_XEN_DOMCTL_DOMAIN_H

#include "base.h"

/* xen_domctl_createdomain.flags */
#define XEN_DOMCTL_CDF_hvm		0x01
#define XEN_DOMCTL_CDF_hap		0x02
#define XEN_DOMCTL_CDF_s3_integrity	0x04
#define XEN_DOMCTL_CDF_oos_off		0x08
#define XEN_DOMCTL_CDF_xs_domain	0x10
#define XEN_DOMCTL_CDF_iommu		0x20
#define XEN_DOMCTL_CDF_nested_virt	0x40
#define XEN_DOMCTL_CDF_vpmu		0x80
#define XEN_DOMCTL_CDF_MAX		XEN_DOMCTL_CDF_vpmu

/* xen_domctl_createdomain.grant_opts: highest version; 0 for no table. */
#define XEN_DOMCTL_GRANT_version_mask	0xf

#define XEN_X86_MSR_RELAXED		0x1
#define XEN_X86_MISC_FLAGS_MAX		XEN_X86_MSR_RELAXED

struct xen_arch_domainconfig {
	uint32_t emulation_flags;	/* 0 for a PV domain */
	uint32_t misc_flags;		/* XEN_X86_MSR_RELAXED or 0 */
};

struct xen_domctl_createdomain {
	uint32_t ssidref;
	xen_domain_handle_t handle;
	uint32_t flags;			/* XEN_DOMCTL_CDF_* */
	uint32_t iommu_opts;
	uint32_t max_vcpus;
	uint32_t max_evtchn_port;
	int32_t max_grant_frames;	/* negative: the default */
	int32_t max_maptrack_frames;	/* negative: the default */
	uint32_t grant_opts;
	uint32_t vmtrace_size;
	uint32_t cpupool_id;
	struct xen_arch_domainconfig arch;
};

/* xen_domctl_getdomaininfo.flags; a shutdown's reason is 8 bits of it. */
#define XEN_DOMINF_dying		0x001
#define XEN_DOMINF_hvm_guest		0x002
#define XEN_DOMINF_shutdown		0x004
#define XEN_DOMINF_paused		0x008
#define XEN_DOMINF_blocked		0x010
#define XEN_DOMINF_running		0x020
#define XEN_DOMINF_debugged		0x040
#define XEN_DOMINF_xs_domain		0x080
#define XEN_DOMINF_hap			0x100
#define XEN_DOMINF_shutdownmask		255
#define XEN_DOMINF_shutdownshift	16

#define XEN_INVALID_MAX_VCPU_ID		0xffffffffU

struct xen_domctl_getdomaininfo {
	domid_t domain;
	uint16_t pad1;
	uint32_t flags;			/* XEN_DOMINF_* */
	uint64_t tot_pages;
	uint64_t max_pages;
	uint64_t outstanding_pages;
	uint64_t shr_pages;
	uint64_t paged_pages;
	uint64_t shared_info_frame;
	uint64_t cpu_time;		/* ns */
	uint32_t nr_online_vcpus;
	uint32_t max_vcpu_id;
	uint32_t ssidref;
	xen_domain_handle_t handle;
	uint32_t cpupool;
	uint8_t gpaddr_bits;
	uint8_t pad2[7];
	struct xen_arch_domainconfig arch_config;
};

struct xen_domctl_setdomainhandle {
	xen_domain_handle_t handle;
};

struct xen_domctl_settimeoffset {
	int64_t time_offset_seconds;
};

struct xen_domctl_tsc_info {
	uint32_t tsc_mode;		/* XEN_TSC_MODE_* */
	uint32_t gtsc_khz;
	uint32_t incarnation;
	uint32_t pad;
	uint64_t elapsed_nsec;
};

/* xen_domctl_tsc_info.tsc_mode */
#define XEN_TSC_MODE_DEFAULT		0
#define XEN_TSC_MODE_ALWAYS_EMULATE	1
#define XEN_TSC_MODE_NEVER_EMULATE	2

/* Width in bits of the guest's kernel: 64. */
struct xen_domctl_address_size {
	uint32_t size;
};

/* The event port of the caller that a suspend of the domain notifies. */
struct xen_domctl_subscribe {
	uint32_t port;
};

struct xen_domctl_set_virq_handler {
	uint32_t virq;
};

#endif
