/* SPDX-License-Identifier: GPL-2.0 */
/* The wall clock that guests find: see wallclock.c. */
#ifndef UNDERPIN_LOADER_WALLCLOCK_H
#define UNDERPIN_LOADER_WALLCLOCK_H

/**
 * ldr_wallclock_tell() - what time it is now, for all guests
 *
 * Context: process; may sleep.
 */
void ldr_wallclock_tell(void);

/** ldr_wallclock_init() - follow Linux' clock; hoisted. Return: 0 or error */
int ldr_wallclock_init(void);

/** ldr_wallclock_exit() - no call is made any more */
void ldr_wallclock_exit(void);

#endif /* UNDERPIN_LOADER_WALLCLOCK_H */
