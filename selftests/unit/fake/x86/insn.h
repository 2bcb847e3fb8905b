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

static inline void cpu_relax(void)
{
}

#endif /* UNDERPIN_X86_INSN_H */
