/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Domains: the control domain (id 0, the Linux below which we slid) and the
 * guests. One page each; the record of what a guest is, apart from its
 * vCPUs (vcpu.h), frames (mm/frame.h), events and grants.
 */
#ifndef UNDERPIN_DOMAIN_DOMAIN_H
#define UNDERPIN_DOMAIN_DOMAIN_H

#include "core/spinlock.h"
#include "core/types.h"
#include "mm/frame.h"
#include "mm/pagetable.h"
#include "xen/cpu_policy.h"
#include "xen/domctl_domain.h"
#include "xen/memory.h"
#include "xen/shared_info.h"
#include "xen/vm_assist.h"

#define DOMAIN_MAX_VCPUS 1 /* vCPUs of a guest */
#define DOMAIN_CONTROL 0

struct vcpu;

/** enum domain_life - a domain only ever moves downwards */
enum domain_life {
	DOMAIN_ALIVE,
	DOMAIN_DYING, /* destroydomain is taking its frames and ports back */
	DOMAIN_DEAD, /* nothing left but frames that others still map */
};

#define DOMAIN_EVTCHN_FIRST 64 /* ports that need no page of their own */
#define DOMAIN_EVTCHN_PER_PAGE 256
#define DOMAIN_EVTCHN_PAGES 16 /* 4096 ports, the limit of the 2-level ABI */
#define DOMAIN_GRANT_FRAMES 64
#define DOMAIN_GRANT_FIRST 8 /* references that the toolstack seeds */
#define DOMAIN_E820_MAX 16
#define DOMAIN_CPU_LEAVES 40

/* What vm_assist can switch on. */
#define DOMAIN_VM_ASSISTS                                                      \
	((1ULL << VMASST_TYPE_4gb_segments) |                                  \
	 (1ULL << VMASST_TYPE_4gb_segments_notify) |                           \
	 (1ULL << VMASST_TYPE_writable_pagetables) |                           \
	 (1ULL << VMASST_TYPE_pae_extended_cr3) |                              \
	 (1ULL << VMASST_TYPE_architectural_iopl) |                            \
	 (1ULL << VMASST_TYPE_runstate_update_flag))

struct domain;

/**
 * struct evtchn - one end of an event channel; protected by event_lock
 * @state: EVTCHNSTAT_*; EVTCHNSTAT_closed: free
 * @vcpu: who is told
 * @number: unbound: id of the domain that may bind; virq: which
 * @peer_port: interdomain: port of the other end
 * @peer: interdomain: its domain, which cannot go while the port is open
 */
struct evtchn {
	u8 state;
	u8 reserved;
	u16 vcpu;
	u16 number;
	u16 peer_port;
	struct domain *peer;
};

/**
 * struct domain_events - a domain's ports; protected by event_lock
 * @first: the lowest ports: all that a guest with few devices uses
 * @page: the others, allocated as they are needed
 * @max_port: highest port that may be allocated; zero: none any more
 * @scan_from: every port below is in use
 * @virq_port: VIRQ that is no vCPU's to port, zero: not bound
 */
struct domain_events {
	struct evtchn first[DOMAIN_EVTCHN_FIRST];
	struct evtchn *page[DOMAIN_EVTCHN_PAGES];
	u32 max_port;
	u32 scan_from;
	u16 virq_port[24];
};

/**
 * struct grant_active - a grant that is in use; all zero when it is not
 * @frame: machine frame, read from the granter's entry once
 * @domid: who uses it
 * @readers: read-only uses
 * @writers: read-write uses
 */
struct grant_active {
	u32 frame;
	u16 domid;
	u8 readers;
	u8 writers;
};

/**
 * struct domain_grants - a domain's grant table; protected by d->lock
 * @nr_uses: sum of readers and writers of all entries
 * @shared: frames that the guest fills in (struct grant_entry_v1)
 * @active: uses of the entries of each, allocated with the first one
 * @first: the same for the lowest references
 */
struct domain_grants {
	u32 nr_frames;
	u32 max_frames;
	u32 nr_uses;
	struct frame *shared[DOMAIN_GRANT_FRAMES];
	struct grant_active *active[DOMAIN_GRANT_FRAMES];
	struct grant_active first[DOMAIN_GRANT_FIRST];
};

