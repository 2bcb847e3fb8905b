// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of page tables: what one may be, the references that it holds, and
 * its replacement under a running hardware walker.
 *
 * A table's entries change only here and, while it is being validated, in
 * pagetable.c. The processor sets A and D on its own at any time, so every
 * store is one atomic access of eight bytes.
 */
#include "mm/pt_entry.h"

#include "core/print.h"
#include "domain/domain.h"
#include "xen/errno.h"

/*
 * Cacheability (PWT, PCD, PAT) is not a guest's choice: an alias of other
 * type breaks coherence with the control domain's mapping (APM vol.2 7.8.6).
 * PS would be a 2 MiB or 1 GiB page.
 */
#define PTE_L1_ALLOWED                                                         \
	(PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D | PTE_G | PTE_AVAIL |         \
	 PTE_NX | PTE_ADDR)
#define PTE_TABLE_ALLOWED (PTE_L1_ALLOWED & ~PTE_G)

/*
 * What may differ between two present entries that hold the same references.
 * Above L1, RW restricts what lies below and is free, too.
 */
#define PTE_L1_FREE (PTE_US | PTE_A | PTE_D | PTE_G | PTE_AVAIL | PTE_NX)
#define PTE_TABLE_FREE ((PTE_L1_FREE & ~PTE_G) | PTE_RW)

u64 pt_entry_adjust(enum frame_type level, u64 pte)
{
	if (!(pte & PTE_P))
		return pte;
	if (level == FRAME_L1) {
		if (!(pte & PTE_US))
			pte |= PTE_GUEST_KERNEL;
		if (!(pte & PTE_GUEST_KERNEL))
			pte |= PTE_G;
	} else if (level == FRAME_L4) {
		pte |= PTE_A;
	}
	return pte | PTE_US;
}

static int page_get(struct domain *d, u64 pte, struct pt_budget *b)
{
	mfn_t m = pte_mfn(pte);
	struct frame *f;

	if (m.n == PTE_ADDR >> PAGE_SHIFT)
		return -XEN_EINVAL; /* INVALID_MFN of a guest */
	f = frame_lookup(m);
	if (!f || !(f->flags & FRAME_DONATED))
		return -XEN_EPERM;
	if (f->owner != d->domid)
		return -XEN_EBUSY;
	if (!(pte & PTE_RW))
		return frame_hold(d, f) ? 0 : -XEN_EBUSY;
	switch (pt_hold_type(d, f, FRAME_WRITABLE, b)) {
	case 0:
		return 0;
	case -XEN_ERESTART:
		return -XEN_ERESTART;
	default:
		return -XEN_EBUSY;
	}
}

int pt_entry_get(struct domain *d, enum frame_type level, u64 pte,
		 struct pt_budget *b)
{
	if (!(pte & PTE_P))
		return 0;
	if (level == FRAME_L1) {
		if (pte & ~PTE_L1_ALLOWED)
			return -XEN_EINVAL;
		return page_get(d, pte, b);
	}
	if (pte & ~PTE_TABLE_ALLOWED)
		return -XEN_EINVAL;
	return pt_get_type(d, pte_mfn(pte), level - 1, b);
}

void pt_entry_put(struct domain *d, enum frame_type level, u64 pte)
{
	struct frame *f;

	if (!(pte & PTE_P))
		return;
	f = frame_known(pte_mfn(pte));
	/* What another domain granted is held by the mapping's record. */
	if (level == FRAME_L1 && f->owner != d->domid)
		return;
	if (level > FRAME_L1 || pte & PTE_RW)
		pt_put_type(d, f);
	else
		frame_put(d, f);
}

/**
 * struct change - one replacement
 * @slot: the entry
 * @old: what the caller saw; receives what was replaced
 * @pte: its new value, adjusted
 */
struct change {
	u64 *slot;
	u64 old;
	u64 pte;
	enum pt_update_mode mode;
};

