/* SPDX-License-Identifier: GPL-2.0 */
/* UP_CALL_RUN: a vCPU on this processor, until Linux is needed. */
#ifndef UNDERPIN_X86_RUN_H
#define UNDERPIN_X86_RUN_H

#include "control.h"
#include "core/types.h"
#include "x86/cpu.h"

/** run_init() - where the loader looks for kicks */
void run_init(struct up_shared *shared);

/**
 * struct run_result - what goes back to the loader
 * @reason: enum up_run_reason, or -errno
 * @next_timer: ns until the next timer, S64_MAX: none
 * @wanted: frames, with UP_RUN_NEED_FRAMES
 */
struct run_result {
	s64 reason;
	s64 next_timer;
	u32 wanted;
};

/**
 * run_vcpu() - enter a guest
 * @domid: and @id: which vCPU
 * @refused: Linux had none of the frames that the last run asked for
 *
 * -XEN_ESRCH: no such vCPU; -XEN_EBUSY: another processor runs it.
 */
void run_vcpu(struct cpu *c, u16 domid, u32 id, bool refused,
	      struct run_result *out);

#endif /* UNDERPIN_X86_RUN_H */
