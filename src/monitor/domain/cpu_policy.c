// SPDX-License-Identifier: GPL-2.0
/* A view of CPUID as the list of records that the toolstack works on. */
#include "core/types.h"
#include "domain/cpuid.h"
#include "domain/cpuid_leaves.h"
#include "xen/cpuid.h"

/* Second range of hypervisor leaves, where the first is Viridian's. */
#define HV2_FIRST_LEAF 0x40000100

#define CACHE_TYPE_MASK 0x1f
#define TOPOLOGY_TYPE(c) ((c) >> 8 & 0xff)

/**
 * struct writer - records going out
 * @count: how many there are, also beyond @max
 * @last: the leaf written last
 */
struct writer {
	enum cpuid_view view;
	struct xen_cpuid_leaf *out;
	unsigned int max;
	unsigned int count;
	struct xen_cpuid_leaf last;
};

static void put(struct writer *w)
{
	if (w->count < w->max)
		w->out[w->count] = w->last;
	w->count++;
}

static void put_leaf(struct writer *w, u32 leaf, u32 subleaf)
{
	u32 r[4];

	cpuid_leaf(w->view, leaf, subleaf, r);
	w->last = (struct xen_cpuid_leaf){ leaf, subleaf, r[0], r[1], r[2],
					   r[3] };
	put(w);
}

static void put_caches(struct writer *w)
{
	u32 n;

	for (n = 0; n < CPUID_CACHES_NR; n++) {
		put_leaf(w, CPUID_CACHES, n);
		if (!(w->last.a & CACHE_TYPE_MASK))
			break;
	}
}

static void put_extended(struct writer *w)
{
	u32 max;
	u32 n;

	put_leaf(w, CPUID_EXTENDED, 0);
	max = (u32)min_u64(w->last.a, CPUID_EXTENDED_MAX);
	for (n = 1; n <= max; n++)
		put_leaf(w, CPUID_EXTENDED, n);
}

static void put_topology(struct writer *w)
{
	u32 n;

	for (n = 0; n < CPUID_TOPOLOGY_NR; n++) {
		put_leaf(w, CPUID_TOPOLOGY, n);
		if (!TOPOLOGY_TYPE(w->last.c))
			break;
	}
}

static void put_xstates(struct writer *w)
{
	u64 states;
	u32 n;

	put_leaf(w, CPUID_XSTATE, 0);
	states = (u64)w->last.d << 32 | w->last.a;
	put_leaf(w, CPUID_XSTATE, 1);
	states |= (u64)w->last.d << 32 | w->last.c;
	for (states >>= 2, n = 2; states; states >>= 1, n++)
		put_leaf(w, CPUID_XSTATE, n);
}

static void put_basic(struct writer *w)
{
	u32 max;
	u32 leaf;

	put_leaf(w, 0, XEN_CPUID_NO_SUBLEAF);
	max = (u32)min_u64(w->last.a, CPUID_BASIC_MAX);
	for (leaf = 1; leaf <= max; leaf++) {
		switch (leaf) {
		case CPUID_CACHES:
			put_caches(w);
			break;
		case CPUID_EXTENDED:
			put_extended(w);
			break;
		case CPUID_TOPOLOGY:
			put_topology(w);
			break;
		case CPUID_XSTATE:
			put_xstates(w);
			break;
		default:
			put_leaf(w, leaf, XEN_CPUID_NO_SUBLEAF);
			break;
		}
	}
}

/* Only the limits; zero lets the hypervisor decide. */
static void put_hypervisor(struct writer *w)
{
	w->last = (struct xen_cpuid_leaf){
		.leaf = XEN_CPUID_FIRST_LEAF,
		.subleaf = XEN_CPUID_NO_SUBLEAF,
	};
	put(w);
	w->last.leaf = HV2_FIRST_LEAF;
	put(w);
}

static unsigned int serialise(enum cpuid_view view, struct xen_cpuid_leaf *out,
			      unsigned int max)
{
	struct writer w = { .view = view, .out = out, .max = max };
	u32 last;
	u32 leaf;

	put_basic(&w);
	put_hypervisor(&w);
	put_leaf(&w, CPUID_EXTD_FIRST, XEN_CPUID_NO_SUBLEAF);
	last = (u32)min_u64(w.last.a & 0xffff, CPUID_EXTD_MAX & 0xffff);
	for (leaf = 1; leaf <= last; leaf++)
		put_leaf(&w, CPUID_EXTD_FIRST | leaf, XEN_CPUID_NO_SUBLEAF);
	return w.count;
}

unsigned int cpu_policy_host(struct xen_cpuid_leaf *out, unsigned int max)
{
	return serialise(CPUID_HOST, out, max);
}

unsigned int cpu_policy_default(struct xen_cpuid_leaf *out, unsigned int max)
{
	return serialise(CPUID_DEFAULT, out, max);
}
