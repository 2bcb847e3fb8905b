// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz, fuzz-wild - random and half valid hypercalls, count=N of them from
 * seed=N on: all numbers, sub-operations, pointers and sizes, lists of calls,
 * page tables made of random entries.
 *
 * What each answers is not looked at: the monitor must stay whole, the rest of
 * the machine must not notice, and all frames must come back. The first kind
 * leaves out what would end the guest itself, and so gets to the end; the
 * second kind does that, too, and may end in any way.
 */
#include "fuzz.h"
#include "guest.h"

#define REPAIR_AFTER 16 /* calls, for each frame of the pool */
#define REPORT_AFTER 65536

/* The page behind stays read-only. */
static u64 scratch[2 * FUZZ_WORDS] __aligned(PAGE_SIZE);

/* Debug exceptions and NMIs are among what it asks for. */
static bool asked_for(struct trap_frame *f)
{
	return f->vector == 1 || f->vector == 2;
}

static void go_on(struct fuzz *z, u64 count)
{
	struct fuzz_call c;
	u64 i;

	for (i = 0; i < count; i++) {
		fuzz_call(z, &c);
		hypercall(c.nr, c.args[0], c.args[1], c.args[2], c.args[3],
			  c.args[4]);
		if (i % REPAIR_AFTER == 0)
			fuzz_pool_repair(z);
		if (i && i % REPORT_AFTER == 0)
			print("# %lu calls", (long)i);
	}
}

static void fuzz(bool wild)
{
	u64 seed = option_number("seed=", 1);
	u64 count = option_number("count=", 100000);
	struct fuzz z = {
		.state = seed * 0x9e3779b97f4a7c15ULL + 1,
		.wild = wild,
		.scratch = scratch,
	};

	fuzz_pool_init();
	map(scratch + FUZZ_WORDS, va_to_mfn(scratch + FUZZ_WORDS), PTE_RO_PAGE);
	trap_hook = asked_for;
	events_enable();
	print("# seed %lu", (long)seed);
	go_on(&z, count);
	ok(true, "%lu calls, seed %lu", (long)count, (long)seed);
}

static void run(void)
{
	fuzz(false);
}

static void run_wild(void)
{
	fuzz(true);
}

TEST("fuzz", run);
TEST("fuzz-wild", run_wild);
