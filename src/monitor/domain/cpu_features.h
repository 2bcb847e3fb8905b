/* SPDX-License-Identifier: GPL-2.0 */
/* The feature bits of CPUID that a PV guest may see. */
#ifndef UNDERPIN_DOMAIN_CPU_FEATURES_H
#define UNDERPIN_DOMAIN_CPU_FEATURES_H

#include "core/types.h"
#include "xen/cpu_policy.h"

/* Extended states that the monitor switches: x87, SSE, AVX, AVX-512. */
#define CPU_XCR0_MASK 0xe7U

/**
 * cpu_features_filter() - leave only what a guest can use
 * @words: a feature set of the host
 * @xcr0: extended states that the host supports
 */
void cpu_features_filter(u32 words[XEN_FEATURESET_NR_ENTRIES], u32 xcr0);

#endif /* UNDERPIN_DOMAIN_CPU_FEATURES_H */
