/* SPDX-License-Identifier: GPL-2.0 */
/* Pins on page tables and the end of a domain's frames. */
#ifndef UNDERPIN_MM_PT_PIN_H
#define UNDERPIN_MM_PT_PIN_H

#include "core/types.h"
#include "mm/frame.h"

struct pt_budget;

/**
 * pt_pin() - validate a table and keep it so
 * @d: its owner; d->lock held
 * @m: frame number, possibly hostile
 * @level: FRAME_L1..L4
 *
 * Return: 0, -XEN_EINVAL (not owned, content, or pinned), -XEN_ERESTART.
 */
int pt_pin(struct domain *d, mfn_t m, enum frame_type level,
	   struct pt_budget *b);

/**
 * pt_unpin() - the reverse
 *
 * Un-validates what is not used otherwise as far as @b allows.
 *
 * Return: 0, or -XEN_EINVAL if the frame is not a pinned one of @d.
 */
int pt_unpin(struct domain *d, mfn_t m, struct pt_budget *b);

/**
 * pt_relinquish() - part of a dying domain: drop pins, partial and zapping
 * state and allocation references of its frames
 *
 * Return: 0 when the domain holds no frame by its own doing (others' mappings
 * may remain), -XEN_ERESTART when out of budget.
 */
int pt_relinquish(struct domain *d, struct pt_budget *b);

#endif /* UNDERPIN_MM_PT_PIN_H */
