// SPDX-License-Identifier: GPL-2.0
/*
 * Values that hypercalls may be interested in. A guest that is to survive its
 * own calls has a pool of frames for them; frames that it lives in are not
 * named then, however the value may be read.
 */
#include "fuzz.h"
#include "guest.h"
#include "xen/base.h"
#include "xen/layout.h"
#include "xen/memory.h"

static u8 pages[FUZZ_POOL][PAGE_SIZE] __aligned(PAGE_SIZE);
static u64 pool[FUZZ_POOL];
static u64 own_first, own_last; /* frames that the guest began with */

/* xorshift64*: the same sequence everywhere */
u64 fuzz_rnd(struct fuzz *z, u64 below)
{
	z->state ^= z->state >> 12;
	z->state ^= z->state << 25;
	z->state ^= z->state >> 27;
	return (z->state * 0x2545f4914f6cdd1dULL >> 16) % below;
}

void fuzz_pool_init(void)
{
	const u64 *p2m = (const u64 *)start->mfn_list;
	u64 i;

	own_first = ~0ULL;
	for (i = 0; i < start->nr_pages; i++) {
		own_first = p2m[i] < own_first ? p2m[i] : own_first;
		own_last = p2m[i] > own_last ? p2m[i] : own_last;
	}
	for (i = 0; i < FUZZ_POOL; i++) {
		pool[i] = va_to_mfn(pages[i]);
		map(pages[i], 0, 0);
	}
}

void fuzz_pool_repair(struct fuzz *z)
{
	u64 at = fuzz_rnd(z, FUZZ_POOL);
	u64 frame = pool[at];
	struct xen_memory_reservation r = {
		.extent_start = addr(&frame),
		.nr_extents = 1,
		.domid = DOMID_SELF,
	};

	/* It can be mapped if it is still this guest's. */
	if (map(pages[at], frame, PTE_RO_PAGE)) {
		frame = (addr(pages[at]) - VIRT_BASE) / PAGE_SIZE;
		if (hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap,
			       addr(&r)) == 1)
			pool[at] = frame;
	}
	map(pages[at], 0, 0);
}

static bool names_own(u64 frame)
{
	unsigned int i;

	if (frame < own_first || frame > own_last)
		return false;
	for (i = 0; i < FUZZ_POOL; i++)
		if (pool[i] == frame)
			return false;
	return true;
}

/* By itself, as an address, or as an entry. */
static bool dangerous(u64 value)
{
	return names_own(value) || names_own(value >> 12) ||
	       names_own((value & PTE_ADDR) >> 12) ||
	       names_own((u32)value) || names_own(value >> 32) ||
	       (value >= VIRT_BASE && value < addr(pages)) ||
	       (value >= addr(pages + FUZZ_POOL) && value < -PAGE_SIZE);
}

u64 fuzz_frame(struct fuzz *z)
{
	static const u64 edges[] = {
		0, 1, 0xa0, 0x100, 1ULL << 20, 1ULL << 32, (1ULL << 40) - 1,
		1ULL << 52, ~0ULL,
	};
	u64 frame;

	if (z->wild && !fuzz_rnd(z, 8))
		return own_first + fuzz_rnd(z, own_last - own_first + 1);
	if (fuzz_rnd(z, 16))
		return pool[fuzz_rnd(z, FUZZ_POOL)];
	if (fuzz_rnd(z, 2))
		return edges[fuzz_rnd(z, ARRAY_SIZE(edges))];
	frame = fuzz_rnd(z, 1ULL << 20);
	return names_own(frame) ? 0 : frame;
}

u64 fuzz_page(struct fuzz *z)
{
	return addr(pages[fuzz_rnd(z, FUZZ_POOL)]);
}

u64 fuzz_entry(struct fuzz *z)
{
	static const u64 flags[] = {
		PTE_RO_PAGE, PTE_RO_PAGE, PTE_RW_PAGE, PTE_RW_PAGE, PTE_P,
		PTE_P | PTE_RW, 0,
	};
	u64 e = fuzz_frame(z) << 12 | flags[fuzz_rnd(z, ARRAY_SIZE(flags))];

	if (!fuzz_rnd(z, 8))
		e ^= 1ULL << fuzz_rnd(z, 64);
	return !z->wild && names_own((e & PTE_ADDR) >> 12) ? 0 : e;
}

u64 fuzz_pointer(struct fuzz *z)
{
	static const u64 edges[] = {
		0, 8, 0x7fffffffe000, 0x7fffffffffff, 0x800000000000,
		0xffff7ffffffffff8, HYPERVISOR_VIRT_START - 4,
		HYPERVISOR_VIRT_START, 0xffff808000000000, 0xffff818000000000,
		0xffff818040005ff0, 0xffff840000000000,
		HYPERVISOR_VIRT_END - 8, HYPERVISOR_VIRT_END,
		0xfffffffffffffff8, ~0ULL,
	};

	switch (fuzz_rnd(z, 16)) {
	case 0:
		return edges[fuzz_rnd(z, ARRAY_SIZE(edges))];
	case 1:
		return fuzz_page(z) + fuzz_rnd(z, PAGE_SIZE);
	case 2: /* runs into what is not mapped */
		return addr(z->scratch + FUZZ_WORDS) - fuzz_rnd(z, 64);
	case 3:
		return addr(z->scratch) + fuzz_rnd(z, PAGE_SIZE);
	default:
		return addr(z->scratch);
	}
}

u64 fuzz_value(struct fuzz *z)
{
	u64 value;

	switch (fuzz_rnd(z, 10)) {
	case 0 ... 2:
		return fuzz_rnd(z, 4);
	case 3:
		return fuzz_rnd(z, 64);
	case 4:
		value = (1ULL << fuzz_rnd(z, 64)) - fuzz_rnd(z, 3);
		break;
	case 5:
		return fuzz_frame(z);
	case 6:
		return 0x7ff0 + fuzz_rnd(z, 16); /* domain ids with a meaning */
	case 7:
		return fuzz_pointer(z);
	case 8:
		return fuzz_entry(z);
	default:
		value = fuzz_rnd(z, ~0ULL) << 16 ^ fuzz_rnd(z, ~0ULL);
		break;
	}
	return !z->wild && dangerous(value) ? 0 : value;
}
