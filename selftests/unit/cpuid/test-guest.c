// SPDX-License-Identifier: GPL-2.0
/* CPUID in a guest. */
#include "world.h"

/* What a PV guest must not see, whatever the processor has. */
static const struct {
	char name;
	u32 leaf;
	u32 subleaf;
	u32 bits;
} hidden[] = {
	/* vme pse sep mtrr pge pse36 */
	{ 'd', 1, 0, 1 << 1 | 1 << 3 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 17 },
	/* monitor vmx smx eist pcid x2apic tsc-deadline osxsave */
	{ 'c', 1, 0, 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 17 | 1 << 21 |
	  1 << 24 | 1 << 27 },
	/* smep invpcid rtm smap pt */
	{ 'b', 7, 0, 1 << 7 | 1 << 10 | 1 << 11 | 1 << 20 | 1 << 25 },
	/* umip pku ospke cet la57 rdpid */
	{ 'c', 7, 0, 1 << 2 | 1 << 3 | 1 << 4 | 1 << 7 | 1 << 16 | 1 << 22 },
	/* amx, ibt, ibrs, stibp, l1d-flush, arch-caps, ssbd */
	{ 'd', 7, 0, 1 << 22 | 3 << 24 | 1 << 20 | 0xf8000000 },
	{ 'a', 0xd, 0, ~0xe7U },
	{ 'd', 0xd, 0, ~0U },
	{ 'a', 0xd, 1, 1 << 3 },
	{ 'c', 0xd, 1, ~0U },
	/* svm, cr8, osvw, ibs, dbext, monitorx */
	{ 'c', 0x80000001, 0, 1 << 2 | 1 << 4 | 1 << 9 | 1 << 10 | 1 << 26 |
	  1 << 29 },
	/* vme pse mtrr pge pse36 1g rdtscp */
	{ 'd', 0x80000001, 0, 1 << 1 | 1 << 3 | 1 << 12 | 1 << 13 | 1 << 17 |
	  1 << 26 | 1 << 27 },
	{ 'd', 0x80000007, 0, 1 << 8 },
	{ 'a', 5, 0, ~0U }, { 'a', 6, 0, ~0U }, { 'a', 0xa, 0, ~0U },
	{ 'b', 0xb, 0, ~0U }, { 'a', 0x8000000a, 0, ~0U },
	{ 'd', 0x8000000a, 0, ~0U }, { 'a', 0x8000001f, 0, ~0U },
	{ 'a', 0x10, 0, ~0U }, { 'a', 0x80000022, 0, ~0U },
	{ 'a', 0x20000000, 0, ~0U }, { 'a', 0xc0000000, 0, ~0U },
};

static void test_hidden(void)
{
	enum processor p;
	unsigned int n;

	for (p = 0; p < NR_PROCESSORS; p++) {
		world_init(p);
		for (n = 0; n < ARRAY_SIZE(hidden); n++)
			tap_is("hidden feature", (int)n, "bits",
			       reg(hidden[n].name, hidden[n].leaf,
				   hidden[n].subleaf) & hidden[n].bits, 0);
	}
}

static void test_needed(void)
{
	enum processor p;

	/* A 64-bit kernel does not start without. */
	for (p = 0; p < NR_PROCESSORS; p++) {
		world_init(p);
		is(reg('d', 1, 0) & 0x07008161, 0x07008161);
		is(reg('d', 0x80000001, 0) & 0x20100800, 0x20100800);
		is(reg('c', 1, 0) >> 31, 1);
		is(reg('a', 0x80000008, 0) >> 8, 48);
		is(reg('a', 0x80000000, 0) >= 0x80000008, true);
	}
}

static void test_vendor(void)
{
	world_init(INTEL);
	is(cpuid_vendor(v), CPUID_INTEL);
	is(reg('b', 0, 0), 0x756e6547);
	is(reg('a', 0, 0), 0xd);
	world_init(AMD);
	is(cpuid_vendor(v), CPUID_AMD);
	is(reg('a', 0x80000000, 0), 0x80000021);
}

static void test_dependencies(void)
{
	/* AVX-512 in the features, but its states are off. */
	world_init(INTEL);
	yes(reg('b', 7, 0) & 1 << 16);
	cpuid_set(0xd, 0, 7, 832, 832, 0);
	is(reg('b', 7, 0) & 1 << 16, 0);
	yes(reg('b', 7, 0) & 1 << 5);
	yes(reg('c', 1, 0) & 1 << 28);
	cpuid_set(0xd, 0, 3, 576, 576, 0);
	is(reg('b', 7, 0) & 1 << 5, 0);
	is(reg('c', 1, 0) & (1 << 28 | 1 << 12), 0);
	yes(reg('c', 1, 0) & 1 << 26);
	is(cpuid_xcr0_mask(v), 3);
}

static void test_osxsave(void)
{
	world_init(EMULATED);
	is(reg('c', 1, 0) & 3 << 26, 1 << 26);
	v->cr4 = X86_CR4_OSXSAVE;
	is(reg('c', 1, 0) & 3 << 26, 3 << 26);
	world_init(OLD);
	v->cr4 = X86_CR4_OSXSAVE;
	is(reg('c', 1, 0) & 3 << 26, 0);
}

