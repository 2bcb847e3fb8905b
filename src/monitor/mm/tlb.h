/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Translations that a processor may still use though the tables say otherwise.
 *
 * Every processor loads CR3 when it enters and when it leaves a domain, and
 * has no global pages: stale translations of a domain live only on processors
 * that run one of its vCPUs. There a flush is known by the value that the
 * domain's clock had when it began (vcpu->tlb.flushed). The clock advances
 * when the last typed use of a frame ends, and the frame's stamp is its value
 * then. Before the frame takes another type, those that flushed last before
 * the stamp owe a flush: a writable translation of what becomes
 * a table, or a walker's memory of what was one (APM vol.2 5.5), would undo
 * the validator's work. (A frame changes its owner only by way of Linux, which
 * has all processors leave their guests; see frame.c.)
 *
 * A processor uses a domain's translations only while it is exposed: it
 * executes the guest, or copies from or to its memory. All others flush when
 * they expose themselves next; only those that are exposed are interrupted and
 * waited for. An exposed processor waits for nobody and takes no lock, so that
 * whoever waits for it may hold any (docs/locking.md).
 */
#ifndef UNDERPIN_MM_TLB_H
#define UNDERPIN_MM_TLB_H

#include "core/types.h"
#include "domain/vcpu_struct.h"
#include "mm/frame.h"

/** tlb_flush_local() - drop this processor's translations */
void tlb_flush_local(void);

/** tlb_flush_page() - drop this processor's translation of one address */
void tlb_flush_page(u64 va);

/** vcpu_current() - the vCPU that this processor runs, or NULL */
struct vcpu *vcpu_current(void);

/**
 * tlb_interrupt() - the processor that runs @v is to stop being exposed
 *
 * It does as soon as it has the interrupt. Sent to one that has stopped, or
 * runs something else, it does no harm.
 */
void tlb_interrupt(struct vcpu *v);

/**
 * tlb_flush_begin() - this processor, running @v, is about to load CR3
 *
 * Return: what tlb_flush_end() takes, after the load.
 */
u32 tlb_flush_begin(struct vcpu *v);

/** tlb_flush_end() - it has loaded CR3 */
void tlb_flush_end(struct vcpu *v, u32 clock);

/**
 * tlb_expose() - this processor, running @v, is about to use translations
 *
 * Flushes if it owes a flush. No lock may be waited for before tlb_conceal().
 */
void tlb_expose(struct vcpu *v);

/** tlb_conceal() - the reverse */
void tlb_conceal(struct vcpu *v);

/**
 * tlb_stamp() - the last typed use of a frame of the domain has ended
 *
 * d->lock held, as below.
 */
void tlb_stamp(struct domain *d, struct frame *f);

/**
 * tlb_settle() - before a frame takes another type
 * @d: the domain that used it
 *
 * When it returns no processor uses a translation from before the stamp.
 *
 * Return: how many other processors were waited for.
 */
unsigned int tlb_settle(struct domain *d, const struct frame *f);

/**
 * tlb_flush_others() - as a guest asks, or before a frame that it mapped goes
 * @vcpus: bitmap of d->max_vcpus bits, or NULL for all
 *
 * No other processor that runs one of @vcpus uses a translation from before
 * the call. The caller sees to its own processor.
 *
 * Return: as tlb_settle().
 */
unsigned int tlb_flush_others(struct domain *d, const u64 *vcpus);

/** TLB_WAIT_COST - of each processor waited for, in page-table entries */
#define TLB_WAIT_COST 64

/** TLB_SCAN_COST - of looking at all vCPUs of a domain, likewise */
#define TLB_SCAN_COST(d) ((d)->max_vcpus / 16)

#endif /* UNDERPIN_MM_TLB_H */
