// SPDX-License-Identifier: GPL-2.0
/* Frames, their table and the M2P in an array. */
#include <string.h>

#include "arena.h"
#include "core/print.h"
#include "mm/pagetable.h"
#include "x86/hw.h"

static u8 memory[ARENA_FRAMES][PAGE_SIZE] __page_aligned;
static struct frame frames[ARENA_FRAMES];
static u64 m2p[ARENA_FRAMES];
static bool shown[ARENA_FRAMES];

static u64 arena_index(mfn_t m)
{
	bug_on(m.n < ARENA_BASE || m.n >= ARENA_BASE + ARENA_FRAMES);
	return m.n - ARENA_BASE;
}

mfn_t arena_mfn(unsigned long n)
{
	return mfn(ARENA_BASE + n);
}

void arena_init(unsigned long nr_frames)
{
	bug_on(nr_frames > ARENA_FRAMES);
	memset(memory, 0xa5, sizeof(memory));
	while (nr_frames--)
		bug_on(frame_donate(arena_mfn(nr_frames)));
	frames_admit();
}

struct frame *frame_lookup(mfn_t m)
{
	if (m.n < ARENA_BASE || m.n >= ARENA_BASE + ARENA_FRAMES)
		return NULL;
	return &frames[m.n - ARENA_BASE];
}

struct frame *frame_known(mfn_t m)
{
	return &frames[arena_index(m)];
}

mfn_t frame_mfn(const struct frame *f)
{
	return arena_mfn(f - frames);
}

void *frame_map(mfn_t m)
{
	return memory[arena_index(m)];
}

void frame_m2p_set(mfn_t m, u64 pfn)
{
	m2p[arena_index(m)] = pfn;
}

u64 frame_m2p_get(mfn_t m)
{
	return m2p[arena_index(m)];
}

void pt_hole_fill(u64 *l4)
{
	unsigned int slot;

	for (slot = PT_HOLE_FIRST; slot <= PT_HOLE_LAST; slot++)
		l4[slot] = ARENA_HOLE(slot);
}

void hw_frame_show(mfn_t m)
{
	bug_on(shown[arena_index(m)]);
	shown[arena_index(m)] = true;
}

void hw_frame_conceal(mfn_t m)
{
	bug_on(!shown[arena_index(m)]);
	shown[arena_index(m)] = false;
}

/* Linux sees what it did not lend, and what it maps. */
bool hw_visible(u64 maddr)
{
	struct frame *f = frame_lookup(maddr_to_mfn(maddr));

	return !f || !(f->flags & FRAME_DONATED) ||
	       shown[arena_index(maddr_to_mfn(maddr))];
}
