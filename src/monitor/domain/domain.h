/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Domains: the control domain (id 0, the Linux below which we slid) and the
 * guests. What one consists of: domain_struct.h.
 */
#ifndef UNDERPIN_DOMAIN_DOMAIN_H
#define UNDERPIN_DOMAIN_DOMAIN_H

#include "core/types.h"
#include "domain/domain_struct.h"
#include "mm/pagetable.h"
#include "xen/domctl_domain.h"
#include "xen/vm_assist.h"

#define DOMAIN_CONTROL 0

/* What vm_assist can switch on. */
#define DOMAIN_VM_ASSISTS                                                      \
	((1ULL << VMASST_TYPE_4gb_segments) |                                  \
	 (1ULL << VMASST_TYPE_4gb_segments_notify) |                           \
	 (1ULL << VMASST_TYPE_writable_pagetables) |                           \
	 (1ULL << VMASST_TYPE_pae_extended_cr3) |                              \
	 (1ULL << VMASST_TYPE_architectural_iopl) |                            \
	 (1ULL << VMASST_TYPE_runstate_update_flag))

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
 *          robin, for libxl refuses ids that were in use a minute ago
 * @config: checked by the caller
 * @out: receives it with one reference for the caller
 *
 * Return: 0, -XEN_EEXIST, -XEN_ENOMEM (no free id), HC_NEED_FRAMES.
 */
s64 domain_create(u16 wanted, const struct xen_domctl_createdomain *config,
		  struct domain **out);

/** domain_table_add() - domain_create()'s choice of d->domid; returns as it */
s64 domain_table_add(struct domain *d, u16 wanted);

/** domain_free() - part of domain_put(): the memory of the record itself */
void domain_free(struct domain *d);

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

/** domain_kick() - all vCPUs look whether they may run; d->lock held */
void domain_kick(struct domain *d);

/** domain_shutdown_latch() - reason of any later shutdown; the first counts */
void domain_shutdown_latch(struct domain *d, u8 reason);

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
