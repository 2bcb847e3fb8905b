// SPDX-License-Identifier: GPL-2.0
/* See choice.h. */
#include "choice.h"
#include "world.h"

u64 (*rnd)(u64 below);

/* The @n-th frame of a domain, counted around. */
static mfn_t frame_of(const struct domain *d, u64 n)
{
	u32 at = d->frames;

	if (at == FRAME_NIL)
		return arena_mfn(n);
	for (n %= d->tot_pages; n; n--)
		at = frame_lookup(mfn(at))->next;
	return mfn(at);
}

mfn_t random_frame(void)
{
	u64 n = rnd(GUEST_PAGES + 6);

	switch (n) {
	case GUEST_PAGES:
		return frame_of(neighbour, rnd(GUEST_PAGES));
	case GUEST_PAGES + 1:
		return mfn(rnd(4) ? ARENA_BASE + rnd(2 * ARENA_FRAMES) :
				    rnd(1ULL << 40));
	case GUEST_PAGES + 2:
		return mfn(rnd(2) ? PTE_ADDR >> PAGE_SHIFT : 0);
	default:
		return frame_of(guest, n);
	}
}

mfn_t random_typed(unsigned int type)
{
	unsigned int tries;
	mfn_t m;

	for (tries = 0; tries < 8; tries++) {
		m = random_frame();
		if (frame(m) && frame(m)->type == type)
			return m;
	}
	return random_frame();
}

unsigned int random_index(void)
{
	static const u16 some[] = {
		0, 1, 2, 3, 255, 256, 263, 271, 272, 510, 511
	};

	return some[rnd(ARRAY_SIZE(some))];
}

u64 random_pte(mfn_t table)
{
	static const u64 flags[] = { RO, RW, TABLE, TABLE, PTE_P };
	unsigned int type = FRAME_NONE;
	u64 e;

	if (!rnd(4))
		return rnd(2) ? 0 : rnd(U64_MAX) & ~PTE_P;
	if (frame(table) && rnd(4))
		type = frame(table)->type - 1;
	e = pte(type ? random_typed(type) : random_frame(),
		flags[rnd(ARRAY_SIZE(flags))]);
	if (!rnd(12))
		e ^= 1ULL << rnd(64);
	return e;
}
