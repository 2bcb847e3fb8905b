// SPDX-License-Identifier: GPL-2.0
/* Entries for frames of others. Read pt_grant.h and pt_entry.c first. */
#include "mm/pt_grant.h"

#include "core/print.h"
#include "domain/domain.h"
#include "mm/guest_copy.h"
#include "mm/pt_entry.h"

static bool is_l1(const struct frame *f)
{
	return f->type == FRAME_L1 && f->type_refs &&
	       f->flags & FRAME_VALIDATED;
}

bool pt_place_of(const struct vcpu *v, u64 where, struct pt_place *place)
{
	bug_on(!spin_is_locked(&v->d->lock));
	if (!guest_range_ok(gva(where), 1))
		return false;
	place->table = pt_walk(v->root, where, &place->index);
	return place->table;
}

bool pt_place_at(struct domain *d, u64 where, struct pt_place *place)
{
	bug_on(!spin_is_locked(&d->lock));
	place->table = frame_lookup(maddr_to_mfn(where));
	place->index = offset_in_page(where) / sizeof(u64);
	return !(where % sizeof(u64)) && place->table &&
	       place->table->owner == d->domid && is_l1(place->table);
}

int pt_grant_map(struct domain *d, const struct pt_place *place, u64 pte,
		 struct pt_budget *b)
{
	u64 *slot = pt_slot(place->table, place->index);
	struct frame *f = frame_lookup(pte_mfn(pte));
	u64 old;

	bug_on(!f);
	if (f->owner == d->domid)
		return pt_set_entry(d, place->table, place->index, pte,
				    PT_UPDATE_NORMAL, b);
	pte = pt_entry_adjust(FRAME_L1, pte);
	old = __atomic_exchange_n(slot, pte, __ATOMIC_SEQ_CST);
	pt_entry_put(d, FRAME_L1, old);
	return 0;
}

bool pt_grant_unmap(struct domain *d, const struct pt_place *place, u64 pte,
		    u64 fresh)
{
	const u64 same = PTE_ADDR | PTE_P | PTE_RW;
	u64 *slot = pt_slot(place->table, place->index);
	u64 old = READ_ONCE(*slot);

	/* The processor may set A and D in between. */
	do {
		if ((old ^ pte) & same)
			return false;
	} while (!__atomic_compare_exchange_n(slot, &old, fresh, false,
					      __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	pt_entry_put(d, FRAME_L1, old);
	return true;
}

u64 pt_place_steal(const struct pt_place *place)
{
	return __atomic_exchange_n(pt_slot(place->table, place->index), 0,
				   __ATOMIC_SEQ_CST);
}
