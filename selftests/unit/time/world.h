/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine whose TSC the case sets, a guest with one vCPU that runs, and its
 * calls.
 */
#ifndef TIME_WORLD_H
#define TIME_WORLD_H

#include "arena.h"
#include "domain.h"
#include "guest.h"
#include "tap.h"
#include "domain/event_channel.h"
#include "domain/event_port.h"
#include "domain/time.h"
#include "domain/tsc.h"
#include "hypercall/hypercall.h"
#include "xen/errno.h"

#define TSC_KHZ 2000000ULL /* two ticks are a nanosecond */
#define MSEC NSEC_PER_MSEC

extern u64 fake_tsc;
extern struct vcpu *cpu; /* the guest's */

/** world_init() - once per case: time begins, VIRQ_TIMER is the guest's port 1 */
void world_init(void);

/** pass() - let nanoseconds go by */
void pass(u64 ns);

/** ticks() - has VIRQ_TIMER been raised since last asked? */
bool timer_fired(void);

/** call() - a hypercall of the guest (or of the control domain) */
s64 call(hc_fn *fn, u64 arg0, u64 arg1, u64 arg2);
s64 control_call(hc_fn *fn, u64 arg0, u64 arg1);

/** with() - let the caller access only this argument. Return: its address */
u64 with(void *p, size_t n);

/** with_too() - ... and this one */
u64 with_too(void *p, size_t n);

/* What vcpu_context_set() is told to answer, and how often it was called. */
extern int context_answer;
extern unsigned int context_calls;

#endif /* TIME_WORLD_H */
