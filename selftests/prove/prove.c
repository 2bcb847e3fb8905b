// SPDX-License-Identifier: GPL-2.0
/*
 * One operation from any state in which the invariant holds ends in a state in
 * which it holds: so it does after any number of them. OP chooses which.
 */
#include "contract.h"
#include "invariant.h"
#include "machine.h"

#include "mm/pagetable.h"
#include "mm/pt_entry.h"
#include "xen/base.h"

static struct noted before;
static u32 got = PROVE_FRAMES; /* the operation took a typed reference on it */

/* A frame of the guest that somebody outside holds. */
static u32 holder(void)
{
	u32 n = nondet_u32();

	__CPROVER_assume(n < PROVE_FRAMES && frames[n]->owner == GUEST);
	return n;
}

static u32 any_frame(void)
{
	u32 n = nondet_u32();

	__CPROVER_assume(n < PROVE_FRAMES);
	return n;
}

/* pt_get_type() itself, with its contract for all that it recurses into. */
void op_get(struct pt_budget *b)
{
	mfn_t m = mfn_choose();
	u32 n = (u32)(m.n - PROVE_BASE);

	contract_assume(TYPE);
	inner.frame = n;
	inner.busy = true;
	if (pt_get_type(&guest, m, TYPE, b))
		return;
	__CPROVER_assert(frames[n]->type == TYPE, "the type");
	held[n].typed++;
	got = n;
}

void op_put(struct pt_budget *b)
{
	u32 n = holder();

	__CPROVER_assume(held[n].typed);
	held[n].typed--;
	pt_put_type(&guest, frames[n]);
}

/* As frame-spec.c says: those that are counted, the last one frees. */
static void frame_expect(u32 n, const struct frame *was, int by)
{
	const struct frame *f = frames[n];
	bool freed = by < 0 && was->refs == 1;

	__CPROVER_assert(f->refs == was->refs + by, "as specified: refs");
	__CPROVER_assert(f->type_refs == was->type_refs &&
			 f->progress == was->progress &&
			 f->link == was->link, "as specified: the rest");
	__CPROVER_assert(f->owner == (freed ? DOMID_INVALID : was->owner) &&
			 f->type == (freed ? FRAME_NONE : was->type) &&
			 f->flags == (freed ? FRAME_DONATED : was->flags),
			 "as specified: state");
}

void op_ref(struct pt_budget *b)
{
	u32 n = any_frame();
	struct frame was = *frames[n];
	mfn_t m = mfn_choose();
	bool mine = m.n == PROVE_BASE + n;

	if (frame_get(&guest, m))
		held[m.n - PROVE_BASE].refs++;
	frame_expect(n, &was, mine && was.owner == GUEST);
}

void op_unref(struct pt_budget *b)
{
	u32 n = holder(), other = any_frame();
	struct frame was = *frames[other];

	__CPROVER_assume(held[n].refs);
	held[n].refs--;
	frame_put(&guest, frames[n]);
	frame_expect(other, &was, other == n ? -1 : 0);
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
	u32 mode = nondet_u32(), index = nondet_u32(), n = holder();

	__CPROVER_assume(mode == PT_UPDATE_NORMAL ||
			 mode == PT_UPDATE_PRESERVE_AD);
	__CPROVER_assume(index < PT_ENTRIES);
	inner.frame = n;
	pt_set_entry(&guest, frames[n], index, entry_choose(), mode, b);
	before.memory[n][index] = memory[n][index];
}

void op_cmpxchg(struct pt_budget *b)
{
	u32 index = nondet_u32(), n = holder();
	u64 old = entry_choose();

	__CPROVER_assume(index < PT_ENTRIES);
	inner.frame = n;
	pt_cmpxchg_entry(&guest, frames[n], index, &old, entry_choose(), b);
	before.memory[n][index] = memory[n][index];
}

void op_zap(struct pt_budget *b)
{
	if (!pt_zap(&guest, b))
		__CPROVER_assert(guest.zap_queue == FRAME_NIL, "the end");
}

void op_abandon(struct pt_budget *b)
{
	u32 n = holder();

	__CPROVER_assume(frames[n]->flags & FRAME_PARTIAL);
	pt_abandon(&guest, frames[n]);
}

void op_release(struct pt_budget *b)
{
	u32 n = holder(), other = any_frame();
	struct frame was = *frames[other];
	bool mine = other == n && was.flags & FRAME_ALLOCATED;

	was.flags &= mine ? ~FRAME_ALLOCATED : 0xff;
	frame_release(&guest, frames[n]);
	frame_expect(other, &was, mine ? -1 : 0);
}

int main(void)
{
	struct pt_budget b = { nondet_u32() & 7 };

	state_choose();
	holders_choose(TYPE != FRAME_NONE);
	__CPROVER_assume(states_right() && counts_right());
	state_note(&before);
	spin_lock(&guest.lock);
	OP(&b);
	spin_unlock(&guest.lock);
	__CPROVER_assert(counts_right(), "counts");
	__CPROVER_assert(states_right(), "states");
	__CPROVER_assert(guest_confined(), "confinement");
	if (got < PROVE_FRAMES)
		held[got].typed--;
	__CPROVER_assert(held_kept(&before), "what is held stays");
}
