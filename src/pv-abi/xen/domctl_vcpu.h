/* SPDX-License-Identifier: GPL-2.0 */
/* Payloads of domctl that concern vCPUs and their registers. */
#ifndef PV_ABI_XEN_DOMCTL_VCPU_H
#define PV_ABI_XEN_DOMCTL_VCPU_H

#include "base.h"

struct xen_domctl_max_vcpus {
	uint32_t max;
};

struct xen_domctl_vcpucontext {
	uint32_t vcpu;
	uint64_t ctxt;		/* handle of struct vcpu_guest_context */
};

struct xen_domctl_getvcpuinfo {
	uint32_t vcpu;
	uint8_t online;		/* out, as all below */
	uint8_t blocked;
	uint8_t running;
	uint64_t cpu_time;	/* ns */
	uint32_t cpu;
};

struct xen_domctl_nodeaffinity {
	struct xenctl_bitmap nodemap;
};

#define XEN_VCPUAFFINITY_HARD	0x1
#define XEN_VCPUAFFINITY_SOFT	0x2
#define XEN_VCPUAFFINITY_FORCE	0x4

struct xen_domctl_vcpuaffinity {
	uint32_t vcpu;
	uint32_t flags;		/* XEN_VCPUAFFINITY_* */
	struct xenctl_bitmap cpumap_hard;
	struct xenctl_bitmap cpumap_soft;
};

#define XEN_DOMCTL_SENDTRIGGER_NMI	0
#define XEN_DOMCTL_SENDTRIGGER_RESET	1
#define XEN_DOMCTL_SENDTRIGGER_INIT	2
#define XEN_DOMCTL_SENDTRIGGER_POWER	3
#define XEN_DOMCTL_SENDTRIGGER_SLEEP	4

struct xen_domctl_sendtrigger {
	uint32_t trigger;	/* XEN_DOMCTL_SENDTRIGGER_* */
	uint32_t vcpu;
};

/* Virtual machine-check state, saved and restored unread. */
struct hvm_vmce_vcpu {
	uint64_t caps;
	uint64_t mci_ctl2_bank0;
	uint64_t mci_ctl2_bank1;
	uint64_t mcg_ext_ctl;
};

/* What struct vcpu_guest_context has no room for. */
struct xen_domctl_ext_vcpucontext {
	uint32_t vcpu;
	uint32_t size;		/* of this record */
	uint64_t syscall32_callback_eip;
	uint64_t sysenter_callback_eip;
	uint16_t syscall32_callback_cs;
	uint16_t sysenter_callback_cs;
	uint8_t syscall32_disables_events;
	uint8_t sysenter_disables_events;
	struct hvm_vmce_vcpu vmce;
};

/* Two 64-bit words, XCR0 and all it ever was, then the XSAVE area. */
struct xen_domctl_vcpuextstate {
	uint32_t vcpu;
	uint64_t xfeature_mask;
	uint64_t size;		/* bytes of buffer; 0 asks for the size */
	uint64_t buffer;	/* handle */
};

struct xen_domctl_vcpu_msr {
	uint32_t index;
	uint32_t reserved;
	uint64_t value;
};

struct xen_domctl_vcpu_msrs {
	uint32_t vcpu;
	uint32_t msr_count;
	uint64_t msrs;		/* handle of struct xen_domctl_vcpu_msr[] */
};

/* err_*: the record that was refused, all ones if none was. */
struct xen_domctl_cpu_policy {
	uint32_t nr_leaves;
	uint32_t nr_msrs;
	uint64_t leaves;	/* handle of struct xen_cpuid_leaf[] */
	uint64_t msrs;		/* handle of struct xen_msr_entry[] */
	uint32_t err_leaf;
	uint32_t err_subleaf;
	uint32_t err_msr;
};

#endif
