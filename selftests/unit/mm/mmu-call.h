/* SPDX-License-Identifier: GPL-2.0 */
/* Hypercalls of the guest's vCPU or of the control domain. */
#ifndef MM_CALL_H
#define MM_CALL_H

#include "world.h"
#include "hypercall/hypercall.h"
#include "xen/mmu.h"

/* What each call may do until it must be restarted, and how many were. */
extern u32 call_budget;
extern unsigned int call_restarts;
/* Called before each restart, if set. */
extern void (*call_between)(void);

/** call() - run a handler until it is done; guest->lock is not held */
s64 call(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3);

/** call_control() - the same for the control domain */
s64 call_control(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3);

/* The guest of running(), its vCPU, and memory that it can pass. */
extern struct tree t;
extern struct vcpu *v;
extern struct mmu_update updates[64];
extern struct mmuext_op ops[16];
extern u32 done;

/** running() - once per case: a guest that runs on a tree; its lock is free */
void running(void);

/** slot() - machine address of an entry */
u64 slot(mfn_t table, unsigned int index);

/** update_list() - mmu_update of the first @count of updates[] */
s64 update_list(u32 count, u64 domids);

/** update() - ... of a single one */
s64 update(u64 ptr, u64 val);

/** ext_list() - mmuext_op of the first @count of ops[] */
s64 ext_list(u32 count, u16 domid);

/** ext() - ... of a single one */
s64 ext(u32 cmd, u64 arg1, u64 arg2);

#endif /* MM_CALL_H */
