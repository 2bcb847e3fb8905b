/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A processor's TLB and paging-structure caches at their worst: every
 * translation that the tables offered since the last flush is still in use.
 */
#ifndef MM_SHADOW_H
#define MM_SHADOW_H

#include "domain/vcpu.h"

/** shadow_observe() - the processor inside could load all that @v's roots give
 *
 * Forgets what it knew when the domain's flush clock has advanced.
 */
void shadow_observe(const struct vcpu *v);

/** shadow_forget() - it has left the domain */
void shadow_forget(void);

/**
 * shadow_check() - may the translations that it still has do harm?
 *
 * A table must not be written through one, a frame in another use must not be
 * walked as a table, and a frame that is not the domain's any more must not
 * have been given to anybody.
 *
 * Return: number of frames that break this; the first is printed.
 */
unsigned int shadow_check(struct domain *d);

#endif /* MM_SHADOW_H */
