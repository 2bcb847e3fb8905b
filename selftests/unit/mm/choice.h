/* SPDX-License-Identifier: GPL-2.0 */
/* What the hostile guests aim at (hostile.h). */
#ifndef MM_CHOICE_H
#define MM_CHOICE_H

#include "core/types.h"

#define GUEST_PAGES 24 /* a guest has that many at most */

/* Gives a number below its argument: whoever drives the guests sets it. */
extern u64 (*rnd)(u64 below);

/** random_frame() - most likely the guest's, else anybody's or nobody's */
mfn_t random_frame(void);

/** random_typed() - aim at a frame of a type, if there is one */
mfn_t random_typed(unsigned int type);

/** random_index() - of an entry; near the edges */
unsigned int random_index(void);

/** random_pte() - an entry for a table, likely one that fits */
u64 random_pte(mfn_t table);

#endif /* MM_CHOICE_H */
