/* SPDX-License-Identifier: GPL-2.0 */
/* How often the code under test flushed. */
#ifndef FAKE_TLB_H
#define FAKE_TLB_H

#include "core/types.h"

struct frame;

/**
 * struct fake_tlb - counts since the case began
 * @local: whole-TLB flushes of this processor
 * @page: single addresses, @page_va the last
 * @frame: flushes owed for a frame, @frame_last the last one
 */
struct fake_tlb {
	unsigned int local;
	unsigned int page;
	u64 page_va;
	unsigned int frame;
	struct frame *frame_last;
};

extern struct fake_tlb fake_tlb;

/*
 * Called by each flush for a frame, if set: what another processor does in
 * the middle of an operation.
 */
extern void (*fake_tlb_race)(void);

#endif /* FAKE_TLB_H */
