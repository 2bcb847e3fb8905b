// SPDX-License-Identifier: GPL-2.0
/*
 * One operation from any state in which the invariant holds ends in a state in
 * which it holds: so it does after any number of them. OP chooses which.
 */
#include "invariant.h"
#include "machine.h"

#include "mm/pagetable.h"
#include "mm/pt_entry.h"

/* A frame of the guest that somebody outside holds. */
static u32 holder(void)
{
	u32 n = nondet_u32();

	__CPROVER_assume(n < PROVE_FRAMES && frames[n].owner == GUEST);
	return n;
}

static enum frame_type any_type(void)
{
	u32 type = nondet_u32();

	__CPROVER_assume((type >= FRAME_L1 && type <= FRAME_L4) ||
			 type == FRAME_SEG_DESC || type == FRAME_WRITABLE);
	return type;
}

void op_get(struct pt_budget *b)
{
	mfn_t m = mfn_choose();
	enum frame_type type = any_type();

	if (!pt_get_type(&guest, m, type, b))
		held[m.n - PROVE_BASE].typed++;
}

void op_put(struct pt_budget *b)
{
	u32 n = holder();

	__CPROVER_assume(held[n].typed);
	held[n].typed--;
	pt_put_type(&guest, &frames[n]);
}

void op_ref(struct pt_budget *b)
{
	mfn_t m = mfn_choose();

	if (frame_get(&guest, m))
		held[m.n - PROVE_BASE].refs++;
}

void op_unref(struct pt_budget *b)
{
	u32 n = holder();

	__CPROVER_assume(held[n].refs);
	held[n].refs--;
	frame_put(&guest, &frames[n]);
}

void op_pin(struct pt_budget *b)
{
	u32 level = nondet_u32();

	__CPROVER_assume(level >= FRAME_L1 && level <= FRAME_L4);
	pt_pin(&guest, mfn_choose(), level, b);
}

void op_unpin(struct pt_budget *b)
{
	pt_unpin(&guest, mfn_choose(), b);
}

void op_set(struct pt_budget *b)
{
	u32 mode = nondet_u32(), index = nondet_u32();

	__CPROVER_assume(mode == PT_UPDATE_NORMAL ||
			 mode == PT_UPDATE_PRESERVE_AD);
	__CPROVER_assume(index < PT_ENTRIES);
	pt_set_entry(&guest, &frames[holder()], index, entry_choose(), mode, b);
}

void op_cmpxchg(struct pt_budget *b)
{
	u32 index = nondet_u32();
	u64 old = entry_choose();

	__CPROVER_assume(index < PT_ENTRIES);
	pt_cmpxchg_entry(&guest, &frames[holder()], index, &old, entry_choose(),
			 b);
}

void op_zap(struct pt_budget *b)
{
	pt_zap(&guest, b);
}

void op_abandon(struct pt_budget *b)
{
	u32 n = holder();

	__CPROVER_assume(frames[n].flags & FRAME_PARTIAL);
	pt_abandon(&guest, &frames[n]);
}

void op_release(struct pt_budget *b)
{
	frame_release(&guest, &frames[holder()]);
}

int main(void)
{
	struct pt_budget b = { nondet_u32() & 7 };

	state_choose();
	__CPROVER_assume(states_right() && counts_right());
	spin_lock(&guest.lock);
	OP(&b);
	spin_unlock(&guest.lock);
	__CPROVER_assert(counts_right(), "counts");
	__CPROVER_assert(states_right(), "states");
	__CPROVER_assert(guest_confined(), "confinement");
}
