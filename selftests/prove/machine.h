/* SPDX-License-Identifier: GPL-2.0 */
/* The machine that the model checker sees. */
#ifndef PROVE_MACHINE_H
#define PROVE_MACHINE_H

#include "domain/domain.h"
#include "mm/frame.h"

/*
 * Frames 1 to PROVE_FRAMES were donated; a guest owns them, or its neighbour,
 * or nobody. All others are not, the monitor's own memory among them.
 */
#ifndef PROVE_FRAMES
#define PROVE_FRAMES 2
#endif
#define PROVE_BASE 1

#define GUEST 1
#define NEIGHBOUR 2

extern struct frame *const frames[];
extern u64 *const memory[];
extern struct domain guest;

/** frame_index() - which of @frames it is */
u32 frame_index(const struct frame *f);

/* What the monitor's slot contains: an entry that no guest may have. */
#define HOLE (1ULL << 51 | 0x7001)

/* Any number: the model checker knows the prefix. */
u64 nondet_u64(void);
u32 nondet_u32(void);

#endif /* PROVE_MACHINE_H */
