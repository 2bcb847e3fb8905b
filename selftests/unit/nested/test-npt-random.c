// SPDX-License-Identifier: GPL-2.0
/*
 * Random hiding, showing and straying in a few pieces of 2 MiB, compared with
 * a model after each step; in the end all must be whole again.
 */
#include <stdlib.h>

#include "core/lib.h"
#include "heap.h"
#include "tap.h"
#include "walk.h"
#include "x86/hw.h"
#include "x86/npt.h"

#define FIRST (1UL << 30)
#define CHUNK (1UL << 21)
#define CHUNKS 4
#define FRAMES (CHUNKS * 512)
#define STEPS 40000
#define WATCHED 64 /* frames that are chosen most of the time */

/** enum state - of a frame in the model */
enum state {
	WHOLE,
	HIDDEN,
	SHOWN,
};

static enum state state[FRAMES];
static enum seen expected[FRAMES];

static u64 maddr_of(unsigned int n)
{
	return FIRST + n * PAGE_SIZE;
}

static void put_state(unsigned int n, enum state s)
{
	state[n] = s;
	expected[n] = s == HIDDEN ? SEEN_NOTHING : SEEN_ITSELF;
}

static void stray(unsigned int n, bool write)
{
	enum seen after = write ? SEEN_SCRAP : SEEN_ZERO;
	enum npt_fault fault = npt_fault(maddr_of(n), write);

	if (state[n] != HIDDEN || expected[n] >= after) {
		is(fault, NPT_FAULT_STALE);
		return;
	}
	is(fault, NPT_FAULT_GUEST);
	expected[n] = after;
}

static void step_hide(unsigned int n)
{
	if (state[n] == WHOLE) {
		if (rand() % 8 == 0)
			fake_heap.left = 0;
		if (!hw_frame_hide(maddr_to_mfn(maddr_of(n))))
			put_state(n, HIDDEN);
		fake_heap.left = UINT32_MAX;
	} else if (state[n] == HIDDEN) {
		hw_frame_reveal(maddr_to_mfn(maddr_of(n)));
		put_state(n, WHOLE);
	}
}

static void step_show(unsigned int n)
{
	if (state[n] == HIDDEN) {
		hw_frame_show(maddr_to_mfn(maddr_of(n)));
		put_state(n, SHOWN);
	} else if (state[n] == SHOWN) {
		hw_frame_conceal(maddr_to_mfn(maddr_of(n)));
		put_state(n, HIDDEN);
	}
}

static void step(void)
{
	unsigned int n = rand() % FRAMES;

	if (rand() % 4)
		n = n % WATCHED * (FRAMES / WATCHED);
	switch (rand() % 8) {
	case 0:
	case 1:
		step_hide(n);
		break;
	case 2:
	case 3:
		step_show(n);
		break;
	case 4:
		hw_settle();
		break;
	default:
		stray(n, rand() % 2);
	}
	is(seen(maddr_of(n)), expected[n]);
}

static void test_random(void)
{
	unsigned int n, used;

	machine_init();
	used = fake_heap.used;
	for (n = 0; n < FRAMES; n++)
		put_state(n, WHOLE);
	for (n = 0; n < STEPS && !tap_failed(); n++)
		step();
	for (n = 0; n < FRAMES; n++)
		is(seen(maddr_of(n)), expected[n]);
	for (n = 0; n < FRAMES; n++) {
		if (state[n] == SHOWN)
			step_show(n);
		if (state[n] == HIDDEN)
			step_hide(n);
	}
	hw_settle();
	is(fake_heap.used, used);
	is(page_shift(FIRST), 30);
}

int main(void)
{
	tap_run("a random history agrees with its model", test_random);
	return tap_done();
}
