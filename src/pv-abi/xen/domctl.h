/* SPDX-License-Identifier: GPL-2.0 */
/*
 * domctl(op): how the toolstack creates, inspects and destroys domains. The
 * caller always passes the whole record; a wrong interface_version is refused
 * with -XEN_EACCES, by which a tool knows that it is of another release.
 */
#ifndef PV_ABI_XEN_DOMCTL_H
#define PV_ABI_XEN_DOMCTL_H

#include "domctl_domain.h"
#include "domctl_memory.h"
#include "domctl_ops.h"
#include "domctl_sched.h"
#include "domctl_vcpu.h"

#define XEN_DOMCTL_INTERFACE_VERSION	0x00000015

struct xen_domctl {
	uint32_t cmd;			/* XEN_DOMCTL_* */
	uint32_t interface_version;
	domid_t domain;
	uint16_t _pad[3];
	union {
		struct xen_domctl_createdomain createdomain;
		struct xen_domctl_getdomaininfo getdomaininfo;
		struct xen_domctl_getpageframeinfo3 getpageframeinfo3;
		struct xen_domctl_nodeaffinity nodeaffinity;
		struct xen_domctl_vcpuaffinity vcpuaffinity;
		struct xen_domctl_shadow_op shadow_op;
		struct xen_domctl_max_mem max_mem;
		struct xen_domctl_vcpucontext vcpucontext;
		struct xen_domctl_getvcpuinfo getvcpuinfo;
		struct xen_domctl_max_vcpus max_vcpus;
		struct xen_domctl_scheduler_op scheduler_op;
		struct xen_domctl_setdomainhandle setdomainhandle;
		struct xen_domctl_hypercall_init hypercall_init;
		struct xen_domctl_settimeoffset settimeoffset;
		struct xen_domctl_tsc_info tsc_info;
		struct xen_domctl_address_size address_size;
		struct xen_domctl_sendtrigger sendtrigger;
		struct xen_domctl_ext_vcpucontext ext_vcpucontext;
		struct xen_domctl_subscribe subscribe;
		struct xen_domctl_cpu_policy cpu_policy;
		struct xen_domctl_vcpuextstate vcpuextstate;
		struct xen_domctl_vcpu_msrs vcpu_msrs;
		struct xen_domctl_set_virq_handler set_virq_handler;
		uint8_t pad[128];
	} u;
};

#endif
