// SPDX-License-Identifier: GPL-2.0
/*
 * Types of frames: taking and dropping typed references, validation of whole
 * tables, and its undoing. Read pagetable.h first, then pt_entry.c, which is
 * what happens to each entry.
 *
 * Invariants, for a frame of type L1 to L4:
 *  - type_refs > 0: VALIDATED; all entries hold their references;
 *  - PARTIAL or ZAPPING: type_refs is 0, the entries below `progress` hold
 *    their references, and one general reference belongs to the state;
 *  - otherwise no entry holds a reference.
 * Nobody but pt_entry.c writes to a frame in one of the first two states: a
 * writable mapping would need the type FRAME_WRITABLE.
 *
 * Validation recurses from a table to those that it names, which are one level
 * lower: four levels deep at most, and never into a table that it is in.
 */
#include "mm/pagetable.h"

#include "core/print.h"
#include "domain/domain.h"
#include "mm/descriptor.h"
#include "mm/pt_entry.h"
#include "mm/tlb.h"
#include "xen/errno.h"

/*
 * Looking at a page of descriptors, in entries of work. Nothing stops because
 * of it: the pages of a table are taken all at once or not at all.
 */
#define DESC_PAGE_COST 64

/* The caller's general reference becomes the queue's. */
static void zap_later(struct domain *d, struct frame *f)
{
	bug_on(f->type_refs || f->flags & (FRAME_PINNED | FRAME_ZAPPING));
	f->flags &= ~(FRAME_VALIDATED | FRAME_PARTIAL);
	f->flags |= FRAME_ZAPPING;
	f->link = d->zap_queue;
	d->zap_queue = (u32)frame_mfn(f).n;
}

/*
 * Most entries of most tables are not present: so many are skipped for the
 * price of one, and looked at by one test.
 */
#define SKIP_FOR_ONE 16

/* Of a table, where nothing but A and D may change meanwhile: plain reads. */
static bool group_absent(const u64 *slots)
{
	u64 any = 0;

#pragma GCC unroll 16
	for (unsigned int i = 0; i < SKIP_FOR_ONE; i++)
		any |= slots[i];
	return !(any & PTE_P);
}

/* The first present entry of [@from, PT_ENTRIES), or PT_ENTRIES. */
static unsigned int present_from(const u64 *slots, unsigned int from)
{
	while (from < PT_ENTRIES) {
		if (READ_ONCE(slots[from]) & PTE_P)
			return from;
		from++;
		while (from % SKIP_FOR_ONE == 0 && from < PT_ENTRIES &&
		       group_absent(slots + from))
			from += SKIP_FOR_ONE;
	}
	return from;
}

/* One more than the last present entry of [0, @end), or zero. */
static unsigned int present_below(const u64 *slots, unsigned int end)
{
	while (end) {
		if (READ_ONCE(slots[end - 1]) & PTE_P)
			return end;
		end--;
		while (end % SKIP_FOR_ONE == 0 && end &&
		       group_absent(slots + end - SKIP_FOR_ONE))
			end -= SKIP_FOR_ONE;
	}
	return end;
}

/* Return: -XEN_ERESTART with `progress` entries left to do. */
static int table_zap(struct domain *d, struct frame *f, struct pt_budget *b)
{
	u64 *slots = frame_map(frame_mfn(f));
	unsigned int end;

	while (f->progress) {
		if (!b->left)
			return -XEN_ERESTART;
		end = present_below(slots, f->progress);
		pt_spend(b, 1 + (f->progress - end) / SKIP_FOR_ONE);
		if (end && !pt_is_hole(f->type, end - 1))
			pt_entry_put(d, f->type, READ_ONCE(slots[end - 1]));
		f->progress = end ? end - 1 : 0;
	}
	return 0;
}

static noinline int queue_zap(struct domain *d, struct pt_budget *b)
{
	struct frame *f;

	while (d->zap_queue != FRAME_NIL) {
		if (!b->left)
			return -XEN_ERESTART;
		f = frame_known(mfn(d->zap_queue));
		bug_on(!(f->flags & FRAME_ZAPPING));
		/* Off the queue meanwhile: its entries may join it. */
		d->zap_queue = f->link;
		f->flags &= ~FRAME_ZAPPING;
		if (table_zap(d, f, b)) {
			zap_later(d, f);
			return -XEN_ERESTART;
		}
		frame_put(d, f);
		pt_spend(b, 1); /* the table may have had no entry */
	}
	return 0;
}

