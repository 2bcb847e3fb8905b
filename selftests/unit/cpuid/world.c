// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "world.h"
#include "core/print.h"
#include "x86/insn.h"

#define MAX_LEAVES 64
#define ANY 0xffffffff

struct vcpu *v;
struct vcpu_info *info;
static struct vcpu_info the_info;

u64 time_tsc_khz(void)
{
	return 2100000;
}

/* Like the processor: a leaf's last record here is its answer. */
static struct xen_cpuid_leaf leaves[MAX_LEAVES];
static unsigned int nr_leaves;

static const struct xen_cpuid_leaf emulated[] = {
	{ 0, ANY, 0xd, 0x68747541, 0x444d4163, 0x69746e65 },
	{ 1, ANY, 0x60fb1, 0x01020800, 0xfeda3223, 0x178bfbff },
	{ 7, 0, 0, 0x219c07a9, 0x00400004, 0 },
	{ 0xd, 0, 0x207, 832, 2696, 0 },
	{ 0xd, 1, 0xf, 832, 0, 0 },
	{ 0xd, 2, 256, 576, 0, 0 },
	{ 0xd, 9, 8, 2688, 0, 0 },
	{ 0x80000000, ANY, 0x8000000a, 0x68747541, 0x444d4163, 0x69746e65 },
	{ 0x80000001, ANY, 0x60fb1, 0, 0x1f7, 0x2fd3fbff },
	{ 0x80000002, ANY, 1, 2, 3, 4 },
	{ 0x80000007, ANY, 0, 0, 0, 0x100 },
	{ 0x80000008, ANY, 0x3028, 0, 1, 0 },
	{ 0x8000000a, ANY, 1, 16, 0, 0xffff },
};

static const struct xen_cpuid_leaf amd[] = {
	{ 0, ANY, 0x10, 0x68747541, 0x444d4163, 0x69746e65 },
	{ 1, ANY, 0xa20f12, 0x00200800, 0x7ef8320b, 0x178bfbff },
	{ 5, ANY, 64, 64, 3, 0x11 },
	{ 6, ANY, 4, 0, 1, 0 },
	{ 7, 0, 1, 0xf1bf97a9, 0x00405fce, 0x10000010 },
	{ 7, 1, 0x20, 0xff, 0xff, 0xff },
	{ 0xb, 0, 1, 2, 0x100, 7 },
	{ 0xb, 1, 7, 16, 0x201, 7 },
	{ 0xd, 0, 0x2e7, 2696, 2696, 0 },
	{ 0xd, 1, 0xf, 2696, 0x1800, 0 },
	{ 0xd, 2, 256, 576, 0, 0 },
	{ 0xd, 5, 64, 832, 0, 0 },
	{ 0xd, 6, 512, 896, 0, 0 },
	{ 0xd, 7, 1024, 1408, 0, 0 },
	{ 0xd, 9, 8, 2688, 0, 0 },
	{ 0xd, 11, 16, 0, 1, 0 },
	{ 0x10, ANY, 1, 2, 3, 4 },
	{ 0x80000000, ANY, 0x80000028, 0x68747541, 0x444d4163, 0x69746e65 },
	{ 0x80000001, ANY, 0xa20f12, 0, 0x75c237ff, 0x2fd3fbff },
	{ 0x80000007, ANY, 0, 0x3b, 0, 0x6799 },
	{ 0x80000008, ANY, 0x3030, 0x791ef257, 0x500f, 0x10000 },
	{ 0x8000000a, ANY, 1, 0x8000, 0, 0x1ebfbcff },
	{ 0x8000001f, ANY, 0x101fd3f, 0x1b3, 0x3ee, 1 },
	{ 0x80000021, ANY, 0x62fcf, 0x15c, 0, 0 },
};

