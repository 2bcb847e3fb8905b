// SPDX-License-Identifier: GPL-2.0
/* Which writes of EFER pass, for each feature of the processor by itself. */
#include "tap.h"
#include "x86/efer.h"

#define ALL (~0U)

/* Linux 6.1 beneath the monitor: SCE, LME, LMA, NXE, SVME */
#define LINUX 0x1d01UL

/* Bits that no feature brings: reserved, or never changed by a 64-bit Linux. */
#define NEVER (~(LINUX | 1UL << 14 | 1UL << 15 | 1UL << 21) | 1UL << 8 | \
	       1UL << 10)

static bool passes(u64 mask, u64 bit)
{
	return efer_write_ok(mask, LINUX & ~bit, LINUX | bit);
}

static void test_features(void)
{
	static const struct {
		u32 ecx, edx, eax21;
		u64 bit;
	} feature[] = {
		{ 0, 1U << 11, 0, 1UL << 0 },
		{ 0, 1U << 20, 0, 1UL << 11 },
		{ 0, 1U << 25, 0, 1UL << 14 },
		{ 1U << 17, 0, 0, 1UL << 15 },
		{ 0, 0, 1U << 8, 1UL << 21 },
	};

	for (unsigned int i = 0; i < sizeof(feature) / sizeof(*feature); i++) {
		u32 ecx = feature[i].ecx, edx = feature[i].edx;
		u32 eax21 = feature[i].eax21;
		u64 bit = feature[i].bit;

		yes(passes(efer_mask(ecx, edx, eax21), bit));
		yes(!passes(efer_mask(~ecx, ~edx, ~eax21), bit));
		is(efer_mask(ecx, edx, eax21) ^ efer_mask(0, 0, 0), bit);
	}
}

static void test_each_bit(void)
{
	u64 mask = efer_mask(ALL, ALL, ALL);

	for (u64 bit = 1; bit; bit <<= 1) {
		is(passes(mask, bit), !(NEVER & bit));
		is(efer_write_ok(mask, LINUX | bit, LINUX & ~bit),
		   !(NEVER & bit));
	}
}

/* The least processor: what is on may be written again, SVME may change. */
static void test_same(void)
{
	u64 mask = efer_mask(0, 0, 0);

	yes(efer_write_ok(mask, LINUX, LINUX));
	yes(efer_write_ok(mask, LINUX, LINUX & ~(1UL << 12)));
	yes(efer_write_ok(mask, LINUX | 1UL << 13, LINUX | 1UL << 13));
	yes(!efer_write_ok(mask, LINUX, LINUX | 1UL << 13));
}

int main(void)
{
	tap_run("each bit comes with its feature and no other", test_features);
	tap_run("all features: each bit", test_each_bit);
	tap_run("no features: what is there stays", test_same);
	return tap_done();
}
