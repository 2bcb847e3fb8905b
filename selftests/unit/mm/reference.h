/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What must come of an operation, by the definition and not by steps: a use of
 * a frame in a type is allowed if, with that use added to all that exist, no
 * frame is used in two types and every table says only what it may. The uses
 * that exist are found from the roots, again for each question.
 *
 * d->zap_queue must be empty, and enough budget is assumed: an operation that
 * is restarted ends no other way.
 */
#ifndef MM_REFERENCE_H
#define MM_REFERENCE_H

#include "domain/domain.h"

/** reference_pin() - the result of pinning @m as a table of @level */
int reference_pin(struct domain *d, mfn_t m, unsigned int level);

/** reference_root() - ... of making it the root of user mode; 0: none */
int reference_root(struct domain *d, mfn_t m);

/** reference_update() - ... of mmu_update to entry @index of @m */
int reference_update(struct domain *d, mfn_t m, unsigned int index, u64 pte);

#endif /* MM_REFERENCE_H */