static const struct xen_cpuid_leaf intel[] = {
	{ 0, ANY, 0x20, 0x756e6547, 0x6c65746e, 0x49656e69 },
	{ 1, ANY, 0x806f8, 0x00400800, 0x7ffefbff, 0xbfebfbff },
	{ 2, ANY, 0xfeff01, 0xf0, 0, 0 },
	{ 4, 0, 0xfc004121, 0x2c0003f, 0x3f, 0 },
	{ 4, 1, 0xfc004122, 0x1c0003f, 0x3f, 0 },
	{ 4, 2, 0xfc01c143, 0x3c0003f, 0x7ff, 0 },
	{ 4, 3, 0xfc1fc163, 0x380003f, 0x17fff, 4 },
	{ 5, ANY, 0x40, 0x40, 3, 0x2020 },
	{ 6, ANY, 0xdf8ff7, 2, 9, 0 },
	{ 7, 0, 2, 0xf3bfbfff, 0xfb417ffe, 0xffdd4432 },
	{ 7, 1, 0x1c30, 0, 0, 0 },
	{ 7, 2, 0, 0, 0, 0x17 },
	{ 0xa, ANY, 0x8300805, 0, 7, 0x8604 },
	{ 0xb, 0, 1, 2, 0x100, 2 },
	{ 0xb, 1, 7, 64, 0x201, 2 },
	{ 0xd, 0, 0x602e7, 2696, 11008, 0 },
	{ 0xd, 1, 0x1f, 2696, 0x9900, 0 },
	{ 0xd, 2, 256, 576, 0, 0 },
	{ 0xd, 5, 64, 1088, 0, 0 },
	{ 0xd, 6, 512, 1152, 0, 0 },
	{ 0xd, 7, 1024, 1664, 0, 0 },
	{ 0xd, 9, 8, 2688, 0, 0 },
	{ 0xd, 17, 64, 2752, 2, 0 },
	{ 0xd, 18, 8192, 2816, 6, 0 },
	{ 0x80000000, ANY, 0x80000008, 0, 0, 0 },
	{ 0x80000001, ANY, 0, 0, 0x121, 0x2c100800 },
	{ 0x80000007, ANY, 0, 0, 0, 0x100 },
	{ 0x80000008, ANY, 0x3934, 0x200, 0, 0 },
};

static const struct xen_cpuid_leaf old[] = {
	{ 0, ANY, 1, 0x68747541, 0x444d4163, 0x69746e65 },
	{ 1, ANY, 0xf4a, 0x800, 0, 0x78bfbff },
	{ 0x80000000, ANY, 0x80000008, 0x68747541, 0x444d4163, 0x69746e65 },
	{ 0x80000001, ANY, 0xf4a, 0, 0, 0xe1d3fbff },
	{ 0x80000008, ANY, 0x3028, 0, 0, 0 },
};

static const struct {
	const struct xen_cpuid_leaf *leaf;
	unsigned int nr;
} processors[NR_PROCESSORS] = {
	[EMULATED] = { emulated, ARRAY_SIZE(emulated) },
	[AMD] = { amd, ARRAY_SIZE(amd) },
	[INTEL] = { intel, ARRAY_SIZE(intel) },
	[OLD] = { old, ARRAY_SIZE(old) },
};

void cpuid_set(u32 leaf, u32 subleaf, u32 a, u32 b, u32 c, u32 d)
{
	bug_on(nr_leaves == MAX_LEAVES);
	leaves[nr_leaves++] = (struct xen_cpuid_leaf){ leaf, subleaf, a, b, c,
						       d };
	cpuid_init();
}

void fake_cpuid(u32 leaf, u32 subleaf, u32 out[4])
{
	const struct xen_cpuid_leaf *l;

	/* Beyond its limit Intel answers with the last basic leaf. */
	memset(out, leaf > 0x80000000 ? 0 : 0x77, 16);
	for (l = leaves; l < leaves + nr_leaves; l++)
		if (l->leaf == leaf)
			memset(out, 0, 16);
	if (leaf <= leaves[0].a)
		memset(out, 0, 16);
	for (l = leaves; l < leaves + nr_leaves; l++)
		if (l->leaf == leaf &&
		    (l->subleaf == ANY || l->subleaf == subleaf))
			memcpy(out, &l->a, 16);
}

void world_init(enum processor p)
{
	nr_leaves = processors[p].nr;
	memcpy(leaves, processors[p].leaf, nr_leaves * sizeof(leaves[0]));
	cpuid_init();
	v = fake_domain(1)->vcpu[0];
	v->d->nr_cpu_leaves = 0;
	v->id = 0;
	v->xcr0 = 1;
	v->cr4 = 0;
	info = &the_info;
	v->info = info;
}

u32 reg(char name, u32 leaf, u32 subleaf)
{
	u32 out[4];

	cpuid_guest(v, leaf, subleaf, out);
	return out[name - 'a'];
}
