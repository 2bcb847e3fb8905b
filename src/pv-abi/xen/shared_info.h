/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page that a domain and the hypervisor share. Both sides write to it at
 * any time, so the hypervisor treats whatever it reads here as a request and
 * keeps its own truth elsewhere.
 */
#ifndef PV_ABI_XEN_SHARED_INFO_H
#define PV_ABI_XEN_SHARED_INFO_H

#include "time.h"

/* vCPUs with a slot in the page; others must register one of their own. */
#define XEN_LEGACY_MAX_VCPUS	32

struct arch_vcpu_info {
	uint64_t cr2;		/* address of the last page fault delivered */
	uint64_t pad;
};

/*
 * Raising an event sets, in this order, its pending bit in shared_info, the
 * bit of that 64-bit word in evtchn_pending_sel, and evtchn_upcall_pending.
 */
struct vcpu_info {
	uint8_t evtchn_upcall_pending;
	uint8_t evtchn_upcall_mask;
	uint64_t evtchn_pending_sel;
	struct arch_vcpu_info arch;
	struct vcpu_time_info time;
};

/* Written by the guest for the toolstack; the hypervisor reads max_pfn. */
struct arch_shared_info {
	uint64_t max_pfn;
	uint64_t pfn_to_mfn_frame_list_list;
	uint64_t nmi_reason;
	uint64_t p2m_cr3;
	uint64_t p2m_vaddr;
	uint64_t p2m_generation;
};

struct shared_info {
	struct vcpu_info vcpu_info[XEN_LEGACY_MAX_VCPUS];
	uint64_t evtchn_pending[64];
	uint64_t evtchn_mask[64];
	/* Wall time at system time 0; version odd while being written. */
	uint32_t wc_version;
	uint32_t wc_sec;
	uint32_t wc_nsec;
	uint32_t wc_sec_hi;
	struct arch_shared_info arch;
};

#endif
