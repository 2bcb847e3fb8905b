// SPDX-License-Identifier: GPL-2.0
/* See invariant.h. Nothing of the monitor's is called here. */
#include "invariant.h"

#include "mm/pte.h"
#include "xen/base.h"

struct held held[PROVE_FRAMES];

#define STATES (FRAME_VALIDATED | FRAME_PARTIAL | FRAME_ZAPPING)

static bool is_table(const struct frame *f)
{
	return f->type >= FRAME_L1 && f->type <= FRAME_L4;
}

static bool is_hole(const struct frame *f, u32 index)
{
	return f->type == FRAME_L4 && index == PT_HOLE_FIRST;
}

static bool is_busy(const struct frame *f)
{
	return held[frame_index(f)].busy;
}

/* May the processor walk it? */
static bool is_walked(const struct frame *f)
{
	return f->owner == GUEST && is_table(f) && f->type_refs && !is_busy(f);
}

/* Does the entry hold references? */
static bool counts(const struct frame *f, u32 index)
{
	if (f->owner != GUEST || !is_table(f) || is_hole(f, index))
		return false;
	if (is_walked(f))
		return true;
	return (is_busy(f) || f->flags & (FRAME_PARTIAL | FRAME_ZAPPING)) &&
	       index < f->progress;
}

/* The type that a present entry of @f uses its target in. */
static u8 use_of(const struct frame *f, u64 e)
{
	if (f->type != FRAME_L1)
		return f->type - 1;
	return e & PTE_RW ? FRAME_WRITABLE : FRAME_NONE;
}

static bool names(u64 e, u32 n)
{
	return (e & PTE_ADDR) >> PAGE_SHIFT == PROVE_BASE + n;
}

static bool count_right(u32 n)
{
	const struct frame *f = frames[n];
	u8 refs = held[n].refs + held[n].typed;
	u8 typed = held[n].typed;
	u32 by, i;

	refs += !!(f->flags & FRAME_ALLOCATED);
	refs += !!(f->flags & (FRAME_PARTIAL | FRAME_ZAPPING));
	refs += !!(f->flags & FRAME_PINNED);
	typed += !!(f->flags & FRAME_PINNED);
	for (by = 0; by < PROVE_FRAMES; by++) {
		for (i = 0; i < PT_ENTRIES; i++) {
			u64 e = memory[by][i];

			if (!counts(frames[by], i) || !(e & PTE_P) ||
			    !names(e, n))
				continue;
			refs++;
			typed += use_of(frames[by], e) != FRAME_NONE;
		}
	}
	return f->refs == refs && f->type_refs == typed;
}

bool counts_right(void)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++)
		if (frames[n]->owner == GUEST && !count_right(n))
			return false;
	return true;
}

/* Any entry that holds references. */
static bool entry_right(const struct frame *f, u64 e)
{
	u64 n = ((e & PTE_ADDR) >> PAGE_SHIFT) - PROVE_BASE;
	u64 forbidden = PTE_PWT | PTE_PCD | PTE_PS;
	u8 use = use_of(f, e);

	if (!(e & PTE_P))
		return true;
	if (f->type != FRAME_L1)
		forbidden |= PTE_G;
	if (e & forbidden || !(e & PTE_US) || n >= PROVE_FRAMES)
		return false;
	if (frames[n]->owner != GUEST)
		return false;
	return use == FRAME_NONE || frames[n]->type == use;
}

static bool entries_right(u32 n)
{
	const struct frame *f = frames[n];
	u32 i;

	for (i = 0; i < PT_ENTRIES; i++) {
		if (counts(f, i) && !entry_right(f, memory[n][i]))
			return false;
		if (is_walked(f) && is_hole(f, i) && memory[n][i] != HOLE)
			return false;
	}
	return true;
}

/* What only a table without typed references may be. */
static bool waits_right(const struct frame *f)
{
	u32 waits = f->flags & (FRAME_PARTIAL | FRAME_ZAPPING);

	if (!waits)
		return true;
	return is_table(f) && !f->type_refs && f->progress <= PT_ENTRIES &&
	       waits != (FRAME_PARTIAL | FRAME_ZAPPING);
}

/* Its only typed reference is that of who validates it. */
static bool busy_right(const struct frame *f)
{
	return is_table(f) && f->type_refs == 1 && held[frame_index(f)].typed == 1 &&
	       !(f->flags & STATES) && f->progress <= PT_ENTRIES;
}

static bool flags_right(const struct frame *f)
{
	if (!(f->flags & FRAME_DONATED) || f->flags & FRAME_XEN || f->shown)
		return false;
	if (f->owner == NEIGHBOUR)
		return true;
	if (f->owner != GUEST)
		return f->owner == DOMID_INVALID && !f->refs && !f->type_refs &&
		       f->flags == FRAME_DONATED;
	if (!f->refs || f->type > FRAME_WRITABLE || f->type == 6)
		return false;
	if (is_busy(f))
		return busy_right(f);
	if (!f->type_refs == !!(f->flags & FRAME_VALIDATED))
		return false;
	if (f->type == FRAME_NONE && f->type_refs)
		return false;
	if (f->flags & FRAME_PINNED && !is_table(f))
		return false;
	return waits_right(f);
}

/* Only the guest's frames are held. */
static bool holders_right(u32 n)
{
	const struct held *h = &held[n];

	return frames[n]->owner == GUEST ||
	       (!h->refs && !h->typed && !h->busy);
}

