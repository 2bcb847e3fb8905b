/* SPDX-License-Identifier: GPL-2.0 */
/* A processor's state: captured for the hoist, compared afterwards. */
#ifndef UNDERPIN_LOADER_CPU_STATE_H
#define UNDERPIN_LOADER_CPU_STATE_H

#include <linux/bitmap.h>

#include "control.h"

struct seq_file;

#define LDR_STATE_MAX 320

/**
 * struct ldr_state - the registers of the table in cpu_state_table.c
 * @value: one for each register, in the table's order
 * @valid: it could be read
 */
struct ldr_state {
	u64 value[LDR_STATE_MAX];
	DECLARE_BITMAP(valid, LDR_STATE_MAX);
};

/**
 * ldr_state_probe() - find out which registers this machine has
 *
 * Before the first ldr_state_read(), so that no processor spends time on
 * registers that are not there while Linux stands still. Context: process.
 *
 * Return: 0, or -E2BIG: the table has outgrown struct ldr_state.
 */
int ldr_state_probe(void);

/**
 * ldr_state_read() - this processor's registers
 *
 * Hidden parts of segments are read natively only: beneath the monitor there
 * is no VMSAVE. Context: interrupts off.
 */
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

/** ldr_state_show() - print every register of @before, and what @after has */
void ldr_state_show(struct seq_file *m, unsigned int cpu,
		    const struct ldr_state *before,
		    const struct ldr_state *after);

#endif /* UNDERPIN_LOADER_CPU_STATE_H */
