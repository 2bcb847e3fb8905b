// SPDX-License-Identifier: GPL-2.0
/* The leaves of CPUID as the host and as guests see them. */
#include "core/lib.h"
#include "core/types.h"
#include "domain/cpu_features.h"
#include "domain/cpuid.h"
#include "domain/cpuid_leaves.h"
#include "domain/domain.h"
#include "domain/x86_bits.h"
#include "x86/insn.h"

enum { A, B, C, D };

/* Which output register of which leaf a feature word is. */
struct feature_source {
	u8 word;
	u8 reg;
	u32 leaf;
	u32 subleaf;
};

static const struct feature_source feature_sources[] = {
	{ XEN_FEATURESET_1d, D, CPUID_FEATURES, 0 },
	{ XEN_FEATURESET_1c, C, CPUID_FEATURES, 0 },
	{ XEN_FEATURESET_7b0, B, CPUID_EXTENDED, 0 },
	{ XEN_FEATURESET_7c0, C, CPUID_EXTENDED, 0 },
	{ XEN_FEATURESET_7d0, D, CPUID_EXTENDED, 0 },
	{ XEN_FEATURESET_7a1, A, CPUID_EXTENDED, 1 },
	{ XEN_FEATURESET_7b1, B, CPUID_EXTENDED, 1 },
	{ XEN_FEATURESET_7c1, C, CPUID_EXTENDED, 1 },
	{ XEN_FEATURESET_7d1, D, CPUID_EXTENDED, 1 },
	{ XEN_FEATURESET_7d2, D, CPUID_EXTENDED, 2 },
	{ XEN_FEATURESET_Da1, A, CPUID_XSTATE, 1 },
	{ XEN_FEATURESET_e1d, D, CPUID_E1, 0 },
	{ XEN_FEATURESET_e1c, C, CPUID_E1, 0 },
	{ XEN_FEATURESET_e7d, D, CPUID_E7, 0 },
	{ XEN_FEATURESET_e8b, B, CPUID_E8, 0 },
	{ XEN_FEATURESET_e21a, A, CPUID_E21, 0 },
	{ XEN_FEATURESET_e21c, C, CPUID_E21, 0 },
};

static bool source_is(const struct feature_source *s, u32 leaf, u32 subleaf)
{
	if (s->leaf != leaf)
		return false;
	return s->subleaf == subleaf || !cpuid_has_subleaves(leaf);
}

bool cpuid_has_subleaves(u32 leaf)
{
	return leaf == CPUID_CACHES || leaf == CPUID_EXTENDED ||
	       leaf == CPUID_TOPOLOGY || leaf == CPUID_XSTATE;
}

/*
 * What never changes of the processor. CPUID is slow, and far slower where
 * somebody below intercepts it.
 */
static struct {
	u32 basic_max;
	u32 extd_max;
	u32 xcr0;
} host;

static u32 limit_read(u32 first)
{
	u32 out[4];

	cpuid(first, 0, out);
	/* A processor without such a range answers with something else. */
	return out[A] >= first && out[A] - first < 0x10000 ? out[A] : first;
}

void cpuid_init(void)
{
	u32 out[4];

	host.basic_max = limit_read(0);
	host.extd_max = limit_read(CPUID_EXTD_FIRST);
	host.xcr0 = 0;
	if (host.basic_max < CPUID_XSTATE)
		return;
	cpuid(CPUID_XSTATE, 0, out);
	host.xcr0 = out[A] & CPU_XCR0_MASK;
}

u32 cpuid_host_xcr0(void)
{
	return host.xcr0;
}

static u32 host_limit(u32 leaf)
{
	return leaf & CPUID_EXTD_FIRST ? host.extd_max : host.basic_max;
}

/* The host's leaf, zeros where it has none (Intel would repeat its last). */
static void host_leaf(u32 leaf, u32 subleaf, u32 out[4])
{
	memset(out, 0, 4 * sizeof(*out));
	if (leaf <= host_limit(leaf))
		cpuid(leaf, subleaf, out);
}

void cpu_featureset(enum cpuid_view view, u32 words[XEN_FEATURESET_NR_ENTRIES])
{
	const struct feature_source *s;
	u32 out[4];
	unsigned int n;

	memset(words, 0, XEN_FEATURESET_NR_ENTRIES * sizeof(*words));
	for (n = 0; n < ARRAY_SIZE(feature_sources); n++) {
		s = &feature_sources[n];
		host_leaf(s->leaf, s->subleaf, out);
		words[s->word] = out[s->reg];
	}
	if (view == CPUID_DEFAULT)
		cpu_features_filter(words, cpuid_host_xcr0());
}

