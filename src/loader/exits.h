/* SPDX-License-Identifier: GPL-2.0 */
/* Why Linux left to the monitor, and how often: see exits.c. */
#ifndef UNDERPIN_LOADER_EXITS_H
#define UNDERPIN_LOADER_EXITS_H

#include <linux/types.h>

/**
 * ldr_exits_init() - memory for the counters of each processor
 *
 * Before the hoist. The counters outlive a drop, until ldr_exits_exit().
 * Return: 0 or -ENOMEM.
 */
int ldr_exits_init(void);
void ldr_exits_exit(void);

/** ldr_exit_name() - what @reason (enum up_reason) is called; NULL: no name */
const char *ldr_exit_name(unsigned int reason);

/** ldr_exits_of() - how often, on one of the monitor's processors */
u64 ldr_exits_of(unsigned int index, unsigned int reason);

/** ldr_exits_sum() - how often, on all of them */
u64 ldr_exits_sum(unsigned int reason);

/** ldr_guest_ns() - for how long that processor was in guests */
u64 ldr_guest_ns(unsigned int index);

/** ldr_exits_total() - exits on all processors, whatever their reasons */
u64 ldr_exits_total(void);

#endif /* UNDERPIN_LOADER_EXITS_H */