static void test_apic_id(void)
{
	world_init(INTEL);
	v->id = 5;
	is(reg('b', 1, 0), 0x0a010800);
}

static void test_xstate(void)
{
	world_init(INTEL);
	is(cpuid_xcr0_mask(v), 0xe7);
	is(reg('a', 0xd, 0), 0xe7);
	is(reg('c', 0xd, 0), 2688);
	is(reg('b', 0xd, 0), 576);
	v->xcr0 = 7;
	is(reg('b', 0xd, 0), 832);
	v->xcr0 = 0xe7;
	is(reg('b', 0xd, 0), 2688);
	/* Compacted: 576 + 256 + 64 + 512 + 1024 */
	is(reg('b', 0xd, 1), 2432);
	is(reg('a', 0xd, 2), 256);
	is(reg('a', 0xd, 9), 0);
	is(reg('a', 0xd, 18), 0);
	is(reg('a', 0xd, 64), 0);
	is(reg('a', 0xd, 0xffffffff), 0);
	world_init(OLD);
	is(cpuid_xcr0_mask(v), 0);
	is(reg('b', 0xd, 0), 0);
}

static void test_hypervisor(void)
{
	world_init(EMULATED);
	v->d->tsc.mode = 2;
	v->d->tsc.incarnation = 4;
	info->time.tsc_to_system_mul = 0x80000000; /* 2 GHz */
	info->time.tsc_shift = 0;
	is(reg('a', 0x40000000, 0), 0x40000005);
	is(reg('b', 0x40000000, 0), 0x566e6558);
	is(reg('c', 0x40000000, 0), 0x65584d4d);
	is(reg('d', 0x40000000, 0), 0x4d4d566e);
	is(reg('a', 0x40000001, 0), 0x40011);
	is(reg('b', 0x40000002, 0), 0x40000000);
	is(reg('c', 0x40000002, 0), 1);
	is(reg('b', 0x40000003, 0), 2);
	is(reg('c', 0x40000003, 0), 2000000);
	is(reg('d', 0x40000003, 0), 4);
	is(reg('a', 0x40000003, 2), 2100000);
	is(reg('a', 0x40000004, 0), 0);
	is(reg('b', 0x40000005, 0), 40);
	is(reg('a', 0x40000006, 0), 0);
	is(reg('a', 0x40000100, 0), 0);
	world_init(INTEL);
	is(reg('b', 0x40000005, 0), 44);
}

/* The guest may write anything to its clock record. */
static void test_hostile_clock(void)
{
	unsigned int shift;

	world_init(EMULATED);
	info->time.tsc_to_system_mul = 0;
	is(reg('c', 0x40000003, 0), 0);
	for (shift = 0; shift < 256; shift++) {
		info->time.tsc_shift = (int8_t)shift;
		info->time.tsc_to_system_mul = 1;
		reg('c', 0x40000003, 0);
		info->time.tsc_to_system_mul = UINT32_MAX;
		reg('c', 0x40000003, 0);
	}
	yes(!tap_failed());
}

static void test_own_policy(void)
{
	world_init(INTEL);
	v->d->cpu_policy[0] = (struct xen_cpuid_leaf){
		7, 0, 0, 0x20, 0, 0,
	};
	v->d->cpu_policy[1] = (struct xen_cpuid_leaf){
		0x80000007, XEN_CPUID_NO_SUBLEAF, 0, 0, 0, 0x100,
	};
	v->d->cpu_policy[2] = (struct xen_cpuid_leaf){
		0, XEN_CPUID_NO_SUBLEAF, 7, 1, 2, 3,
	};
	v->d->nr_cpu_leaves = 3;
	is(reg('b', 7, 0), 0x20);
	is(reg('d', 0x80000007, 9), 0x100);
	is(cpuid_vendor(v), CPUID_AMD);
	/* The others are the default's. */
	yes(reg('a', 7, 1));
	yes(reg('d', 1, 0));

	/* A policy cannot enable states that are not switched. */
	v->d->cpu_policy[0] = (struct xen_cpuid_leaf){
		0xd, 0, 0x602e7, 0, 0, 1,
	};
	is(cpuid_xcr0_mask(v), 0xe7);
}

int main(void)
{
	tap_run("what a PV guest must not see", test_hidden);
	tap_run("what a 64-bit kernel needs", test_needed);
	tap_run("vendor and limits", test_vendor);
	tap_run("features need their states", test_dependencies);
	tap_run("OSXSAVE follows the guest's CR4", test_osxsave);
	tap_run("each vCPU has its APIC id", test_apic_id);
	tap_run("sizes of extended states", test_xstate);
	tap_run("the hypervisor's leaves", test_hypervisor);
	tap_run("a hostile clock record", test_hostile_clock);
	tap_run("a domain's own policy", test_own_policy);
	return tap_done();
}
