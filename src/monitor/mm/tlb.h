/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TLB flushes owed when a frame changes its type or owner.
 *
 * Every processor loads CR3 when it enters and when it leaves a domain, so
 * stale translations of a domain live only on processors that are inside it.
 */
#ifndef UNDERPIN_MM_TLB_H
#define UNDERPIN_MM_TLB_H

#include "core/types.h"
#include "mm/frame.h"

/** tlb_flush_local() - drop this processor's non-global translations */
void tlb_flush_local(void);

/** tlb_flush_page() - drop this processor's translation of one address */
void tlb_flush_page(u64 va);

/**
 * tlb_flush_frame() - before @f takes another type or owner
 * @d: domain whose processors may hold writable translations of @f
 */
void tlb_flush_frame(struct domain *d, struct frame *f);

#endif /* UNDERPIN_MM_TLB_H */
