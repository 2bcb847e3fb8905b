/* SPDX-License-Identifier: GPL-2.0 */
/* Calls into the monitor: see call.c. */
#ifndef UNDERPIN_LOADER_CALL_H
#define UNDERPIN_LOADER_CALL_H

#include <linux/types.h>

/**
 * struct ldr_call - one VMMCALL
 * @nr: Xen's hypercall number or enum up_call
 * @arg: in; updated when the monitor asks for a repetition
 * @result: RAX
 * @detail: RDX, of calls that answer with two values
 * @wanted: R11: frames wanted, with UP_NEED_FRAMES
 */
struct ldr_call {
	u64 nr;
	u64 arg[5];
	s64 result;
	u64 detail;
	u64 wanted;
};

/**
 * ldr_vmmcall() - once, on whatever processor is hoisted
 *
 * The result is -ENODEV when none is. Context: process; may sleep.
 */
void ldr_vmmcall(struct ldr_call *c);

/**
 * ldr_vmmcall_here() - once, on this processor
 *
 * Return: false if it runs natively; what is left to do is in @c. Context:
 * any.
 */
bool ldr_vmmcall_here(struct ldr_call *c);

/**
 * ldr_hypercall() - call, lend memory while the monitor asks, look at what it
 * raised
 *
 * Context: process; sleeps. Return: the result; -ENOMEM if Linux has nothing
 * left to lend; -ENODEV when not hoisted.
 */
long ldr_hypercall(struct ldr_call *c);

/** ldr_lend() - what @c asked for (UP_NEED_*, UP_RUN_NEED_*); 0 or -ENOMEM */
int ldr_lend(const struct ldr_call *c);

/** ldr_call() - ldr_vmmcall() with up to two arguments */
s64 ldr_call(u64 nr, u64 arg0, u64 arg1);

/**
 * ldr_attention() - act on what the monitor raised: wake vCPU threads, deliver
 * events, print the log. Context: process or a vCPU thread.
 */
void ldr_attention(void);

/**
 * ldr_reclaim() - take all free frames back
 *
 * Call it after whatever may have freed frames. Context: process; sleeps.
 */
void ldr_reclaim(void);

/**
 * ldr_donated_free_all() - all that was lent is Linux' again
 *
 * Only when every processor has been dropped and no guest nor monitor can run
 * any more. What a process still maps stays until it unmaps it. Any number of
 * times. Context: process; sleeps.
 */
void ldr_donated_free_all(void);

/**
 * ldr_lent_hold() / ldr_lent_release() - none of what was lent is freed
 *
 * From before a call that answers with frames until each of them has a
 * reference (ldr_frames_set()): the monitor may be gone as soon as it has
 * answered. Context: process; no access to a process's memory in between, no
 * nesting.
 */
void ldr_lent_hold(void);
void ldr_lent_release(void);

#endif /* UNDERPIN_LOADER_CALL_H */
