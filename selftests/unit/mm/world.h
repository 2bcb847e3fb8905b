/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest with a few frames, its lock held, for the tests of the validator.
 */
#ifndef MM_WORLD_H
#define MM_WORLD_H

#include "arena.h"
#include "domain.h"
#include "log.h"
#include "tap.h"
#include "tlb.h"
#include "core/types.h"
#include "domain/domain.h"
#include "mm/frame.h"
#include "mm/pagetable.h"
#include "xen/errno.h"

/* Entry flags as Linux gives them. */
#define RO (PTE_P | PTE_US | PTE_A)
#define RW (RO | PTE_RW)
#define TABLE (RW | PTE_D)

/* Domain 1, its lock held; domain 2 is its neighbour, unlocked. */
extern struct domain *guest;
extern struct domain *neighbour;

/* Enough for everything but the tests of restarts. */
extern struct pt_budget plenty;

/** world_init() - once per case */
void world_init(void);

/** page() - a zeroed frame of @guest */
mfn_t page(void);

/** page_of() - ... of any domain, whose lock need not be held */
mfn_t page_of(struct domain *d);

/** frame() - its frame-table entry */
struct frame *frame(mfn_t m);

/** entry() - the contents of a slot */
u64 entry(mfn_t table, unsigned int index);

/** put_entry() - write a slot as a guest does before the table is one */
void put_entry(mfn_t table, unsigned int index, mfn_t target, u64 flags);

/** pte() - an entry */
u64 pte(mfn_t target, u64 flags);

/** get_type() / set() - with plenty of budget, in @guest */
int get_type(mfn_t m, enum frame_type type);
void put_type(mfn_t m);
int set(mfn_t table, unsigned int index, u64 value);
int pin(mfn_t m, enum frame_type level);
int unpin(mfn_t m);

/** zap() - empty the queue */
void zap(void);

/** check() - compare with the model; the vCPU's frames are held */
unsigned int check(void);

/** check_domain() - the same for any domain */
unsigned int check_domain(struct domain *d);

/**
 * struct tree - an address space: l4[0] -> l3[0] -> l2[0] -> l1[0] -> data,
 * not validated; l1[1] maps all of the tables read-only
 */
struct tree {
	mfn_t l4;
	mfn_t l3;
	mfn_t l2;
	mfn_t l1;
	mfn_t data;
};

struct tree tree_build(void);

/** dense_build() - the same with hundreds of entries, 384 of them in the L1 */
struct tree dense_build(void);

#endif /* MM_WORLD_H */