/**
 * struct domain - one domain
 * @lock: frames, page tables, grants, vcpu_info registration
 * @refs: users of this structure; one is the table's until the domain is dead
 *        and has no frames (domain.c)
 * @pause_count: RUN is refused while positive; tools count it up and down
 * @shutdown: stopped by itself with @shutdown_code (SHUTDOWN_*)
 * @shutdown_latch: SHUTDOWN_* + 1 to stop with whatever the reason; 0: none
 * @frames: list of its allocated frames (first)
 * @xen_frames: list of monitor pages shown to it (first)
 * @zap_queue: tables to un-validate (mm/pagetable.h)
 * @tlb_clock: advances with each flush; see mm/tlb.h
 * @relinquish_next: pt_relinquish() goes on at this frame
 * @relinquish_phase: ... of this pass over @frames
 * @mmu_errors: refused MMU requests, to log only the first (hypercall/mmu.h)
 * @tot_pages: frames on @frames
 * @max_pages: limit of @tot_pages
 * @claimed_pages: open claim (XENMEM_claim_pages), zero: none
 * @suspend_port: its port that a suspend raises in place of VIRQ_DOM_EXC
 * @cpu_policy: leaves in which set_cpu_policy differed from the default
 */
struct domain {
	u16 domid;
	u8 life; /* enum domain_life */
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
	struct vcpu *vcpu[DOMAIN_MAX_VCPUS];

	struct domain_events events;
	struct domain_grants grants;

	u64 vm_assist;
	u8 handle[16];
	u32 ssidref;
	u32 nr_e820;
	struct xen_e820_entry e820[DOMAIN_E820_MAX];
	struct xen_cpuid_leaf cpu_policy[DOMAIN_CPU_LEAVES];
	u32 nr_cpu_leaves;
	u16 suspend_port;
	s64 time_offset; /* seconds, settimeoffset */
	u32 tsc_mode;
	u32 tsc_incarnation;
};

_Static_assert(sizeof(struct domain) <= PAGE_SIZE, "one page");

/** control_domain() - domain 0; always there while hoisted */
struct domain *control_domain(void);

/** domain_count() - guests in the table, dying and dead ones included */
u32 domain_count(void);

/**
 * domain_get() - look up a domain by id and take a reference
 * @domid: any value
 *
 * Return: the domain (also a dying or dead one), or NULL.
 */
struct domain *domain_get(u16 domid);

/** domain_get_next() - as domain_get(), lowest id >= @domid */
struct domain *domain_get_next(u16 domid);

/**
 * domain_put() - drop a reference
 *
 * No lock may be held: the last one of a dead domain without frames frees it
 * and raises VIRQ_DOM_EXC.
 */
void domain_put(struct domain *d);

/**
 * domain_create() - a guest, paused once, without vCPUs and frames
 * @wanted: id asked for; 0 or >= DOMID_FIRST_RESERVED: next free one, round
 *          robin (abi.md 5.2: tools dislike quick reuse)
 * @config: checked by the caller
 * @out: receives it with one reference for the caller
 *
 * Return: 0, -XEN_EEXIST, -XEN_ENOMEM (no free id), HC_NEED_FRAMES.
 */
s64 domain_create(u16 wanted, const struct xen_domctl_createdomain *config,
		  struct domain **out);

/**
 * domain_table_add() - part of domain_create(): choose d->domid, be found by it
 *
 * Return: as domain_create().
 */
s64 domain_table_add(struct domain *d, u16 wanted);

/**
 * domain_crash() - a guest did what no guest may survive
 * @d: the guest, not the control domain
 * @fmt: why; one log line
 *
 * The guest stops at its next return from the monitor, with SHUTDOWN_crash.
 * For a processor that runs a vCPU of @d, or holds d->lock; event_lock must
 * not be held. Only the first reason to stop is logged and counts.
 */
void domain_crash(struct domain *d, const char *fmt, ...) __printf(2, 3);

/**
 * domain_shutdown() - as SCHEDOP_shutdown: stop, tell the control domain
 * @reason: SHUTDOWN_*
 *
 * Takes d->lock, then event_lock. Nothing happens if it was shut down before.
 */
void domain_shutdown(struct domain *d, u8 reason);

/** domain_shutdown_clear() - resumedomain: the vCPUs go on */
void domain_shutdown_clear(struct domain *d);

/** domain_may_run() - not paused, not shut down, not dying */
bool domain_may_run(const struct domain *d);

/**
 * domain_pause() - one more reason not to run; RUN ends soon
 * domain_unpause() - one less
 *
 * Return: 0, -XEN_EINVAL when it was not paused (domain_unpause()).
 */
void domain_pause(struct domain *d);
int domain_unpause(struct domain *d);

/**
 * domain_kill() - one step of destroying a domain
 * @b: work budget
 *
 * Its vCPUs' threads must be on their way out of RUN. Takes all locks.
 *
 * Return: 0 when dead (DOMAIN_DEAD; VIRQ_DOM_EXC raised), -XEN_ERESTART.
 */
int domain_kill(struct domain *d, struct pt_budget *b);

#endif /* UNDERPIN_DOMAIN_DOMAIN_H */
