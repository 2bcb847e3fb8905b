/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entries of page tables that map a frame which another domain granted.
 *
 * Such an entry holds no reference: the record of the mapping does
 * (domain/grant_map.h), and pt_entry_put() leaves a frame of another owner
 * alone. So the validator never needs the lock of a second domain. A guest
 * cannot make such an entry itself, nor another one from it: only the bits
 * that change no reference may change. It may drop one at any time.
 *
 * An entry for a frame of the domain's own is an ordinary one.
 */
#ifndef UNDERPIN_MM_PT_GRANT_H
#define UNDERPIN_MM_PT_GRANT_H

#include "core/types.h"
#include "domain/vcpu.h"
#include "mm/pagetable.h"

/**
 * struct pt_place - an entry of an L1 table
 * @table: in use as a table, the domain's own
 */
struct pt_place {
	struct frame *table;
	unsigned int index;
};

/**
 * pt_place_of() - the entry that maps an address in the kernel's tables
 * pt_place_at() - the entry at a machine address
 * @where: hostile
 *
 * d->lock held, also as long as the place is used.
 *
 * Return: false if there is none.
 */
bool pt_place_of(const struct vcpu *v, u64 where, struct pt_place *place);
bool pt_place_at(struct domain *d, u64 where, struct pt_place *place);

/**
 * pt_grant_map() - make an entry for a granted frame
 * @pte: without the adjustments of pt_entry.h
 *
 * The caller holds the frame, as the entry needs it, longer than any
 * translation of the entry can last.
 *
 * Return: 0; for a frame of @d's own also the errors of pt_set_entry().
 */
int pt_grant_map(struct domain *d, const struct pt_place *place, u64 pte,
		 struct pt_budget *b);

/**
 * pt_grant_unmap() - replace the entry of a granted frame
 * @pte: frame and PTE_RW as it was mapped
 * @fresh: a new value, with the references that it holds; zero: none
 *
 * Translations may remain: the caller flushes.
 *
 * Return: false if the entry is another one.
 */
bool pt_grant_unmap(struct domain *d, const struct pt_place *place, u64 pte,
		    u64 fresh);

/**
 * pt_place_steal() - take an entry out, with the references that it holds
 *
 * Return: its value.
 */
u64 pt_place_steal(const struct pt_place *place);

#endif /* UNDERPIN_MM_PT_GRANT_H */
