/* SPDX-License-Identifier: GPL-2.0 */
/* A processor's state: captured for the hoist, compared afterwards. */
#ifndef UNDERPIN_LOADER_CPU_STATE_H
#define UNDERPIN_LOADER_CPU_STATE_H

#include "control.h"

#define LDR_STATE_MAX 64

/** struct ldr_state - value of every row of the table in cpu_state.c */
struct ldr_state {
	u64 value[LDR_STATE_MAX];
};

/** ldr_state_read() - this processor's registers; interrupts off */
void ldr_state_read(struct ldr_state *s);

/** ldr_state_capture() - pick what VMRUN loads from @s and the GDT */
void ldr_state_capture(const struct ldr_state *s, struct up_cpu_state *out);

/**
 * ldr_state_compare() - report registers that differ
 * @what: between which events, for the log
 * @stable_only: time passed in between: only what Linux never changes
 *
 * Return: how many differ.
 */
unsigned int ldr_state_compare(const char *what, const struct ldr_state *before,
			       const struct ldr_state *after, bool stable_only);

#endif /* UNDERPIN_LOADER_CPU_STATE_H */
