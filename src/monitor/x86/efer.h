/* SPDX-License-Identifier: GPL-2.0 */
/* What the control domain may write to EFER (APM vol.2 3.1.7). */
#ifndef UNDERPIN_X86_EFER_H
#define UNDERPIN_X86_EFER_H

#include "core/types.h"

/**
 * efer_mask() - the bits that this processor lets software change
 * @ext1_ecx: CPUID 8000_0001
 * @ext1_edx: likewise
 * @ext21_eax: CPUID 8000_0021, zero where there is no such leaf
 */
u64 efer_mask(u32 ext1_ecx, u32 ext1_edx, u32 ext21_eax);

/**
 * efer_write_ok() - may EFER go from @old to @value? Otherwise it is #GP
 * @mask: efer_mask()
 */
bool efer_write_ok(u64 mask, u64 old, u64 value);

#endif /* UNDERPIN_X86_EFER_H */
