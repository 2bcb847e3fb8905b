/* SPDX-License-Identifier: GPL-2.0 */
/* The TLBs of processors, and who is where. */
#ifndef FAKE_TLB_H
#define FAKE_TLB_H

#include "core/types.h"

struct domain;
struct vcpu;

/**
 * struct fake_tlb - counts since the case began
 * @local: whole-TLB flushes of this processor
 * @page: single addresses, @page_va the last
 * @interrupts: of other processors
 * @inside: the domain whose vCPU 0 this processor runs, or NULL
 * @self: instead, a vCPU that this processor runs
 */
struct fake_tlb {
	unsigned int local;
	unsigned int page;
	u64 page_va;
	unsigned int interrupts;
	struct domain *inside;
	struct vcpu *self;
};

extern struct fake_tlb fake_tlb;

/*
 * Called by each flush, if set: what another processor does in the middle of
 * an operation.
 */
extern void (*fake_tlb_race)(void);

/*
 * What a processor that is interrupted does; it has to stop being exposed.
 * NULL: no more than that.
 */
extern void (*fake_tlb_interrupted)(struct vcpu *v);

/** fake_tlb_load() - @v's processor loads CR3 */
void fake_tlb_load(struct vcpu *v);

/* Called by that, if set, between its two halves. */
extern void (*fake_tlb_loads)(struct vcpu *v);

/** fake_tlb_expose() - @v's processor, another one, goes on in the guest */
void fake_tlb_expose(struct vcpu *v);

/** fake_tlb_run() - another processor runs @v, and is in the guest */
void fake_tlb_run(struct vcpu *v);

/** fake_tlb_leave() - it runs it no more */
void fake_tlb_leave(struct vcpu *v);

#endif /* FAKE_TLB_H */
