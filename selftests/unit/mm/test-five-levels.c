// SPDX-License-Identifier: GPL-2.0
/*
 * The two halves of an L4 below an L5: a walk of five levels finds for each
 * 48-bit address what four levels find, and nothing for any other; copies are
 * as old as the last l5_copy() or l5_renew().
 */
#include <string.h>

#include "mm/pte.h"
#include "tap.h"
#include "x86/five_levels.h"

#define LOW 0x1000ULL
#define HIGH 0x2000ULL
#define SLOT(slot) ((u64)((s64)((u64)(slot) << 55) >> 16))

static u64 top[PT_ENTRIES], low[PT_ENTRIES], high[PT_ENTRIES];
static u64 l4[PT_ENTRIES];
static struct l5 l5;

static void begin(void)
{
	memset(top, 0, sizeof(top));
	memset(low, 0, sizeof(low));
	memset(high, 0, sizeof(high));
	for (u64 i = 0; i < PT_ENTRIES; i++)
		l4[i] = (i + 0x100) << PAGE_SHIFT | PTE_P;
	l5 = (struct l5){ .top = top, .low = low, .high = high };
	l5_connect(&l5, LOW, HIGH);
}

/* The L4 entry that the processor finds (APM vol.2 5.3.2), or zero. */
static u64 walk(u64 va)
{
	u64 entry = top[va >> 48 & 511];

	switch (entry & PTE_ADDR) {
	case LOW:
		return low[va >> 39 & 511];
	case HIGH:
		return high[va >> 39 & 511];
	}
	return 0;
}

static void test_copy(void)
{
	begin();
	l5_copy(&l5, l4);
	for (unsigned int i = 0; i < PT_ENTRIES; i++)
		is(walk(SLOT(i)), l4[i]);
	/* All other addresses of 57 bits */
	for (unsigned int i = 0; i < PT_ENTRIES; i++)
		for (u64 j = 0; j < PT_ENTRIES; j++)
			if ((i || j >= 256) && (i < 511 || j < 256))
				is(walk((u64)i << 48 | j << 39), 0);
}

static void test_renew(void)
{
	begin();
	is(l5_renew(&l5, SLOT(3)), false);
	l5_copy(&l5, l4);
	for (unsigned int i = 0; i < PT_ENTRIES; i++) {
		is(l5_renew(&l5, SLOT(i)), false);
		l4[i] ^= PTE_RW;
		yes(walk(SLOT(i)) != l4[i]);
		is(l5_renew(&l5, SLOT(i)), true);
		is(walk(SLOT(i)), l4[i]);
		is(l5_renew(&l5, SLOT(i)), false);
	}
}

/* The processor marks the copies; that makes them no older. */
static void test_accessed(void)
{
	begin();
	l5_copy(&l5, l4);
	low[5] |= PTE_A;
	high[300] |= PTE_A;
	is(l5_renew(&l5, SLOT(5)), false);
	is(l5_renew(&l5, SLOT(300)), false);
}

static void test_gap(void)
{
	begin();
	l5_copy(&l5, l4);
	memset(l4, 0, sizeof(l4));
	is(l5_renew(&l5, 0x0000800000000000), false);
	is(l5_renew(&l5, 0xffff7fffffffffff), false);
	is(l5_renew(&l5, 0x0100000000000000), false);
	is(l5_renew(&l5, 0x00007fffffffffff), true);
	is(l5_renew(&l5, 0xffff800000000000), true);
}

int main(void)
{
	tap_run("48 bits, and no other address", test_copy);
	tap_run("an entry is renewed once", test_renew);
	tap_run("the accessed bit is the copy's own", test_accessed);
	tap_run("no entry maps the gap", test_gap);
	return tap_done();
}
