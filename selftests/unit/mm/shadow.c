// SPDX-License-Identifier: GPL-2.0
/* See shadow.h. */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "shadow.h"
#include "domain/domain.h"
#include "mm/pagetable.h"

/* What the processor may do with a frame: bit per level, and write. */
#define MAY_READ (1U << FRAME_NONE)
#define MAY_WRITE (1U << FRAME_WRITABLE)
#define MAY_WALK(level) (1U << (level))

/* By domain, 1 or 2, and vCPU. */
static u8 tlbs[2][DOMAIN_FEW_VCPUS][ARENA_FRAMES];

static u8 *tlb_of(const struct vcpu *v)
{
	return tlbs[v->d->domid - 1][v->id];
}

void shadow_forget(struct vcpu *v)
{
	memset(tlb_of(v), 0, ARENA_FRAMES);
}

static void walk(u8 *cached, unsigned long n, unsigned int level)
{
	const u64 *slots = frame_map(arena_mfn(n));
	unsigned int i;
	u64 target;

	if (cached[n] & MAY_WALK(level))
		return;
	cached[n] |= MAY_WALK(level);
	for (i = 0; i < PT_ENTRIES; i++) {
		if (!(slots[i] & PTE_P) ||
		    (level == FRAME_L4 && i >= 256 && i < 272))
			continue;
		target = ((slots[i] & PTE_ADDR) >> PAGE_SHIFT) - ARENA_BASE;
		if (target >= ARENA_FRAMES)
			continue; /* the model reports it */
		if (level > FRAME_L1)
			walk(cached, target, level - 1);
		else
			cached[target] |= slots[i] & PTE_RW ?
						  MAY_WRITE | MAY_READ :
						  MAY_READ;
	}
}

static void walk_root(u8 *cached, mfn_t root)
{
	if (root.n && !mfn_is_none(root))
		walk(cached, root.n - ARENA_BASE, FRAME_L4);
}

/* What was walked before may have changed since: walk all of it again. */
void shadow_observe(const struct vcpu *v)
{
	u8 *cached = tlb_of(v);
	u8 before[ARENA_FRAMES];
	unsigned int n;

	memcpy(before, cached, sizeof(before));
	memset(cached, 0, sizeof(before));
	walk_root(cached, v->root);
	walk_root(cached, v->user_root);
	for (n = 0; n < ARENA_FRAMES; n++)
		cached[n] |= before[n];
}

static bool harmless(const struct domain *d, unsigned int n, u8 cached)
{
	const struct frame *f = frame_lookup(arena_mfn(n));
	unsigned int walked = cached & ~(MAY_READ | MAY_WRITE);
	bool in_use = f->type_refs || f->flags & FRAME_PARTIAL;

	if (f->refs && f->owner != d->domid)
		return false;
	if (!in_use)
		return true;
	if (f->type != FRAME_WRITABLE && cached & MAY_WRITE)
		return false;
	return !(walked & ~(1U << f->type));
}

/* One that owes a flush does so before it uses anything. */
unsigned int shadow_check(const struct vcpu *v)
{
	const u8 *cached = tlb_of(v);
	unsigned int n, bad = 0;

	if (v->tlb.owed && !v->tlb.exposed)
		return 0;
	for (n = 0; n < ARENA_FRAMES; n++)
		if (cached[n] && !harmless(v->d, n, cached[n]) && !bad++)
			printf("# shadow: v%u, frame %u, used as %#x, type %u\n",
			       v->id, n, cached[n],
			       frame_lookup(arena_mfn(n))->type);
	return bad;
}
