// SPDX-License-Identifier: GPL-2.0
/* Memory, the flush clock and panic() as the model checker sees them. */
#include "machine.h"

#include "core/failure.h"
#include "core/lib.h"
#include "core/print.h"
#include "mm/pagetable.h"
#include "mm/tlb.h"
#include "x86/hw.h"

/* Objects of their own: an array makes the solver's work many times as hard. */
static struct frame frame_1, frame_2, frame_3;
static u64 memory_1[PROVE_ENTRIES], memory_2[PROVE_ENTRIES];
static u64 memory_3[PROVE_ENTRIES];
struct frame *const frames[] = { &frame_1, &frame_2, &frame_3 };
u64 *const memory[] = { memory_1, memory_2, memory_3 };
struct domain guest;

u32 frame_index(const struct frame *f)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++)
		if (f == frames[n])
			return n;
	__CPROVER_assert(false, "a frame of the table");
	return 0;
}

struct frame *frame_lookup(mfn_t m)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++)
		if (m.n == PROVE_BASE + n)
			return frames[n];
	return NULL;
}

struct frame *frame_known(mfn_t m)
{
	__CPROVER_assert(frame_lookup(m), "a known frame has been donated");
	return frame_lookup(m);
}

mfn_t frame_mfn(const struct frame *f)
{
	return mfn(PROVE_BASE + frame_index(f));
}

void *frame_map(mfn_t m)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++)
		if (m.n == PROVE_BASE + n)
			return memory[n];
	__CPROVER_assert(false, "a frame that was donated is mapped");
	return memory[0];
}

void pt_hole_fill(u64 *l4)
{
	l4[PT_HOLE_FIRST] = HOLE;
}

/* How many processors had to be waited for is anybody's guess. */
unsigned int tlb_settle(struct domain *d, const struct frame *f)
{
	return nondet_u32() & 3;
}

void tlb_stamp(struct domain *d, struct frame *f)
{
}

bool descriptor_page_fix(u64 *page)
{
	bool harmless;

	return harmless;
}

void frame_m2p_set(mfn_t m, u64 pfn)
{
}

void hw_frame_show(mfn_t m)
{
}

void hw_frame_conceal(mfn_t m)
{
}

void fail_check(void)
{
	__CPROVER_assume(false);
}

void panic(const char *fmt, ...)
{
	__CPROVER_assert(false, "no bug_on() of the monitor");
	__CPROVER_assume(false);
}
