// SPDX-License-Identifier: GPL-2.0
#include "walk.h"

#include "core/print.h"
#include "heap.h"
#include "mm/pte.h"
#include "tap.h"
#include "x86/hw.h"
#include "x86/npt.h"
#include "x86/paging.h"

static struct up_shared shared;

/* Tables are named by address, not by pointer; the tests count them. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

bool paging_five_levels(void)
{
	return false;
}

void machine_init(void)
{
	struct up_init init = {
		.image = IMAGE,
		.shared = direct_to_maddr(&shared),
		.paddr_bits = 40,
	};

	is(npt_init(&init), 0);
}

enum seen walk(u64 maddr, int *shift)
{
	u64 entry = npt_root() | PTE_P | PTE_RW;
	u64 rights = PTE_RW, offset;

	for (*shift = 39; *shift >= 12; *shift -= 9) {
		const u64 *table = maddr_to_direct(entry & PTE_ADDR);

		entry = table[maddr >> *shift & 511];
		if (!(entry & PTE_P))
			return SEEN_NOTHING;
		bug_on(!(entry & PTE_US));
		rights &= entry;
		if (*shift == 12 || (*shift < 39 && entry & PTE_PS))
			break;
	}
	offset = (1ULL << *shift) - 1;
	if ((entry & PTE_ADDR) == (maddr & ~offset))
		return rights ? SEEN_ITSELF : SEEN_READ_ONLY;
	return rights ? SEEN_SCRAP : SEEN_ZERO;
}

enum seen seen(u64 maddr)
{
	int shift;
	enum seen what = walk(maddr, &shift);

	is(hw_visible(maddr), what == SEEN_ITSELF);
	return what;
}

int page_shift(u64 maddr)
{
	int shift;

	walk(maddr, &shift);
	return shift;
}

u32 flushes(void)
{
	return shared.flush;
}
