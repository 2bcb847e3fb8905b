// SPDX-License-Identifier: GPL-2.0
/* See model.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "model.h"
#include "mm/pagetable.h"
#include "xen/base.h"

struct expected {
	unsigned int refs;
	unsigned int type_refs;
	unsigned int typed_as; /* bit n: somebody uses it in type n */
};

static struct model_held held[ARENA_FRAMES];
static struct expected want[ARENA_FRAMES];
static unsigned int differences;

struct model_held *model_held(mfn_t m)
{
	return &held[m.n - ARENA_BASE];
}

static void hold(mfn_t m, int sign)
{
	if (!m.n || mfn_is_none(m))
		return;
	model_held(m)->refs += sign;
	model_held(m)->type_refs += sign;
}

static void hold_vcpu(const struct vcpu *v, int sign)
{
	unsigned int i;

	hold(v->root, sign);
	hold(v->user_root, sign);
	for (i = 0; i < VCPU_GDT_FRAMES; i++)
		hold(v->gdt[i], sign);
	for (i = 0; i < VCPU_LDT_FRAMES; i++)
		hold(v->ldt[i], sign);
}

void model_hold_vcpu(const struct vcpu *v)
{
	hold_vcpu(v, 1);
}

void model_release_vcpu(const struct vcpu *v)
{
	hold_vcpu(v, -1);
}

