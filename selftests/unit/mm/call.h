/* SPDX-License-Identifier: GPL-2.0 */
/* Hypercalls of the guest's vCPU or of the control domain. */
#ifndef MM_CALL_H
#define MM_CALL_H

#include "hypercall/hypercall.h"

/* What each call may do until it must be restarted, and how many were. */
extern u32 call_budget;
extern unsigned int call_restarts;
/* Called before each restart, if set. */
extern void (*call_between)(void);

/** call() - run a handler until it is done; guest->lock is not held */
s64 call(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3);

/** call_control() - the same for the control domain */
s64 call_control(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3);

#endif /* MM_CALL_H */
