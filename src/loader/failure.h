/* SPDX-License-Identifier: GPL-2.0 */
/* When the monitor fails: see failure.c. */
#ifndef UNDERPIN_LOADER_FAILURE_H
#define UNDERPIN_LOADER_FAILURE_H

#include "failure_report.h"

/** ldr_report - what the monitor fills in; see image.c */
extern struct up_failure *ldr_report;

/**
 * ldr_failure_notice() - the monitor has failed: begin the way back
 *
 * A kernel thread reports, drops every processor, stops the guests and frees
 * what they had; until it is through, calls fail with -ENODEV. Any context,
 * any number of times.
 */
void ldr_failure_notice(void);

/** ldr_failure_init() - before the hoist; 0 or a negative errno */
int ldr_failure_init(void);

/** ldr_failure_exit() - waits for a way back that has begun */
void ldr_failure_exit(void);

/** ldr_failure_print() - the report to the kernel's log (failure_report.c) */
void ldr_failure_print(const struct up_failure *f);

#endif /* UNDERPIN_LOADER_FAILURE_H */
