/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TSC that a guest reads: the processor's, or one that is emulated (time.c;
 * domctl settscinfo).
 */
#ifndef UNDERPIN_DOMAIN_TSC_H
#define UNDERPIN_DOMAIN_TSC_H

#include "core/types.h"
#include "domain/domain_struct.h"
#include "xen/domctl_domain.h"

/** time_tsc_khz() - frequency of the TSC that time_init() was told of */
u64 time_tsc_khz(void);

/** time_tsc_emulated() - RDTSC of its code traps */
static inline bool time_tsc_emulated(const struct domain *d)
{
	return READ_ONCE(d->tsc.mode) == XEN_TSC_MODE_ALWAYS_EMULATE;
}

/**
 * time_tsc_set() - whether @d's TSC is emulated
 * @mode: XEN_TSC_MODE_*
 * @khz: frequency of an emulated one; zero: the processors'
 * @elapsed: nanoseconds that it has counted
 *
 * d->lock held. A vCPU that runs meanwhile may read its TSC by half of this.
 */
void time_tsc_set(struct domain *d, u32 mode, u32 khz, u64 elapsed);

/** time_tsc_elapsed() - nanoseconds that @d's TSC, emulated or not, counted */
u64 time_tsc_elapsed(const struct domain *d);

/**
 * time_guest_tsc() - what RDTSC is to give where the monitor executes it
 *
 * The processor's own TSC, or the domain's emulated one: that is greater each
 * time, on whatever processor.
 */
u64 time_guest_tsc(struct domain *d);

#endif /* UNDERPIN_DOMAIN_TSC_H */
