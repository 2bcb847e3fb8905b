/* SPDX-License-Identifier: GPL-2.0 */
/* Giving frames back that foreign.c mapped. */
#ifndef UNDERPIN_LOADER_FOREIGN_PUT_H
#define UNDERPIN_LOADER_FOREIGN_PUT_H

#include "frames.h"

/**
 * ldr_foreign_release() - the mapping is gone from all page tables and TLBs
 * @f: of ldr_foreign_mmap(); freed
 *
 * Few frames that were mapped to be read may stay visible for some
 * milliseconds (foreign_put.c). May sleep.
 */
void ldr_foreign_release(struct ldr_frames *f);

/**
 * ldr_foreign_put_late() - give back at once what waits for that
 *
 * For whoever is about to see, by the monitor's answers, whether an unmapped
 * frame is still in use. May sleep; takes late_lock.
 */
void ldr_foreign_put_late(void);

/** ldr_foreign_exit() - the same when nobody can map anything any more */
void ldr_foreign_exit(void);

#endif /* UNDERPIN_LOADER_FOREIGN_PUT_H */
