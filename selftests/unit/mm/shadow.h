/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TLB and paging-structure caches of each vCPU's processor at their worst:
 * every translation that the tables offered since the last flush is in use.
 */
#ifndef MM_SHADOW_H
#define MM_SHADOW_H

#include "domain/vcpu.h"

/** shadow_observe() - @v's processor could load all that its roots give */
void shadow_observe(const struct vcpu *v);

/** shadow_forget() - it loads CR3 */
void shadow_forget(struct vcpu *v);

/**
 * shadow_check() - may the translations that it still has do harm?
 *
 * A table must not be written through one, a frame in another use must not be
 * walked as a table, and a frame that is not the domain's any more must not
 * have been given to anybody.
 *
 * Return: number of frames that break this; the first is printed.
 */
unsigned int shadow_check(const struct vcpu *v);

#endif /* MM_SHADOW_H */
