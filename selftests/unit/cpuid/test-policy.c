// SPDX-License-Identifier: GPL-2.0
/*
 * The serialised policy. The toolstack reads the records into a structure of
 * its own, changes some, and writes them again; the number must be the same.
 * This does likewise, with libxc's rules written a second time.
 */
#include <string.h>

#include "world.h"

#define NONE XEN_CPUID_NO_SUBLEAF

static struct xen_cpuid_leaf list[XEN_CPU_POLICY_MAX_LEAVES];
static unsigned int nr;
static unsigned int at;

static const struct xen_cpuid_leaf *find(u32 leaf, u32 subleaf)
{
	static const struct xen_cpuid_leaf zero;
	unsigned int n;

	for (n = 0; n < nr; n++)
		if (list[n].leaf == leaf && list[n].subleaf == subleaf)
			return &list[n];
	return &zero;
}

/* The toolstack writes this record next. */
static void next_is(u32 leaf, u32 subleaf)
{
	yes(at < nr);
	if (tap_failed())
		return;
	is(list[at].leaf, leaf);
	is(list[at].subleaf, subleaf);
	at++;
}

static void caches_are(void)
{
	u32 n;

	for (n = 0; n < 6; n++) {
		next_is(4, n);
		if (!(find(4, n)->a & 0x1f))
			break;
	}
}

static void topology_is(void)
{
	u32 n;

	for (n = 0; n < 2; n++) {
		next_is(0xb, n);
		if (!(find(0xb, n)->c >> 8 & 0xff))
			break;
	}
}

static void xstates_are(void)
{
	u64 states = find(0xd, 0)->a | (u64)find(0xd, 0)->d << 32 |
		     find(0xd, 1)->c | (u64)find(0xd, 1)->d << 32;
	u32 n;

	next_is(0xd, 0);
	next_is(0xd, 1);
	for (n = 2; n < 64 && states >> n; n++)
		next_is(0xd, n);
}

static void basic_are(void)
{
	u32 max = find(0, NONE)->a;
	u32 leaf, n;

	for (leaf = 0; leaf <= max && leaf <= 0xd; leaf++) {
		if (leaf == 4) {
			caches_are();
		} else if (leaf == 7) {
			for (n = 0; n <= find(7, 0)->a && n <= 2; n++)
				next_is(7, n);
		} else if (leaf == 0xb) {
			topology_is();
		} else if (leaf == 0xd) {
			xstates_are();
		} else {
			next_is(leaf, NONE);
		}
	}
}

static void list_is_complete(void)
{
	u32 max, leaf;

	at = 0;
	basic_are();
	next_is(0x40000000, NONE);
	next_is(0x40000100, NONE);
	max = find(0x80000000, NONE)->a & 0xffff;
	for (leaf = 0; leaf <= max && leaf <= 0x21; leaf++)
		next_is(0x80000000 | leaf, NONE);
	is(at, nr);
}

static void test_count(void)
{
	enum processor p;

	for (p = 0; p < NR_PROCESSORS; p++) {
		world_init(p);
		memset(list, 0xee, sizeof(list));
		nr = cpu_policy_default(list, ARRAY_SIZE(list));
		yes(nr <= XEN_CPU_POLICY_MAX_LEAVES);
		list_is_complete();
		nr = cpu_policy_host(list, ARRAY_SIZE(list));
		yes(nr <= XEN_CPU_POLICY_MAX_LEAVES);
		list_is_complete();
		if (tap_failed())
			tap_is("processor", (int)p, "this one", 1, 0);
	}
}

/* An AMD with LWP: the highest bit of its states is 62. */
static void test_longest(void)
{
	world_init(AMD);
	cpuid_set(0xd, 0, 7, 832, 960, 0x40000000);
	cpuid_set(0xd, 62, 128, 832, 0, 0);
	nr = cpu_policy_host(list, ARRAY_SIZE(list));
	yes(nr <= XEN_CPU_POLICY_MAX_LEAVES);
	list_is_complete();
	nr = cpu_policy_default(list, ARRAY_SIZE(list));
	list_is_complete();
}

static void test_short_buffer(void)
{
	struct xen_cpuid_leaf few[4];
	unsigned int all;

	world_init(INTEL);
	all = cpu_policy_default(list, ARRAY_SIZE(list));
	/* The fourth is the first beyond the room; see the sanitizer. */
	is(cpu_policy_default(few, 3), all);
	is(memcmp(few, list, 3 * sizeof(few[0])), 0);
	is(cpu_policy_default(NULL, 0), all);
}

static void test_agrees(void)
{
	enum processor p;
	u32 out[4];
	unsigned int n;

	/* Each record is what a guest without a policy of its own reads. */
	for (p = 0; p < NR_PROCESSORS; p++) {
		world_init(p);
		nr = cpu_policy_default(list, ARRAY_SIZE(list));
		for (n = 0; n < nr; n++) {
			if (list[n].leaf >> 30 == 1 || list[n].leaf == 1 ||
			    list[n].leaf == 0xd)
				continue;
			cpuid_guest(v, list[n].leaf, list[n].subleaf == NONE ?
				    0 : list[n].subleaf, out);
			is(memcmp(out, &list[n].a, sizeof(out)), 0);
		}
	}
}

static void test_featureset(void)
{
	u32 host[XEN_FEATURESET_NR_ENTRIES];
	u32 pv[XEN_FEATURESET_NR_ENTRIES];
	enum processor p;
	unsigned int n;

	for (p = 0; p < NR_PROCESSORS; p++) {
		world_init(p);
		memset(host, 0xee, sizeof(host));
		cpu_featureset(CPUID_HOST, host);
		cpu_featureset(CPUID_DEFAULT, pv);
		/* A guest has no feature that the host lacks but these two. */
		host[XEN_FEATURESET_1c] |= 1U << 31;
		host[XEN_FEATURESET_e1d] |= 1U << 11;
		for (n = 0; n < XEN_FEATURESET_NR_ENTRIES; n++)
			is(pv[n] & ~host[n], 0);
	}
	world_init(INTEL);
	cpu_featureset(CPUID_HOST, host);
	is(host[XEN_FEATURESET_1d], 0xbfebfbff);
	is(host[XEN_FEATURESET_7d0], 0xffdd4432);
	is(host[XEN_FEATURESET_7d2], 0x17);
	is(host[XEN_FEATURESET_Da1], 0x1f);
	is(host[XEN_FEATURESET_e7d], 0x100);
	is(host[XEN_FEATURESET_e8b], 0x200);
	/* Leaves that this processor does not have. */
	is(host[XEN_FEATURESET_e21a], 0);
}

int main(void)
{
	tap_run("the records are the toolstack's own", test_count);
	tap_run("the longest list fits", test_longest);
	tap_run("a short buffer is not overrun", test_short_buffer);
	tap_run("records agree with CPUID", test_agrees);
	tap_run("feature sets", test_featureset);
	return tap_done();
}
