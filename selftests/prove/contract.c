// SPDX-License-Identifier: GPL-2.0
/* See contract.h. */
#include "contract.h"

#include "invariant.h"

#include "mm/pagetable.h"
#include "xen/errno.h"

struct inner inner = { .frame = PROVE_FRAMES };

static u32 height(enum frame_type type)
{
	return type <= FRAME_L4 ? type : 0;
}

static bool above_only(enum frame_type type)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++)
		if (held[n].busy && frames[n]->type <= height(type))
			return false;
	return true;
}

void contract_assume(enum frame_type type)
{
	__CPROVER_assume(above_only(type));
}

static void inner_hold(int sign)
{
	struct held *h = &held[inner.frame];

	if (inner.frame >= PROVE_FRAMES)
		return;
	h->typed += sign;
	if (inner.busy)
		h->busy = sign > 0;
}

/* Any state that the invariant allows, from one that it allows. */
static void anything_happens(struct pt_budget *b)
{
	u32 left = nondet_u32() & 7;
	struct noted before;

	__CPROVER_assert(spin_is_locked(&guest.lock), "inner lock");
	state_note(&before);
	state_choose();
	__CPROVER_assume(left <= b->left);
	b->left = left;
	__CPROVER_assume(held_kept(&before));
}

static void invariant_assert(void)
{
	__CPROVER_assert(counts_right(), "inner counts");
	__CPROVER_assert(states_right(), "inner states");
}

static void invariant_assume(void)
{
	__CPROVER_assume(counts_right());
	__CPROVER_assume(states_right());
}

static int any_result(void)
{
	u32 n = nondet_u32() & 3;

	return n == 3 ? -XEN_ERESTART : n == 2 ? -XEN_EBUSY :
	       n ? -XEN_EINVAL : 0;
}

int contract_get_type(struct domain *d, mfn_t m, enum frame_type type,
		      struct pt_budget *b)
{
	u32 n = (u32)(m.n - PROVE_BASE);
	int rc = any_result();

	inner_hold(1);
	invariant_assert();
	__CPROVER_assert(above_only(type), "inner type");
	anything_happens(b);
	if (!rc) {
		__CPROVER_assume(frame_lookup(m));
		held[n].typed++;
		__CPROVER_assume(frames[n]->type == type);
	}
	invariant_assume();
	if (!rc)
		held[n].typed--;
	inner_hold(-1);
	return rc;
}

int contract_hold_type(struct domain *d, struct frame *f, enum frame_type type,
		       struct pt_budget *b)
{
	return contract_get_type(d, frame_mfn(f), type, b);
}

/* pt_get_type() has a general reference on its frame when it calls this. */
int contract_zap(struct domain *d, struct pt_budget *b)
{
	bool done = nondet_u32() & 1;

	if (inner.frame < PROVE_FRAMES)
		held[inner.frame].refs++;
	invariant_assert();
	anything_happens(b);
	invariant_assume();
	__CPROVER_assume(!done || guest.zap_queue == FRAME_NIL);
	if (inner.frame < PROVE_FRAMES)
		held[inner.frame].refs--;
	return done ? 0 : -XEN_ERESTART;
}
