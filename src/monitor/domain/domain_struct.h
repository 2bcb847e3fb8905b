/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The record of a domain, one page: what a guest is, apart from its vCPUs
 * (vcpu.h), frames (mm/frame.h), and events and grants (domain_parts.h).
 */
#ifndef UNDERPIN_DOMAIN_DOMAIN_STRUCT_H
#define UNDERPIN_DOMAIN_DOMAIN_STRUCT_H

#include "core/spinlock.h"
#include "core/types.h"
#include "domain/domain_parts.h"
#include "mm/frame.h"
#include "xen/cpu_policy.h"
#include "xen/memory.h"
#include "xen/shared_info.h"

#define DOMAIN_MAX_VCPUS 128 /* vCPUs of a guest */
#define DOMAIN_FEW_VCPUS 4 /* that need no page of pointers */
#define DOMAIN_E820_MAX 128 /* entries of a guest's memory map */
#define DOMAIN_E820_FEW 16 /* that need no page of their own */
#define DOMAIN_CPU_LEAVES 40

struct vcpu;

/** enum domain_life - a domain only ever moves downwards */
enum domain_life {
	DOMAIN_ALIVE,
	DOMAIN_DYING, /* destroydomain is taking its frames and ports back */
	DOMAIN_DEAD, /* nothing left but frames that others still map */
};

/**
 * struct domain_console - how much a domain may still write (console_io.c)
 * @refilled: system time up to which @left is right
 * @left: bytes
 * @dropped: bytes that were too many and that the log does not mention yet
 */
struct domain_console {
	u64 refilled;
	u32 left;
	u32 dropped;
};

/**
 * struct domain - one domain
 * @lock: frames, page tables, grants, vcpu_info registration
 * @refs: users of this structure; one is the table's until the domain is dead
 *        and has no frames (domain.c)
 * @born: it has all that domain_create() gives it, and can be looked up
 * @pause_count: RUN is refused while positive; tools count it up and down
 * @shutdown: stopped by itself with @shutdown_code (SHUTDOWN_*)
 * @shutdown_latch: SHUTDOWN_* + 1 to stop with whatever the reason; 0: none
 * @frames: list of its allocated frames (first)
 * @xen_frames: list of monitor pages shown to it (first)
 * @zap_queue: tables to un-validate (mm/pagetable.h)
 * @tlb_clock: of the ends of typed uses; see mm/tlb.h
 * @relinquish_next: pt_relinquish() goes on at this frame
 * @relinquish_phase: ... of this pass over @frames
 * @mmu_errors: refused MMU requests, to log only the first (hypercall/mmu.h)
 * @tot_pages: frames on @frames
 * @max_pages: limit of @tot_pages
 * @claimed_pages: open claim (XENMEM_claim_pages), zero: none
 * @vcpu: @max_vcpus pointers, NULL where there is no vCPU: @few_vcpus or a page
 * @suspend_port: its port that a suspend raises in place of VIRQ_DOM_EXC
 * @console: allowance for text in the monitor's log; @lock
 * @e820_page: a heap page in place of @e820 for a map that is longer, or NULL
 * @cpu_policy: leaves in which set_cpu_policy differed from the default
 */
struct domain {
	u16 domid;
	u8 life; /* enum domain_life */
	bool born;
	bool shutdown;
	u8 shutdown_code;
	u8 shutdown_latch;
	bool xenstore; /* createdomain's XS_DOMAIN flag */
	struct spinlock lock;
	u32 refs;
	s32 pause_count;

	u32 frames;
	u32 xen_frames;
	u32 zap_queue;
	u32 tlb_clock;
	u32 relinquish_next;
	u8 relinquish_phase;
	u32 mmu_errors;
	u64 tot_pages;
	u64 max_pages;
	u64 nr_xen_frames;
	u64 claimed_pages;

	struct shared_info *shared_info;
	mfn_t shared_info_mfn;
	u32 max_vcpus;
	struct vcpu **vcpu;
	struct vcpu *few_vcpus[DOMAIN_FEW_VCPUS];

	struct domain_events events;
	struct domain_grants grants;
	struct domain_console console;
	struct domain_watchdog watchdog;

	u64 vm_assist;
	u8 handle[16];
	u32 ssidref;
	u32 nr_e820;
	struct xen_e820_entry e820[DOMAIN_E820_FEW];
	struct xen_e820_entry *e820_page;
	struct xen_cpuid_leaf cpu_policy[DOMAIN_CPU_LEAVES];
	u32 nr_cpu_leaves;
	u32 suspend_port;
	s64 time_offset; /* seconds, settimeoffset */
	struct domain_tsc tsc;
};

_Static_assert(sizeof(struct domain) <= PAGE_SIZE, "one page");

#endif /* UNDERPIN_DOMAIN_DOMAIN_STRUCT_H */