static void __printf(3, 4) expect(bool ok, unsigned long n, const char *fmt,
				  ...)
{
	va_list ap;

	if (ok || differences++)
		return;
	printf("# model: frame %lu: ", n);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static struct frame *frame_n(unsigned long n)
{
	return frame_lookup(arena_mfn(n));
}

static bool is_table(const struct frame *f)
{
	return f->type >= FRAME_L1 && f->type <= FRAME_L4;
}

/* Entries from 0 on that hold references. */
static unsigned int entries_held(const struct frame *f)
{
	if (!is_table(f))
		return 0;
	if (f->type_refs)
		return PT_ENTRIES;
	return f->flags & (FRAME_PARTIAL | FRAME_ZAPPING) ? f->progress : 0;
}

static void use(struct domain *d, unsigned long by, u64 e, unsigned int type)
{
	unsigned long n = ((e & PTE_ADDR) >> PAGE_SHIFT) - ARENA_BASE;

	expect(n < ARENA_FRAMES, by, "entry %#lx names no frame", e);
	if (n >= ARENA_FRAMES)
		return;
	expect(frame_n(n)->owner == d->domid, by, "entry %#lx: foreign", e);
	want[n].refs++;
	if (!type)
		return;
	want[n].type_refs++;
	want[n].typed_as |= 1U << type;
}

static bool is_hole(const struct frame *f, unsigned int index)
{
	return f->type == FRAME_L4 && index >= 256 && index < 272;
}

static void entry_check(struct domain *d, unsigned long n, unsigned int index,
			u64 e)
{
	const struct frame *f = frame_n(n);
	u64 forbidden = PTE_PWT | PTE_PCD | PTE_PS;

	if (is_hole(f, index)) {
		expect(!f->type_refs || e == ARENA_HOLE(index), n,
		       "slot %u is %#lx", index, e);
		return;
	}
	if (f->type != FRAME_L1)
		forbidden |= PTE_G;
	expect(!(e & forbidden), n, "entry %u is %#lx", index, e);
	expect(e & PTE_US, n, "entry %u has no US: %#lx", index, e);
	if (f->type != FRAME_L1)
		use(d, n, e, f->type - 1);
	else
		use(d, n, e, e & PTE_RW ? FRAME_WRITABLE : FRAME_NONE);
}

/* Most entries are not present: this loop is what the tests spend time in. */
static void entries_check(struct domain *d, unsigned long n)
{
	const struct frame *f = frame_n(n);
	const u64 *slots = frame_map(arena_mfn(n));
	unsigned int i, end = entries_held(f);

	for (i = 0; i < end; i++)
		if (slots[i] & PTE_P || is_hole(f, i))
			entry_check(d, n, i, slots[i]);
}

static void state_check(struct domain *d, unsigned long n)
{
	const struct frame *f = frame_n(n);
	unsigned int states = !!f->type_refs + !!(f->flags & FRAME_PARTIAL) +
			      !!(f->flags & FRAME_ZAPPING);

	expect(states <= 1, n, "%u states at once", states);
	expect(!f->type_refs == !(f->flags & FRAME_VALIDATED), n,
	       "flags %#x with %u type references", f->flags, f->type_refs);
	want[n].refs += !!(f->flags & FRAME_ALLOCATED);
	want[n].refs += !!(f->flags & (FRAME_PARTIAL | FRAME_ZAPPING));
	if (f->flags & FRAME_PINNED) {
		want[n].refs++;
		want[n].type_refs++;
		expect(is_table(f), n, "pinned as type %u", f->type);
	}
	want[n].refs += held[n].refs;
	want[n].type_refs += held[n].type_refs;
}

static void count_check(struct domain *d, unsigned long n)
{
	const struct frame *f = frame_n(n);

	expect(f->refs == want[n].refs, n, "refs %u, not %u", f->refs,
	       want[n].refs);
	expect(f->type_refs == want[n].type_refs, n, "type_refs %u, not %u",
	       f->type_refs, want[n].type_refs);
	expect(!(want[n].typed_as & ~(1U << f->type)), n,
	       "of type %u, used as %#x", f->type, want[n].typed_as);
	expect(f->refs, n, "is its domain's without a reference");
}

static void lists_check(struct domain *d, unsigned long owned)
{
	unsigned long count = 0, queued = 0;
	u32 n;

	for (n = d->frames; n != FRAME_NIL; n = frame_lookup(mfn(n))->next)
		count++;
	expect(count == d->tot_pages, 0, "%lu on the list, tot_pages %lu",
	       count, d->tot_pages);
	for (n = d->xen_frames; n != FRAME_NIL; n = frame_lookup(mfn(n))->next)
		count++;
	expect(count == owned, 0, "%lu on lists, %lu owned", count, owned);
	for (n = d->zap_queue; n != FRAME_NIL; n = frame_lookup(mfn(n))->link)
		queued++;
	for (n = 0; n < ARENA_FRAMES; n++)
		if (frame_n(n)->owner == d->domid &&
		    frame_n(n)->flags & FRAME_ZAPPING)
			queued--;
	expect(!queued, 0, "zap queue is off by %ld", (long)queued);
}

/*
 * Code and data of ring 3, accessed; gates that nobody may use; the upper halves
 * of those, type 0 (APM vol.2 4.7 and 4.8).
 */
static void descriptors_check(unsigned long n)
{
	const u64 *descs = frame_map(arena_mfn(n));
	unsigned int i, ring, type;
	bool harmless;

	for (i = 0; i < PAGE_SIZE / sizeof(*descs); i++) {
		ring = descs[i] >> 45 & 3;
		type = descs[i] >> 40 & 31;
		if (type & 16)
			harmless = ring == 3 && type & 1;
		else
			harmless = !type || (type == 12 && !ring);
		expect(!(descs[i] >> 47 & 1) || harmless, n,
		       "descriptor %u is %#lx", i, descs[i]);
	}
}

unsigned int model_check(struct domain *d)
{
	unsigned long n, owned = 0;

	differences = 0;
	memset(want, 0, sizeof(want));
	for (n = 0; n < ARENA_FRAMES; n++) {
		if (frame_n(n)->owner != d->domid || !frame_n(n)->flags)
			continue;
		owned++;
		state_check(d, n);
		if (frame_n(n)->type == FRAME_SEG_DESC && frame_n(n)->type_refs)
			descriptors_check(n);
		entries_check(d, n);
	}
	for (n = 0; n < ARENA_FRAMES; n++)
		if (frame_n(n)->owner == d->domid && frame_n(n)->flags)
			count_check(d, n);
	lists_check(d, owned);
	return differences;
}
