/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For programs that watch something of their own until SIGTERM, and then say
 * in TAP whether it stayed as it had to.
 */
#ifndef PROGRAMS_STEADY_H
#define PROGRAMS_STEADY_H

#include <stdbool.h>
#include <stdint.h>

/** steady_begin() - note SIGTERM instead of dying of it */
void steady_begin(void);

/**
 * steady_on() - false when SIGTERM came
 *
 * The first call says on stdout that the watch has begun, and is true.
 */
bool steady_on(void);

/** steady_pause() - leave the processor to others for a few milliseconds */
void steady_pause(void);

/** steady_exact() - one test: two counts are equal and not zero */
void steady_exact(const char *name, uint64_t got, uint64_t want);

/** steady_clean() - one test: of so many looks none was bad */
void steady_clean(const char *name, uint64_t looks, uint64_t bad);

#endif /* PROGRAMS_STEADY_H */
