// SPDX-License-Identifier: GPL-2.0
/*
 * A list of what is let through, so that features of later processors stay
 * hidden until somebody has thought about them. Bit numbers: APM vol.3
 * appendix E, SDM vol.2 CPUID.
 *
 * Left out on purpose, although user code could execute some of it: what
 * needs ring 0 (VME, PSE, PGE, SMEP, PCID, VMX, SVM...), what needs state
 * that the monitor does not switch (PKU, AMX, CET, TSC_AUX of RDTSCP and
 * RDPID, SPEC_CTRL), what a guest has no way to enter the kernel by (SEP),
 * and invariant TSC, which the toolstack grants to guests that never migrate.
 */
#include "core/types.h"
#include "domain/cpu_features.h"

#define BIT(n) (1U << (n))
/* Bits @first to @last. */
#define BITS(first, last) ((2U << (last)) - (1U << (first)))

/* fpu de tsc msr pae mce cx8 apic mca cmov pat clflush mmx fxsr sse sse2 htt */
#define WORD_1D                                                                \
	(BIT(0) | BIT(2) | BITS(4, 9) | BITS(14, 16) | BIT(19) | BITS(23, 26) | \
	 BIT(28))
/* The part of 1d that AMD repeats in 80000001h. */
#define WORD_1D_COMMON                                                         \
	(BIT(0) | BIT(2) | BITS(4, 9) | BITS(14, 16) | BITS(23, 24))

#define AVX_1C (BIT(12) | BIT(28) | BIT(29)) /* fma avx f16c */
#define AVX_7B0 BIT(5) /* avx2 */
#define AVX_7C0 (BIT(9) | BIT(10)) /* vaes vpclmulqdq */
#define AVX_7A1 BIT(4) /* avx-vnni */
#define AVX_E1C (BIT(11) | BIT(16)) /* xop fma4 */

#define AVX512_7B0 (BITS(16, 17) | BIT(21) | BITS(26, 28) | BITS(30, 31))
#define AVX512_7C0 (BIT(1) | BIT(6) | BITS(11, 12) | BIT(14))
#define AVX512_7D0 (BITS(2, 3) | BIT(8) | BIT(23))
#define AVX512_7A1 BIT(5) /* bf16 */

#define XSAVE_1C BIT(26)
#define XSAVE_DA1 BITS(0, 2) /* xsaveopt xsavec xgetbv1 */

static const u32 allowed[XEN_FEATURESET_NR_ENTRIES] = {
	[XEN_FEATURESET_1d] = WORD_1D,
	/* sse3 pclmul ssse3 cx16 sse4 movbe popcnt aes rdrand hypervisor */
	[XEN_FEATURESET_1c] = BITS(0, 1) | BIT(9) | BIT(13) | BITS(19, 20) |
			      BITS(22, 23) | BIT(25) | BITS(30, 31) |
			      XSAVE_1C | AVX_1C,
	/* syscall nx mmxext lm 3dnowext 3dnow */
	[XEN_FEATURESET_e1d] = WORD_1D_COMMON | BIT(11) | BIT(20) | BIT(22) |
			       BITS(29, 31),
	/* lahf cmp-legacy abm sse4a misalignsse 3dnowprefetch tbm */
	[XEN_FEATURESET_e1c] = BITS(0, 1) | BITS(5, 8) | BIT(21) | AVX_E1C,
	[XEN_FEATURESET_Da1] = XSAVE_DA1,
	/*
	 * fsgsbase bmi1 fdp-excp bmi2 erms no-fpu-sel rdseed adx clflushopt
	 * clwb sha
	 */
	[XEN_FEATURESET_7b0] = BIT(0) | BIT(3) | BIT(6) | BITS(8, 9) |
			       BIT(13) | BITS(18, 19) | BITS(23, 24) |
			       BIT(29) | AVX_7B0 | AVX512_7B0,
	/* gfni cldemote */
	[XEN_FEATURESET_7c0] = BIT(8) | BIT(25) | AVX_7C0 | AVX512_7C0,
	/* clzero rstr-fp-err-ptrs wbnoinvd */
	[XEN_FEATURESET_e8b] = BIT(0) | BIT(2) | BIT(9),
	/* fsrm md-clear serialize */
	[XEN_FEATURESET_7d0] = BIT(4) | BIT(10) | BIT(14) | AVX512_7D0,
	/* fzrm fsrs fsrcs */
	[XEN_FEATURESET_7a1] = BITS(10, 12) | AVX_7A1 | AVX512_7A1,
	/* lfence-serialising null-selector-clears-base */
	[XEN_FEATURESET_e21a] = BIT(2) | BIT(6),
};

/**
 * struct dependency - features that are useless without an extended state
 * @xcr0: all of these are needed
 */
struct dependency {
	u32 xcr0;
	u8 word;
	u32 bits;
};

static const struct dependency dependencies[] = {
	{ 0x3, XEN_FEATURESET_1c, XSAVE_1C },
	{ 0x3, XEN_FEATURESET_Da1, XSAVE_DA1 },
	{ 0x7, XEN_FEATURESET_1c, AVX_1C },
	{ 0x7, XEN_FEATURESET_e1c, AVX_E1C },
	{ 0x7, XEN_FEATURESET_7b0, AVX_7B0 },
	{ 0x7, XEN_FEATURESET_7c0, AVX_7C0 },
	{ 0x7, XEN_FEATURESET_7a1, AVX_7A1 },
	{ 0xe7, XEN_FEATURESET_7b0, AVX512_7B0 },
	{ 0xe7, XEN_FEATURESET_7c0, AVX512_7C0 },
	{ 0xe7, XEN_FEATURESET_7d0, AVX512_7D0 },
	{ 0xe7, XEN_FEATURESET_7a1, AVX512_7A1 },
};

void cpu_features_filter(u32 words[XEN_FEATURESET_NR_ENTRIES], u32 xcr0)
{
	const struct dependency *dep;
	unsigned int n;

	for (n = 0; n < XEN_FEATURESET_NR_ENTRIES; n++)
		words[n] &= allowed[n];
	for (n = 0; n < ARRAY_SIZE(dependencies); n++) {
		dep = &dependencies[n];
		if ((xcr0 & dep->xcr0) != dep->xcr0)
			words[dep->word] &= ~dep->bits;
	}
	/* There is a monitor below, whether or not below that, too. */
	words[XEN_FEATURESET_1c] |= BIT(31);
	/* Long mode's SYSCALL works on every vendor's processor. */
	words[XEN_FEATURESET_e1d] |= BIT(11);
}