/* It names each waiting table once and ends. */
static bool queue_right(void)
{
	u32 at = guest.zap_queue, seen = 0, n;

	for (n = 0; n < PROVE_FRAMES && at != FRAME_NIL; n++) {
		if (at < PROVE_BASE || at >= PROVE_BASE + PROVE_FRAMES ||
		    seen & 1U << at)
			return false;
		seen |= 1U << at;
		at = frames[at - PROVE_BASE]->link;
	}
	for (n = 0; n < PROVE_FRAMES; n++)
		if ((frames[n]->owner == GUEST &&
		     frames[n]->flags & FRAME_ZAPPING) !=
		    !!(seen & 1U << (n + PROVE_BASE)))
			return false;
	return at == FRAME_NIL;
}

bool states_right(void)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++)
		if (!holders_right(n) || !flags_right(frames[n]) ||
		    !entries_right(n))
			return false;
	return queue_right();
}

/* The same once more, from the processor's point of view. */
static bool walk_confined(const struct frame *f, u32 index, u64 e)
{
	u64 n = ((e & PTE_ADDR) >> PAGE_SHIFT) - PROVE_BASE;
	const struct frame *target;

	if (is_hole(f, index))
		return e == HOLE;
	if (!(e & PTE_P))
		return true;
	if (n >= PROVE_FRAMES || frames[n]->owner != GUEST || e & PTE_PS)
		return false;
	target = frames[n];
	if (f->type > FRAME_L1)
		return is_walked(target) && target->type == f->type - 1;
	if (!(e & PTE_RW))
		return true;
	return target->type_refs && target->type == FRAME_WRITABLE;
}

bool guest_confined(void)
{
	u32 n, i;

	for (n = 0; n < PROVE_FRAMES; n++) {
		if (!is_walked(frames[n]))
			continue;
		for (i = 0; i < PT_ENTRIES; i++)
			if (!walk_confined(frames[n], i, memory[n][i]))
				return false;
	}
	return true;
}

/* The guest's frames in the order of their numbers. */
static void list_make(void)
{
	u32 n, last = FRAME_NIL;

	guest.frames = FRAME_NIL;
	guest.tot_pages = 0;
	for (n = PROVE_FRAMES; n-- > 0;) {
		if (frames[n]->owner != GUEST)
			continue;
		frames[n]->next = guest.frames;
		frames[n]->prev = FRAME_NIL;
		if (last < PROVE_FRAMES)
			frames[last]->prev = PROVE_BASE + n;
		last = n;
		guest.frames = PROVE_BASE + n;
		guest.tot_pages++;
	}
}

/*
 * Flags that mean something to the validator, those that it sets included, and
 * frames near and far.
 */
u64 entry_choose(void)
{
	return nondet_u64() & (PTE_GUEST_KERNEL | 1ULL << 51 | 0x71ff);
}

mfn_t mfn_choose(void)
{
	u64 n = nondet_u64() & 7;

	return mfn(nondet_u32() & 1 ? n | 1ULL << 39 : n);
}

static u32 frame_choose_or_nil(void)
{
	u32 n = nondet_u32() & 7;

	return n == 7 ? FRAME_NIL : n;
}

/* Small numbers: the solver pays for each bit. */
static void frame_choose(u32 n)
{
	struct frame *f = frames[n];
	u32 i;

	f->refs = nondet_u32() & 31;
	f->type_refs = nondet_u32() & 31;
	f->link = frame_choose_or_nil();
	f->owner = nondet_u32() & 1 ? GUEST :
		   nondet_u32() & 1 ? NEIGHBOUR : DOMID_INVALID;
	f->type = nondet_u32() & 7;
	f->flags = nondet_u32() & 0x7f;
	f->progress = nondet_u32() & 3;
	for (i = 0; i < PT_ENTRIES; i++)
		memory[n][i] = entry_choose();
}

void state_choose(void)
{
	u32 n;

	guest.domid = GUEST;
	guest.zap_queue = frame_choose_or_nil();
	guest.relinquish_next = FRAME_NIL;
	for (n = 0; n < PROVE_FRAMES; n++)
		frame_choose(n);
	list_make();
}

void holders_choose(bool busy)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++) {
		held[n].refs = nondet_u32() & 1;
		held[n].typed = nondet_u32() & 1;
		held[n].busy = busy && nondet_u32() & 1;
	}
}

void state_note(struct noted *s)
{
	u32 n, i;

	for (n = 0; n < PROVE_FRAMES; n++) {
		s->type[n] = frames[n]->type;
		s->progress[n] = frames[n]->progress;
		for (i = 0; i < PT_ENTRIES; i++)
			s->memory[n][i] = memory[n][i];
	}
}

static bool is_kept(const struct noted *s, u32 n)
{
	u32 i;

	if (!held[n].typed)
		return true;
	if (frames[n]->type != s->type[n])
		return false;
	if (held[n].busy && frames[n]->progress != s->progress[n])
		return false;
	for (i = 0; i < PT_ENTRIES; i++)
		if (memory[n][i] != s->memory[n][i])
			return false;
	return true;
}

bool held_kept(const struct noted *s)
{
	u32 n;

	for (n = 0; n < PROVE_FRAMES; n++)
		if (!is_kept(s, n))
			return false;
	return true;
}
