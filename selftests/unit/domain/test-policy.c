// SPDX-License-Identifier: GPL-2.0
/* CPU policies: only what differs from the default is kept. */
#include <string.h>

#include "world.h"
#include "core/lib.h"
#include "domain/cpuid.h"
#include "xen/sysctl.h"

#define SIZE XEN_CPU_POLICY_MAX_LEAVES

static struct xen_domctl op;
static struct xen_cpuid_leaf leaves[SIZE];
static struct domain *d;

static void setup(void)
{
	world_init(64);
	d = create(0);
	guest_allow(leaves, sizeof(leaves));
	cpu_policy_default(leaves, SIZE);
}

static s64 policy(u32 cmd, u32 n)
{
	memset(&op, 0, sizeof(op));
	op.u.cpu_policy.nr_leaves = n;
	op.u.cpu_policy.leaves = (u64)(uintptr_t)leaves;
	return domctl(cmd, 1, &op);
}

static s64 set(u32 n)
{
	return policy(XEN_DOMCTL_set_cpu_policy, n);
}

static s64 get(u32 n)
{
	return policy(XEN_DOMCTL_get_cpu_policy, n);
}

static void test_differences(void)
{
	setup();
	is(set(8), 0);
	is(d->nr_cpu_leaves, 0);
	leaves[1].b = 99;
	leaves[4].a = 98;
	is(set(8), 0);
	is(d->nr_cpu_leaves, 2);
	memset(leaves, 0, sizeof(leaves));
	is(get(8), 0);
	is(op.u.cpu_policy.nr_leaves, 8);
	is(leaves[1].b, 99);
	is(leaves[4].a, 98);
	is(leaves[2].a, 2);
	leaves[1].b = 2;
	is(set(8), 0);
	is(d->nr_cpu_leaves, 1);
	/* One leaf alone leaves the others as they are. */
	leaves[0] = leaves[4];
	leaves[0].d = 97;
	is(set(1), 0);
	is(d->nr_cpu_leaves, 1);
	is(d->cpu_policy[0].d, 97);
}

static void test_beyond_default(void)
{
	setup();
	leaves[0] = (struct xen_cpuid_leaf){ 0x80000008, 1, 1, 2, 3, 4 };
	is(set(1), 0);
	is(get(SIZE), 0);
	is(op.u.cpu_policy.nr_leaves, 9);
	is(leaves[8].leaf, 0x80000008);
}

static void test_limits(void)
{
	u32 i;

	setup();
	is(set(SIZE + 1), -XEN_E2BIG);
	is(get(7), -XEN_ENOBUFS);
	for (i = 0; i < SIZE; i++)
		leaves[i] = (struct xen_cpuid_leaf){ i, 0, 9, 9, 9, 9 };
	is(set(SIZE), -XEN_ENOBUFS);
	is(op.u.cpu_policy.err_leaf, DOMAIN_CPU_LEAVES);
	guest_forbid_all();
	is(set(1), -XEN_EFAULT);
	guest_forbid_all();
	is(get(SIZE), -XEN_EFAULT);
}

static struct xen_sysctl sys;
static u32 words[XEN_FEATURESET_NR_ENTRIES];

static s64 sysctl(u32 cmd)
{
	sys.cmd = cmd;
	sys.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return call_as(NULL, hc_sysctl, (u64)(uintptr_t)&sys, 0);
}

static s64 sysctl_policy(u32 index, u32 n, bool null)
{
	memset(&sys.u, 0, sizeof(sys.u));
	sys.u.cpu_policy.index = index;
	sys.u.cpu_policy.nr_leaves = n;
	sys.u.cpu_policy.leaves = null ? 0 : (u64)(uintptr_t)leaves;
	return sysctl(XEN_SYSCTL_get_cpu_policy);
}

static void test_sysctl_policy(void)
{
	setup();
	guest_allow(&sys, sizeof(sys));
	is(sysctl_policy(XEN_SYSCTL_cpu_policy_pv_default, 0, true), 0);
	is(sys.u.cpu_policy.nr_leaves, SIZE);
	is(sys.u.cpu_policy.nr_msrs, XEN_CPU_POLICY_MAX_MSRS);
	is(sysctl_policy(XEN_SYSCTL_cpu_policy_pv_default, SIZE, false), 0);
	is(sys.u.cpu_policy.nr_leaves, 8);
	is(sysctl_policy(XEN_SYSCTL_cpu_policy_host, 7, false),
	   -XEN_ENOBUFS);
	is(sysctl_policy(XEN_SYSCTL_cpu_policy_hvm_max, SIZE, false),
	   -XEN_EOPNOTSUPP);
	is(sysctl(XEN_SYSCTL_physinfo), -XEN_ENOSYS);
}

static s64 featureset(u32 index, u32 n, bool null)
{
	memset(&sys.u, 0, sizeof(sys.u));
	sys.u.cpu_featureset.index = index;
	sys.u.cpu_featureset.nr_features = n;
	sys.u.cpu_featureset.features = null ? 0 : (u64)(uintptr_t)words;
	return sysctl(XEN_SYSCTL_get_cpu_featureset);
}

static void test_featureset(void)
{
	const u32 *n = &sys.u.cpu_featureset.nr_features;

	setup();
	guest_allow(&sys, sizeof(sys));
	is(featureset(1, 0, true), 0);
	is(*n, XEN_FEATURESET_NR_ENTRIES);
	is(featureset(1, 32, false), -XEN_EFAULT);
	guest_allow(words, sizeof(words));
	is(featureset(1, 32, false), 0);
	is(*n, XEN_FEATURESET_NR_ENTRIES);
	is(words[5], 5);
	is(featureset(2, 4, false), -XEN_ENOBUFS);
	is(*n, 4);
	is(featureset(3, 32, false), -XEN_EOPNOTSUPP);
}

int main(void)
{
	tap_run("a domain keeps differences", test_differences);
	tap_run("leaves that the default lacks", test_beyond_default);
	tap_run("limits of a policy", test_limits);
	tap_run("policies on offer", test_sysctl_policy);
	tap_run("feature words on offer", test_featureset);
	return tap_done();
}