int pt_zap(struct domain *d, struct pt_budget *b)
{
	bug_on(!spin_is_locked(&d->lock));
	/* Nearly always there is nothing. */
	return d->zap_queue == FRAME_NIL ? 0 : queue_zap(d, b);
}

void pt_abandon(struct domain *d, struct frame *f)
{
	bug_on(!(f->flags & FRAME_PARTIAL));
	zap_later(d, f);
}

static int entry_validate(struct domain *d, enum frame_type level, u64 *slot,
			  struct pt_budget *b)
{
	u64 pte = READ_ONCE(*slot);
	u64 adjusted;
	int rc;

	rc = pt_entry_get(d, level, pte, b);
	if (rc)
		return rc;
	adjusted = pt_entry_adjust(level, pte);
	if (adjusted != pte)
		__atomic_fetch_or(slot, adjusted, __ATOMIC_SEQ_CST);
	return 0;
}

/*
 * An entry is paid for when it is done, and what was skipped is not looked at
 * again: whatever the budget, a restarted operation gets on.
 */
static int entries_validate(struct domain *d, struct frame *f,
			    struct pt_budget *b)
{
	u64 *slots = frame_map(frame_mfn(f));
	unsigned int index;
	int rc;

	while (f->progress < PT_ENTRIES) {
		if (!b->left)
			return -XEN_ERESTART;
		index = present_from(slots, f->progress);
		pt_spend(b, (index - f->progress) / SKIP_FOR_ONE);
		f->progress = index;
		if (index == PT_ENTRIES)
			break;
		if (!pt_is_hole(f->type, index)) {
			rc = entry_validate(d, f->type, &slots[index], b);
			if (rc)
				return rc;
		}
		f->progress++;
		pt_spend(b, 1);
	}
	return 0;
}

/* The caller's general reference ends up with whatever state the frame has. */
static int table_validate(struct domain *d, struct frame *f,
			  struct pt_budget *b)
{
	int rc;

	if (f->flags & FRAME_PARTIAL) {
		f->flags &= ~FRAME_PARTIAL;
		frame_put(d, f);
	} else {
		f->progress = 0;
	}
	/* Held meanwhile, so that an entry that wants another type fails. */
	f->type_refs = 1;
	rc = entries_validate(d, f, b);
	if (!rc) {
		if (f->type == FRAME_L4)
			pt_hole_fill(frame_map(frame_mfn(f)));
		f->flags |= FRAME_VALIDATED;
		return 0;
	}
	f->type_refs = 0;
	if (rc == -XEN_ERESTART) {
		f->flags |= FRAME_PARTIAL;
		return rc;
	}
	zap_later(d, f);
	return -XEN_EINVAL;
}

/* Translations of the old type are gone before the content is looked at. */
static void type_change(struct domain *d, struct frame *f, enum frame_type type,
			struct pt_budget *b)
{
	bug_on(f->type_refs || f->flags & (FRAME_PARTIAL | FRAME_ZAPPING));
	if (f->type == type)
		return;
	if (f->type != FRAME_NONE)
		pt_spend(b, tlb_settle(d, f) * TLB_WAIT_COST +
				    TLB_SCAN_COST(d));
	f->flags &= ~FRAME_VALIDATED;
	f->type = type;
}

static int type_refuse(enum frame_type wanted)
{
	return wanted == FRAME_WRITABLE ? -XEN_EBUSY : -XEN_EINVAL;
}

/*
 * May the frame be used in this type, and is it of this type by now? What is
 * in its way may only wait for its un-validation, or that of a table above.
 */
static int type_prepare(struct domain *d, struct frame *f, enum frame_type type,
			struct pt_budget *b)
{
	int rc;

