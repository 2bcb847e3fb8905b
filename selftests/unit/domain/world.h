/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Real domains on the arena's frames, a control domain that hears
 * VIRQ_DOM_EXC, and what x86/ would do, counted.
 */
#ifndef DOMAIN_WORLD_H
#define DOMAIN_WORLD_H

#include "arena.h"
#include "guest.h"
#include "heap.h"
#include "log.h"
#include "tap.h"
#include "core/types.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "hypercall/hypercall.h"
#include "mm/frame_pool.h"
#include "xen/domctl.h"
#include "xen/errno.h"
#include "xen/memory.h"
#include "xen/sched.h"

#define TSC_KHZ 1000000 /* of the processor */

/** struct world - what the code under test asked of the processor */
struct world {
	unsigned int kicks;
	unsigned int notices; /* ec_control_notify() */
	u32 default_leaves; /* of cpu_policy_default(): 0 .. n-1 */
};

extern struct world world;

/** world_init() - @frames frames are free; once per case */
void world_init(unsigned long frames);

/** dom_exc() - was VIRQ_DOM_EXC raised since the last question? */
bool dom_exc(void);

/** config() - an ordinary createdomain payload */
struct xen_domctl_createdomain config(void);

/** create() - a guest with one vCPU and @max_pages; the table's reference */
struct domain *create(u64 max_pages);

/** populate() - @n frames for @d, pfn 0 upwards; @mfns may be NULL */
void populate(struct domain *d, u64 n, u64 *mfns);

/** kill() - destroy a domain with @budget per step. Return: steps */
unsigned int kill(u16 domid, u32 budget);

/** recycle() - all free frames to Linux and back: fit for any guest again */
void recycle(void);

/** build_l4() - turn one of @d's frames into an empty L4 */
void build_l4(u64 mfn);

/** domctl() - one call of the control domain, after all restarts */
s64 domctl(u32 cmd, u16 domid, struct xen_domctl *op);

/** call_as() - any handler; NULL is the control domain */
s64 call_as(struct domain *d, hc_fn *fn, u64 arg0, u64 arg1);

#endif /* DOMAIN_WORLD_H */
