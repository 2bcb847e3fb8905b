/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often, and why, the control domain left to the monitor, and for how long
 * to guests. The counters lie in memory of Linux, which reads them without
 * leaving once more.
 */
#ifndef UNDERPIN_COUNTS_H
#define UNDERPIN_COUNTS_H

#include "types.h"

#define UP_REASON_HYPERCALLS 64 /* hypercalls come first, by their numbers */
#define UP_MAX_CALLS 32

/** enum up_reason - index of a counter */
enum up_reason {
	/* Private calls by their numbers, less UP_CALL_LEAVE. */
	UP_REASON_CALL = UP_REASON_HYPERCALLS,
	UP_REASON_BAD_CALL = UP_REASON_CALL + UP_MAX_CALLS, /* neither */
	UP_REASON_USER_CALL, /* VMMCALL outside of ring 0 */
	UP_REASON_EFER, /* written */
	UP_REASON_MSR, /* another one, read or written */
	UP_REASON_NESTED_FAULT,
	UP_REASON_INSTRUCTION, /* of a hypervisor: VMRUN and its kind */
	UP_REASON_OTHER,
	UP_REASONS,
};

/**
 * struct up_counts - of one processor since the hoist
 * @exits: all of them; counted apart, so that it proves the rest complete
 * @reason: by enum up_reason
 * @guest_ns: time that it spent on guests, in ns
 */
struct up_counts {
	uint64_t exits;
	uint64_t reason[UP_REASONS];
	uint64_t guest_ns;
};

#endif /* UNDERPIN_COUNTS_H */
