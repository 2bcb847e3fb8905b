/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two hostile guests: every MMU hypercall with wild but well-aimed arguments,
 * small budgets, restarts that never come, frames that come and go, mappings
 * of the control domain, a processor that sets A and D, and deaths. Somebody
 * else chooses: test-random.c by a seed, selftests/fuzz by an input.
 *
 * After each step the model computes all counts from scratch; of some steps
 * the reference foretells the result.
 */
#ifndef MM_HOSTILE_H
#define MM_HOSTILE_H

#include "core/types.h"

/**
 * hostile_start() - two guests with an address space each
 * @choose: gives a number below its argument, forever
 */
void hostile_start(u64 (*choose)(u64 below));

/** hostile_step() - one step. Return: its name */
const char *hostile_step(void);

/** hostile_finish() - destroy both; all is as it was before the start */
void hostile_finish(void);

/** hostile_report() - one line: how often each kind succeeded */
void hostile_report(void);

#endif /* MM_HOSTILE_H */
