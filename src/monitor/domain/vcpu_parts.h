/* SPDX-License-Identifier: GPL-2.0 */
/* What a vCPU (vcpu_struct.h) consists of. */
#ifndef UNDERPIN_DOMAIN_VCPU_PARTS_H
#define UNDERPIN_DOMAIN_VCPU_PARTS_H

#include "core/types.h"

#define VCPU_VECTORS 256

/** struct vcpu_callback - where the guest wants to be entered */
struct vcpu_callback {
	u64 rip;
	bool mask_events;
};

/* set_trap_table's record, stored as parallel arrays to stay in one page */
struct vcpu_traps {
	u64 rip[VCPU_VECTORS]; /* zero: no handler */
	u16 cs[VCPU_VECTORS];
	u8 flags[VCPU_VECTORS]; /* bits 0-1 DPL, bit 2 mask events */
};

/** struct vcpu_timer - the guest's timers, in system time (ns) */
struct vcpu_timer {
	u64 singleshot; /* absolute; zero: none */
	u64 period; /* zero: none */
	u64 period_next; /* absolute */
};

/**
 * struct vcpu_tlb - translations of the processor that runs a vCPU (mm/tlb.h)
 * @flushed: the domain's clock when its last flush began
 * @exposed: it may be using them
 * @owed: it is to flush before it does so again
 */
struct vcpu_tlb {
	u32 flushed;
	bool exposed;
	bool owed;
};

#endif /* UNDERPIN_DOMAIN_VCPU_PARTS_H */
