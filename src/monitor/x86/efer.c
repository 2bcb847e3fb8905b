// SPDX-License-Identifier: GPL-2.0
/*
 * VMRUN fails for bits of EFER that the processor lacks (APM vol.2 15.5.1):
 * Linux' writes are judged here first.
 */
#include "x86/efer.h"

#include "core/lib.h"
#include "x86/cpu.h"

#define EFER_FFXSR (1ULL << 14)
#define EFER_TCE (1ULL << 15)
#define EFER_AUTOIBRS (1ULL << 21)

/* CPUID 8000_0001 (APM vol.3 appendix E) */
#define EXT1_ECX_TCE (1U << 17)
#define EXT1_EDX_SYSCALL (1U << 11)
#define EXT1_EDX_NX (1U << 20)
#define EXT1_EDX_FFXSR (1U << 25)
/* CPUID 8000_0021 */
#define EXT21_EAX_AUTOIBRS (1U << 8)

/*
 * LMSLE is left out: nothing tells where it is there, and a 64-bit Linux has
 * no use for it.
 */
u64 efer_mask(u32 ext1_ecx, u32 ext1_edx, u32 ext21_eax)
{
	u64 mask = EFER_SVME;

	if (ext1_edx & EXT1_EDX_SYSCALL)
		mask |= EFER_SCE;
	if (ext1_edx & EXT1_EDX_NX)
		mask |= EFER_NXE;
	if (ext1_edx & EXT1_EDX_FFXSR)
		mask |= EFER_FFXSR;
	if (ext1_ecx & EXT1_ECX_TCE)
		mask |= EFER_TCE;
	if (ext21_eax & EXT21_EAX_AUTOIBRS)
		mask |= EFER_AUTOIBRS;
	return mask;
}

bool efer_write_ok(u64 mask, u64 old, u64 value)
{
	/* LME and LMA change with paging off alone, which Linux has on. */
	return !((old ^ value) & ~mask);
}
