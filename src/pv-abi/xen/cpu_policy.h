/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records in which the toolstack reads the processor features on offer and
 * writes those of a domain. libxc serialises into an array of the length it
 * was told, so number and order of the records are part of the ABI.
 */
#ifndef PV_ABI_XEN_CPU_POLICY_H
#define PV_ABI_XEN_CPU_POLICY_H

#include "../types.h"

/* subleaf of a leaf that has none. */
#define XEN_CPUID_NO_SUBLEAF		0xffffffffU

struct xen_cpuid_leaf {
	uint32_t leaf;
	uint32_t subleaf;
	uint32_t a;
	uint32_t b;
	uint32_t c;
	uint32_t d;
};

struct xen_msr_entry {
	uint32_t idx;
	uint32_t flags;		/* must be 0 */
	uint64_t val;
};

/* Room for the longest serialised policy. */
#define XEN_CPU_POLICY_MAX_LEAVES	120
#define XEN_CPU_POLICY_MAX_MSRS		2

/*
 * Words of a feature set: leaf, output register and subleaf; "e" for the
 * extended leaves, "D" for leaf 13, "m" for an MSR.
 */
#define XEN_FEATURESET_1d		0
#define XEN_FEATURESET_1c		1
#define XEN_FEATURESET_e1d		2
#define XEN_FEATURESET_e1c		3
#define XEN_FEATURESET_Da1		4
#define XEN_FEATURESET_7b0		5
#define XEN_FEATURESET_7c0		6
#define XEN_FEATURESET_e7d		7
#define XEN_FEATURESET_e8b		8
#define XEN_FEATURESET_7d0		9
#define XEN_FEATURESET_7a1		10
#define XEN_FEATURESET_e21a		11
#define XEN_FEATURESET_7b1		12
#define XEN_FEATURESET_7d2		13
#define XEN_FEATURESET_7c1		14
#define XEN_FEATURESET_7d1		15
#define XEN_FEATURESET_m10A_lo		16
#define XEN_FEATURESET_m10A_hi		17
#define XEN_FEATURESET_e21c		18
#define XEN_FEATURESET_NR_ENTRIES	19

#endif