/* Return: false if the entry is not @old, which PT_UPDATE_EXACT demands. */
static inline bool change_store(struct change *c)
{
	u64 pte = c->pte;

	if (c->mode == PT_UPDATE_NORMAL) {
		c->old = __atomic_exchange_n(c->slot, pte, __ATOMIC_SEQ_CST);
		return true;
	}
	for (;;) {
		if (c->mode == PT_UPDATE_PRESERVE_AD)
			pte = c->pte | (c->old & (PTE_A | PTE_D));
		if (__atomic_compare_exchange_n(c->slot, &c->old, pte, false,
						__ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return true;
		if (c->mode == PT_UPDATE_EXACT)
			return false;
	}
}

/* Do both hold the same references? (Then no rule is broken, either.) */
static inline bool change_is_free(const struct change *c, enum frame_type level)
{
	u64 may_differ = level == FRAME_L1 ? PTE_L1_FREE : PTE_TABLE_FREE;

	return c->old & PTE_P && !((c->old ^ c->pte) & ~may_differ);
}

/* New references first: the old ones may be the last ones of the same frame. */
static int change_apply(struct domain *d, enum frame_type level,
			struct change *c, struct pt_budget *b)
{
	int rc = pt_entry_get(d, level, c->pte, b);

	if (rc)
		return rc;
	if (!change_store(c)) {
		pt_entry_put(d, level, c->pte);
		return -XEN_EAGAIN;
	}
	pt_entry_put(d, level, c->old);
	return 0;
}

/* The same for an entry that goes away. */
static inline int change_clear(struct domain *d, enum frame_type level,
			       struct change *c)
{
	if (!change_store(c))
		return -XEN_EAGAIN;
	pt_entry_put(d, level, c->old);
	return 0;
}

/*
 * The table must stay one meanwhile: taking the new references may un-validate
 * tables that wait for it, and with the last of its parents this one.
 */
static noinline int change_held(struct domain *d, struct frame *table,
				struct change *c, struct pt_budget *b)
{
	int rc;

	if (table->refs == UINT32_MAX)
		return -XEN_EINVAL;
	table->refs++;
	table->type_refs++;
	rc = change_apply(d, table->type, c, b);
	pt_put_type(d, table);
	return rc;
}

/* What takes no references is over at once. */
static inline int table_change(struct domain *d, struct frame *table,
			       struct change *c, struct pt_budget *b)
{
	c->pte = pt_entry_adjust(table->type, c->pte);
	if (!(c->pte & PTE_P))
		return change_clear(d, table->type, c);
	if (change_is_free(c, table->type))
		return change_store(c) ? 0 : -XEN_EAGAIN;
	return change_held(d, table, c, b);
}

/* Is this an entry that a guest may change? */
static inline bool entry_is_guests(const struct frame *table,
				   unsigned int index)
{
	return pt_is_table(table->type) && table->flags & FRAME_VALIDATED &&
	       table->type_refs && !pt_is_hole(table->type, index);
}

/* Any mode but PT_UPDATE_EXACT. */
static int entry_change(struct domain *d, struct frame *table,
			unsigned int index, struct change *c,
			struct pt_budget *b)
{
	bug_on(!spin_is_locked(&d->lock) || table->owner != d->domid);
	bug_on(index >= PT_ENTRIES || c->mode == PT_UPDATE_EXACT);
	if (!entry_is_guests(table, index))
		return -XEN_EINVAL;
	c->slot = pt_slot(table, index);
	c->old = READ_ONCE(*c->slot);
	return table_change(d, table, c, b);
}

int pt_set_entry(struct domain *d, struct frame *table, unsigned int index,
		 u64 pte, enum pt_update_mode mode, struct pt_budget *b)
{
	struct change c = { .pte = pte, .mode = mode };

	return entry_change(d, table, index, &c, b);
}

int pt_swap_entry(struct domain *d, struct frame *table, unsigned int index,
		  u64 *pte, struct pt_budget *b)
{
	struct change c = { .pte = *pte, .mode = PT_UPDATE_NORMAL };
	int rc = entry_change(d, table, index, &c, b);

	if (!rc)
		*pte = c.old;
	return rc;
}

int pt_cmpxchg_entry(struct domain *d, struct frame *table, unsigned int index,
		     u64 *old, u64 pte, struct pt_budget *b)
{
	struct change c = { .pte = pte, .mode = PT_UPDATE_EXACT };
	int rc;

	bug_on(!spin_is_locked(&d->lock) || table->owner != d->domid);
	bug_on(index >= PT_ENTRIES);
	if (!entry_is_guests(table, index))
		return -XEN_EINVAL;
	c.slot = pt_slot(table, index);
	c.old = READ_ONCE(*c.slot);
	if (c.old == *old)
		rc = table_change(d, table, &c, b);
	else
		rc = -XEN_EAGAIN;
	*old = c.old;
	return rc;
}
