/* SPDX-License-Identifier: GPL-2.0 */
/* The TLB of a processor, and who is where. */
#ifndef FAKE_TLB_H
#define FAKE_TLB_H

#include "core/types.h"

struct domain;

/**
 * struct fake_tlb - counts since the case began
 * @local: whole-TLB flushes of this processor
 * @page: single addresses, @page_va the last
 * @inside: the domain whose vCPU this processor runs, or NULL
 * @others: the domain that another processor is inside of, or NULL
 */
struct fake_tlb {
	unsigned int local;
	unsigned int page;
	u64 page_va;
	struct domain *inside;
	struct domain *others;
};

extern struct fake_tlb fake_tlb;

/*
 * Called by each flush, if set: what another processor does in the middle of
 * an operation.
 */
extern void (*fake_tlb_race)(void);

#endif /* FAKE_TLB_H */
