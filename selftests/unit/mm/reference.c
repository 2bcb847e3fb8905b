// SPDX-License-Identifier: GPL-2.0
/* See reference.h. */
#include <string.h>

#include "arena.h"
#include "model.h"
#include "reference.h"
#include "domain/vcpu.h"
#include "xen/errno.h"

#define P 0x001ULL
#define RW 0x002ULL
#define US 0x004ULL
#define CACHE 0x018ULL /* PWT, PCD */
#define LARGE 0x080ULL /* or PAT */
#define GLOBAL 0x100ULL
#define KERNEL (1ULL << 52)
#define ADDR 0x000ffffffffff000ULL
#define NOBODY (ADDR >> 12)

/* What a table's entries may differ in without meaning another frame or use. */
#define CHATTER (~(P | RW | CACHE | LARGE | ADDR))

static unsigned int uses[ARENA_FRAMES]; /* bit n: in type n */
static bool broken; /* some table says what it may not */

static struct frame *owned(const struct domain *d, u64 n)
{
	struct frame *f = frame_lookup(mfn(n));

	return f && f->refs && f->owner == d->domid ? f : NULL;
}

static bool is_table(unsigned int type)
{
	return type >= 1 && type <= 4;
}

static bool is_hole(unsigned int level, unsigned int index)
{
	return level == 4 && index >= 256 && index <= 271;
}

static bool bits_allowed(unsigned int level, u64 e)
{
	return !(e & (level == 1 ? CACHE | LARGE : CACHE | LARGE | GLOBAL));
}

static void use(const struct domain *d, u64 n, unsigned int type);

static void use_entry(const struct domain *d, unsigned int level, u64 e)
{
	u64 n = (e & ADDR) >> 12;

	if (!(e & P))
		return;
	if (!bits_allowed(level, e) || !owned(d, n)) {
		broken = true;
		return;
	}
	if (level > 1)
		use(d, n, level - 1);
	else if (e & RW)
		use(d, n, FRAME_WRITABLE);
}

static void use_entries(const struct domain *d, u64 n, unsigned int level,
			unsigned int end)
{
	const u64 *slots = frame_map(mfn(n));
	unsigned int i;

	for (i = 0; i < end; i++)
		if (!is_hole(level, i))
			use_entry(d, level, slots[i]);
}

static void use(const struct domain *d, u64 n, unsigned int type)
{
	unsigned int *u = &uses[n - ARENA_BASE];

	if (!owned(d, n)) {
		broken = true;
		return;
	}
	if (*u & 1U << type)
		return;
	*u |= 1U << type;
	if (is_table(type))
		use_entries(d, n, type, PT_ENTRIES);
}

static void use_slot(const struct domain *d, mfn_t m, unsigned int type)
{
	if (m.n && !mfn_is_none(m))
		use(d, m.n, type);
}

static void use_vcpu(const struct domain *d, const struct vcpu *v)
{
	unsigned int i;

	use_slot(d, v->root, FRAME_L4);
	use_slot(d, v->user_root, FRAME_L4);
	for (i = 0; i < VCPU_GDT_FRAMES; i++)
		use_slot(d, v->gdt[i], FRAME_SEG_DESC);
	for (i = 0; i < VCPU_LDT_FRAMES; i++)
		use_slot(d, v->ldt[i], FRAME_SEG_DESC);
}

/* Pins, and what was validated in part, which keeps what it has. */
static void use_frame(const struct domain *d, u64 n)
{
	const struct frame *f = owned(d, n);

	if (!f)
		return;
	if (f->flags & FRAME_PINNED)
		use(d, n, f->type);
	if (model_held(mfn(n))->type_refs)
		use(d, n, FRAME_WRITABLE);
	if (f->flags & FRAME_PARTIAL && !(uses[n - ARENA_BASE])) {
		uses[n - ARENA_BASE] |= 1U << f->type;
		use_entries(d, n, f->type, f->progress);
		uses[n - ARENA_BASE] &= ~(1U << f->type);
	}
}

/* PARTIAL frames take no other type; they may be completed by the new use. */
static void use_partial(const struct domain *d, u64 n)
{
	const struct frame *f = owned(d, n);

	if (f && f->flags & FRAME_PARTIAL)
		uses[n - ARENA_BASE] |= 1U << f->type;
}

static bool one_use_each(void)
{
	unsigned int n;

	for (n = 0; n < ARENA_FRAMES; n++)
		if (uses[n] & (uses[n] - 1))
			return false;
	return true;
}

/* May @n be used in @type beside everything else? */
static bool allowed(const struct domain *d, u64 n, unsigned int type)
{
	u64 at;
	u32 i;

	if (!owned(d, n))
		return false;
	memset(uses, 0, sizeof(uses));
	broken = false;
	for (at = ARENA_BASE; at < ARENA_BASE + ARENA_FRAMES; at++)
		use_frame(d, at);
	for (i = 0; i < d->max_vcpus; i++)
		use_vcpu(d, d->vcpu[i]);
	use(d, n, type);
	for (at = ARENA_BASE; at < ARENA_BASE + ARENA_FRAMES; at++)
		use_partial(d, at);
	return !broken && one_use_each();
}

int reference_pin(struct domain *d, mfn_t m, unsigned int level)
{
	const struct frame *f = owned(d, m.n);

	if (!f || f->flags & FRAME_PINNED)
		return -XEN_EINVAL;
	return allowed(d, m.n, level) ? 0 : -XEN_EINVAL;
}

int reference_root(struct domain *d, mfn_t m)
{
	if (!m.n || mfn_is_none(m))
		return 0;
	return allowed(d, m.n, FRAME_L4) ? 0 : -XEN_EINVAL;
}

static int page_update(struct domain *d, u64 pte)
{
	u64 n = (pte & ADDR) >> 12;
	const struct frame *f = frame_lookup(mfn(n));

	if (n == NOBODY)
		return -XEN_EINVAL;
	if (!f || !(f->flags & FRAME_DONATED))
		return -XEN_EPERM;
	if (!owned(d, n))
		return -XEN_EBUSY;
	if (pte & RW && !allowed(d, n, FRAME_WRITABLE))
		return -XEN_EBUSY;
	return 0;
}

static int table_update(struct domain *d, unsigned int level, u64 old, u64 pte)
{
	u64 differ = (old ^ pte) & ~CHATTER;

	if (!(pte & P))
		return 0;
	if (level > 1) /* RW restricts only what lies below */
		differ &= ~RW;
	if (!bits_allowed(level, pte))
		return -XEN_EINVAL;
	if (old & P && !differ)
		return 0;
	if (level == 1)
		return page_update(d, pte);
	return allowed(d, (pte & ADDR) >> 12, level - 1) ? 0 : -XEN_EINVAL;
}

int reference_update(struct domain *d, mfn_t m, unsigned int index, u64 pte)
{
	const struct frame *f = owned(d, m.n);
	u64 old;

	if (!f)
		return -XEN_EINVAL;
	if (!is_table(f->type) || !f->type_refs)
		return allowed(d, m.n, FRAME_WRITABLE) ? 0 : -XEN_EINVAL;
	if (is_hole(f->type, index))
		return -XEN_EINVAL;
	old = ((const u64 *)frame_map(m))[index];
	return table_update(d, f->type, old, pte);
}
