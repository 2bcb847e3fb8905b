/* SPDX-License-Identifier: GPL-2.0 */
/* Room for the few arguments that are too large for the monitor's stack. */
#ifndef UNDERPIN_HYPERCALL_SCRATCH_H
#define UNDERPIN_HYPERCALL_SCRATCH_H

#include "core/types.h"

/**
 * scratch_get() - borrow the buffer; waits for who has it
 * @bytes: how much is needed; the monitor's own mistake if it has less
 *
 * Not nested, and before d->lock. Hold it for one attempt of a hypercall.
 *
 * Return: zeroed memory.
 */
void *scratch_get(size_t bytes);

/** scratch_put() - give it back; what was in it is gone */
void scratch_put(void);

#endif /* UNDERPIN_HYPERCALL_SCRATCH_H */
