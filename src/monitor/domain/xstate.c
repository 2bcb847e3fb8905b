// SPDX-License-Identifier: GPL-2.0
/*
 * The extended state of a vCPU that does not run (APM vol.2 11.5): a page in
 * XSAVE's standard format, whose layout the processor tells (cpuid.h).
 */
#include "core/lib.h"
#include "domain/cpuid.h"
#include "domain/vcpu_context.h"
#include "xen/errno.h"

#define XCR0_X87 (1ULL << 0)
#define XCR0_SSE (1ULL << 1)
#define XCR0_AVX (1ULL << 2)
#define XCR0_AVX512 (7ULL << 5)

#define XSAVE_LEGACY 512 /* bytes, as FXSAVE writes them */
#define XSAVE_MIN 576 /* with the header */
#define FCW_DEFAULT 0x37f
#define MXCSR_DEFAULT 0x1f80
#define MXCSR_MASK 0xffff /* DAZ is there on every 64-bit processor */

/* The start of the area: legacy region, then the header. */
struct xsave_area {
	u16 fcw;
	u8 x87[22];
	u32 mxcsr;
	u32 mxcsr_mask;
	u8 registers[480];
	u64 xstate_bv;
	u64 xcomp_bv;
	u64 reserved[6];
};

_Static_assert(sizeof(struct xsave_area) == XSAVE_MIN, "legacy and header");

void xstate_reset(struct vcpu *v)
{
	struct xsave_area *x = v->xsave;

	memset(x, 0, PAGE_SIZE);
	x->fcw = FCW_DEFAULT;
	x->mxcsr = MXCSR_DEFAULT;
	x->mxcsr_mask = MXCSR_MASK;
	v->xcr0 = XCR0_X87 | XCR0_SSE;
	v->xcr0_accum = v->xcr0;
}

void xstate_set_legacy(struct vcpu *v, const u8 image[512])
{
	struct xsave_area *x = v->xsave;

	memcpy(x, image, XSAVE_LEGACY);
	/* Loading a reserved bit of MXCSR faults. */
	x->mxcsr &= MXCSR_MASK;
	x->mxcsr_mask = MXCSR_MASK;
	x->xstate_bv |= XCR0_X87 | XCR0_SSE;
}

void xstate_trim(struct vcpu *v)
{
	struct xsave_area *x = v->xsave;

	x->xstate_bv &= v->xcr0_accum;
}

int xstate_check(const struct vcpu *v, u64 xcr0, u64 accum)
{
	const struct xsave_area *x = v->xsave;
	u32 i;

	if (!(xcr0 & XCR0_X87) || xcr0 & ~accum || accum & ~cpuid_xcr0_mask(v))
		return -XEN_EINVAL;
	if (xcr0 & XCR0_AVX && !(xcr0 & XCR0_SSE))
		return -XEN_EINVAL;
	if (xcr0 & XCR0_AVX512 && ((xcr0 & XCR0_AVX512) != XCR0_AVX512 ||
				   !(xcr0 & XCR0_AVX)))
		return -XEN_EINVAL;
	if (x->xstate_bv & ~accum || x->xcomp_bv)
		return -XEN_EINVAL;
	for (i = 0; i < ARRAY_SIZE(x->reserved); i++)
		if (x->reserved[i])
			return -XEN_EINVAL;
	return x->mxcsr & ~MXCSR_MASK ? -XEN_EINVAL : 0;
}