/* Replace the feature words in a leaf by those that a guest may see. */
static void features_apply(u32 leaf, u32 subleaf, u32 out[4])
{
	u32 words[XEN_FEATURESET_NR_ENTRIES] = { 0 };
	const struct feature_source *s;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(feature_sources); n++) {
		s = &feature_sources[n];
		if (source_is(s, leaf, subleaf))
			words[s->word] = out[s->reg];
	}
	cpu_features_filter(words, cpuid_host_xcr0());
	for (n = 0; n < ARRAY_SIZE(feature_sources); n++) {
		s = &feature_sources[n];
		if (source_is(s, leaf, subleaf))
			out[s->reg] = words[s->word];
	}
}

static void keep(u32 out[4], u32 a, u32 b, u32 c, u32 d)
{
	out[A] &= a;
	out[B] &= b;
	out[C] &= c;
	out[D] &= d;
}

static void default_xstate(u32 subleaf, u32 out[4])
{
	u32 xcr0 = cpuid_host_xcr0();

	if (subleaf == 0) {
		keep(out, xcr0, 0, 0, 0);
		out[B] = cpuid_xstate_size(xcr0);
		out[C] = out[B];
	} else if (subleaf == 1) {
		keep(out, UINT32_MAX, 0, 0, 0);
		features_apply(CPUID_XSTATE, 1, out);
	} else if (subleaf < 32 && xcr0 >> subleaf & 1) {
		keep(out, UINT32_MAX, UINT32_MAX, 3, 0);
	} else {
		keep(out, 0, 0, 0, 0);
	}
}

/* Basic leaves; the host's answer is in @out. */
static void default_basic(u32 leaf, u32 subleaf, u32 out[4])
{
	switch (leaf) {
	case 0:
		out[A] = (u32)min_u64(out[A], CPUID_BASIC_MAX);
		break;
	case CPUID_FEATURES:
		/* EBX: CLFLUSH size; one logical processor, APIC id 0. */
		keep(out, UINT32_MAX, 0xff00, UINT32_MAX, UINT32_MAX);
		out[B] |= 1 << 16;
		features_apply(leaf, 0, out);
		break;
	case 2:
	case CPUID_CACHES:
		break;
	case CPUID_EXTENDED:
		if (subleaf == 0)
			out[A] = (u32)min_u64(out[A], CPUID_EXTENDED_MAX);
		else if (subleaf > CPUID_EXTENDED_MAX)
			keep(out, 0, 0, 0, 0);
		features_apply(leaf, subleaf, out);
		break;
	case CPUID_XSTATE:
		default_xstate(subleaf, out);
		break;
	default:
		/* MONITOR, power, PMU, topology...: not a guest's. */
		keep(out, 0, 0, 0, 0);
		break;
	}
}

static void default_extended(u32 leaf, u32 out[4])
{
	switch (leaf) {
	case CPUID_EXTD_FIRST:
		out[A] = (u32)min_u64(out[A], CPUID_EXTD_MAX);
		break;
	case CPUID_E1:
		keep(out, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX);
		features_apply(leaf, 0, out);
		break;
	case 0x80000002:
	case 0x80000003:
	case 0x80000004: /* name */
	case 0x80000005:
	case 0x80000006: /* caches */
	case 0x8000001a: /* width of the units */
		break;
	case CPUID_E7:
		keep(out, 0, 0, 0, UINT32_MAX);
		features_apply(leaf, 0, out);
		break;
	case CPUID_E8:
		/* EAX: address widths. 4-level tables only. */
		keep(out, 0xff, UINT32_MAX, 0, 0);
		out[A] |= 48 << 8;
		features_apply(leaf, 0, out);
		break;
	case CPUID_E21:
		keep(out, UINT32_MAX, 0, UINT32_MAX, 0);
		features_apply(leaf, 0, out);
		break;
	default:
		keep(out, 0, 0, 0, 0);
		break;
	}
}

void cpuid_leaf(enum cpuid_view view, u32 leaf, u32 subleaf, u32 out[4])
{
	bool extended = leaf & CPUID_EXTD_FIRST;
	u32 max = extended ? CPUID_EXTD_MAX : CPUID_BASIC_MAX;

	memset(out, 0, 4 * sizeof(*out));
	if (leaf > max)
		return;
	if (!cpuid_has_subleaves(leaf))
		subleaf = 0;
	host_leaf(leaf, subleaf, out);
	if (view == CPUID_HOST)
		return;
	/* A leaf that the host lacks stays empty, forced bits included. */
	if (leaf > host_limit(leaf))
		return;
	if (extended)
		default_extended(leaf, out);
	else
		default_basic(leaf, subleaf, out);
}
