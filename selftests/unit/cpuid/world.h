/* SPDX-License-Identifier: GPL-2.0 */
/* Processors: what each leaf of CPUID answers. */
#ifndef CPUID_WORLD_H
#define CPUID_WORLD_H

#include "domain.h"
#include "tap.h"
#include "core/types.h"
#include "domain/cpuid.h"
#include "domain/domain.h"
#include "domain/x86_bits.h"
#include "xen/cpu_policy.h"

enum processor {
	EMULATED, /* an AMD as QEMU's TCG shows it, nested */
	AMD, /* a server's, with more than we know of */
	INTEL, /* with leaves 4 and 0bh, AVX-512, PKU, AMX */
	OLD, /* without XSAVE */
	NR_PROCESSORS,
};

extern struct vcpu *v;
extern struct vcpu_info *info;

/** world_init() - a guest's vCPU on this processor */
void world_init(enum processor p);

/** cpuid_set() - another answer, for all leaves that match */
void cpuid_set(u32 leaf, u32 subleaf, u32 a, u32 b, u32 c, u32 d);

/** reg() - one output register of cpuid_guest(), 'a' to 'd' */
u32 reg(char name, u32 leaf, u32 subleaf);

#endif /* CPUID_WORLD_H */
