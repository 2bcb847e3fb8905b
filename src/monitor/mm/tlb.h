/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Translations that a processor may still use though the tables say otherwise.
 *
 * Every processor loads CR3 when it enters and when it leaves a domain, so
 * stale translations of a domain live only on processors that are inside it.
 * d->tlb_clock advances before each CR3 load there; a frame's stamp is the
 * clock when its last typed use ended. While both are equal, a flush is owed
 * before the frame takes another type (abi.md 2.6): a writable translation of
 * what becomes a table, or a walker's memory of what was one (APM vol.2 5.5),
 * would undo the validator's work. (A frame changes its owner only by way of
 * Linux, which has all processors leave their guests; see frame.c.)
 */
#ifndef UNDERPIN_MM_TLB_H
#define UNDERPIN_MM_TLB_H

#include "core/types.h"
#include "mm/frame.h"

/** tlb_flush_local() - drop this processor's translations, tlb_tick() first */
void tlb_flush_local(void);

/** tlb_flush_page() - drop this processor's translation of one address */
void tlb_flush_page(u64 va);

/** tlb_inside() - does this processor run a vCPU of the domain? */
bool tlb_inside(const struct domain *d);

/**
 * tlb_others_inside() - does another processor?
 *
 * d->lock held, without which none enters.
 */
bool tlb_others_inside(const struct domain *d);

/** tlb_tick() - this processor, inside the domain, is about to load CR3 */
void tlb_tick(struct domain *d);

/** tlb_stamp() - the last typed use of a frame of the domain has ended */
void tlb_stamp(const struct domain *d, struct frame *f);

/**
 * tlb_settle() - before a frame takes another type
 * @d: the domain that used it; d->lock held
 *
 * Flushes this processor if it has to.
 *
 * Return: true if nobody has a translation from before the stamp. False if
 * another processor may, which is asked to leave the domain: try again later.
 */
bool tlb_settle(struct domain *d, struct frame *f);

#endif /* UNDERPIN_MM_TLB_H */
