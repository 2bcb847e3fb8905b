/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Physical memory of the host tests: ARENA_FRAMES frames from ARENA_BASE on.
 * The rest of the machine was never donated.
 */
#ifndef FAKE_ARENA_H
#define FAKE_ARENA_H

#include "core/types.h"
#include "mm/frame.h"

#define ARENA_BASE 0x1000UL
#define ARENA_FRAMES 512UL

/* What pt_hole_fill() writes to slot n. */
#define ARENA_HOLE(n) (0xf00d000000000000ULL | (u64)(n) << 12 | 1)

/**
 * arena_init() - donate the first @frames frames; once per case
 *
 * All frames contain garbage that looks like present page-table entries.
 */
void arena_init(unsigned long frames);

/** arena_mfn() - the @n-th frame of the arena, donated or not */
mfn_t arena_mfn(unsigned long n);

#endif /* FAKE_ARENA_H */
