// SPDX-License-Identifier: GPL-2.0
/* Memory, the flush clock and panic() as the model checker sees them. */
#include "machine.h"

#include "core/failure.h"
#include "core/lib.h"
#include "core/print.h"
#include "mm/pagetable.h"
#include "mm/tlb.h"
#include "x86/hw.h"

struct frame frames[PROVE_FRAMES];
u64 memory[PROVE_FRAMES][PROVE_ENTRIES];
struct domain guest;

struct frame *frame_lookup(mfn_t m)
{
	if (m.n < PROVE_BASE || m.n >= PROVE_BASE + PROVE_FRAMES)
		return NULL;
	return &frames[m.n - PROVE_BASE];
}

struct frame *frame_known(mfn_t m)
{
	__CPROVER_assert(frame_lookup(m), "a known frame has been donated");
	return frame_lookup(m);
}

mfn_t frame_mfn(const struct frame *f)
{
	return mfn(PROVE_BASE + (u64)(f - frames));
}

void *frame_map(mfn_t m)
{
	__CPROVER_assert(frame_lookup(m), "a frame that was donated is mapped");
	return memory[m.n - PROVE_BASE];
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
