/* SPDX-License-Identifier: GPL-2.0 */
/* One processor's hoist and drop: see processor.c. */
#ifndef UNDERPIN_LOADER_PROCESSOR_H
#define UNDERPIN_LOADER_PROCESSOR_H

#include <linux/types.h>

struct seq_file;

/**
 * ldr_cpus_max() - processors that memory is prepared for
 *
 * All that may ever come online, as far as the monitor has room.
 */
unsigned int ldr_cpus_max(void);

/**
 * ldr_cpus_alloc() - number the processors and allocate their parts
 *
 * Those that are online come first, so that a processor that gets no number
 * is one that is not there yet. Fills ldr_init.
 *
 * Return: 0, -ENOMEM, -E2BIG when not even all that are online get one.
 * Context: no processor comes or goes. ldr_cpus_free() after errors, too.
 */
int ldr_cpus_alloc(void);
void ldr_cpus_free(void);

/** ldr_cpu_number() - the monitor's number of @cpu; UP_MAX_CPUS: none */
unsigned int ldr_cpu_number(unsigned int cpu);

/**
 * ldr_cpu_hoist() - this processor goes beneath the monitor
 *
 * Return: 0, or a negative errno and the processor runs natively; -E2BIG:
 * the monitor has no room for it. Context: interrupts off.
 */
int ldr_cpu_hoist(void);

/**
 * ldr_cpu_drop() - the reverse; nothing if it runs natively already
 *
 * Context: interrupts off.
 */
void ldr_cpu_drop(void);

/**
 * ldr_cpu_hoist_compare() / ldr_cpu_drop_compare() - report registers that the
 * last hoist or drop of @cpu changed
 *
 * Return: how many. Context: process; @cpu neither comes nor goes.
 */
unsigned int ldr_cpu_hoist_compare(unsigned int cpu);
unsigned int ldr_cpu_drop_compare(unsigned int cpu);

/**
 * ldr_cpu_show() - print @cpu's registers right before and right after its
 * last hoist; as ldr_cpu_hoist_compare()
 */
void ldr_cpu_show(struct seq_file *m, unsigned int cpu);

/**
 * ldr_cpu_left() - this processor came back natively from a call
 *
 * Ends what the hoist began: GIF is on again and SVME off, and calls do not
 * reach the monitor from here any more. Context: right behind the call, with
 * interrupts off or preemption disabled since before it.
 */
void ldr_cpu_left(void);

/**
 * ldr_cpu_emergency() - leave while the machine crashes
 *
 * Context: any, NMI included; this processor does not run anything of
 * Underpin afterwards.
 */
void ldr_cpu_emergency(void);

/** ldr_svm_begin() / ldr_svm_end() - around the switch; interrupts off */
void ldr_svm_begin(void);
void ldr_svm_end(void);

#endif /* UNDERPIN_LOADER_PROCESSOR_H */
