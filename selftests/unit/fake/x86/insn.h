/* SPDX-License-Identifier: GPL-2.0 */
/* The processor of the host tests: what they set is what is read. */
#ifndef UNDERPIN_X86_INSN_H
#define UNDERPIN_X86_INSN_H

#include "core/types.h"

/* Given by each test that links code which reads the time. */
extern u64 fake_tsc;

static inline u64 rdtsc(void)
{
	return fake_tsc;
}

/* Given by each test that links code which asks for features or MSRs. */
void fake_cpuid(u32 leaf, u32 subleaf, u32 out[4]);
int fake_rdmsr(u32 msr, u64 *val);

static inline void cpuid(u32 leaf, u32 subleaf, u32 out[4])
{
	fake_cpuid(leaf, subleaf, out);
}

static inline int rdmsr_safe(u32 msr, u64 *val)
{
	return fake_rdmsr(msr, val);
}

static inline void cpu_relax(void)
{
}

#endif /* UNDERPIN_X86_INSN_H */