	if (f->flags & FRAME_XEN && type != FRAME_WRITABLE)
		return -XEN_EINVAL;
	if (f->flags & FRAME_ZAPPING || (f->type_refs && f->type != type)) {
		rc = pt_zap(d, b);
		if (rc)
			return rc;
	}
	if (f->type_refs == UINT32_MAX)
		return type_refuse(type);
	if (f->type_refs || f->flags & FRAME_PARTIAL)
		return f->type == type ? 0 : type_refuse(type);
	type_change(d, f, type, b);
	if (type == FRAME_SEG_DESC) {
		pt_spend(b, DESC_PAGE_COST);
		if (!descriptor_page_fix(frame_map(frame_mfn(f))))
			return -XEN_EINVAL;
	}
	return 0;
}

/* Whatever it returns, the caller's general reference is taken care of. */
static int type_get(struct domain *d, struct frame *f, enum frame_type type,
		    struct pt_budget *b)
{
	int rc = type_prepare(d, f, type, b);

	if (rc) {
		frame_put(d, f);
		return rc;
	}
	if (pt_is_table(type) && !f->type_refs)
		return table_validate(d, f, b);
	f->flags |= FRAME_VALIDATED;
	f->type_refs++;
	return 0;
}

int pt_hold_type(struct domain *d, struct frame *f, enum frame_type type,
		 struct pt_budget *b)
{
	bug_on(!spin_is_locked(&d->lock));
	if (!frame_hold(d, f))
		return -XEN_EINVAL;
	/* In use in this type, or data as before: nothing is to be looked at. */
	if (f->type == type && (f->type_refs || type == FRAME_WRITABLE) &&
	    f->type_refs != UINT32_MAX) {
		f->flags |= FRAME_VALIDATED;
		f->type_refs++;
		return 0;
	}
	return type_get(d, f, type, b);
}

int pt_get_type(struct domain *d, mfn_t m, enum frame_type type,
		struct pt_budget *b)
{
	return pt_hold_type(d, frame_lookup(m), type, b);
}

void pt_put_type(struct domain *d, struct frame *f)
{
	bug_on(!spin_is_locked(&d->lock));
	bug_on(f->owner != d->domid || !f->type_refs);
	if (--f->type_refs) {
		frame_put(d, f);
		return;
	}
	tlb_stamp(d, f);
	if (pt_is_table(f->type)) {
		f->progress = PT_ENTRIES;
		zap_later(d, f);
		return;
	}
	f->flags &= ~FRAME_VALIDATED;
	frame_put(d, f);
}

static unsigned int va_index(u64 va, enum frame_type level)
{
	return va >> (PAGE_SHIFT + 9 * (level - FRAME_L1)) & (PT_ENTRIES - 1);
}

/*
 * @pte if it is present, else zero, by arithmetic: the rest of an entry that is
 * not present is the guest's choice, and where a processor only predicts that
 * it is, nothing must be loaded from there (Spectre variant 1).
 */
static u64 present_nospec(u64 pte)
{
	u64 present = pte & PTE_P;

	/* The compiler is not to see that a check came before. */
	asm("" : "+r"(present));
	return pte & -present;
}

/*
 * The L1 table of @va, or MFN_NONE. Tables above are validated, and with them
 * that a present entry names a validated table one level lower: numbers of
 * frames are enough to follow.
 */
static mfn_t walk(mfn_t root, u64 va)
{
	enum frame_type level;
	mfn_t m = root;

	if (pt_is_hole(FRAME_L4, va_index(va, FRAME_L4)))
		return MFN_NONE;
	for (level = FRAME_L4; level > FRAME_L1; level--) {
		const u64 *slots = frame_map(m);
		u64 pte = READ_ONCE(slots[va_index(va, level)]);

		if (!(pte & PTE_P))
			return MFN_NONE;
		m = pte_mfn(present_nospec(pte));
	}
	return m;
}

struct frame *pt_walk(mfn_t root, u64 va, unsigned int *index)
{
	mfn_t m = walk(root, va);
	struct frame *f;

	if (mfn_is_none(m))
		return NULL;
	f = frame_known(m);
	bug_on(f->type != FRAME_L1 || !f->type_refs);
	*index = va_index(va, FRAME_L1);
	return f;
}

u64 pt_walk_read(mfn_t root, u64 va)
{
	mfn_t m = walk(root, va);
	const u64 *slots;

	if (mfn_is_none(m))
		return 0;
	slots = frame_map(m);
	return READ_ONCE(slots[va_index(va, FRAME_L1)]);
}
