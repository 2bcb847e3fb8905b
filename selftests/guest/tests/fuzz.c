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
#include "smp.h"

#define REPAIR_AFTER 16 /* calls, for each frame of the pool */
#define REPORT_AFTER 65536

#define VCPUS 2

/* For each vCPU a page to write to, and one behind that is read-only. */
static u64 scratch[VCPUS][2 * FUZZ_WORDS] __aligned(PAGE_SIZE);

/* Debug exceptions and NMIs are among what it asks for. */
static bool asked_for(struct trap_frame *f)
{
	return f->vector == 1 || f->vector == 2;
}

static void go_on(void *arg)
{
	u64 count = option_number("count=", 100000);
	struct fuzz *z = arg;
	struct fuzz_call c;
	u64 i;

	for (i = 0; i < count; i++) {
		fuzz_call(z, &c);
		hypercall(c.nr, c.args[0], c.args[1], c.args[2], c.args[3],
			  c.args[4]);
		if (i % REPAIR_AFTER == 0)
			fuzz_pool_repair(z);
		if (i && i % REPORT_AFTER == 0 && !this_vcpu())
			print("# %lu calls", (long)i);
	}
}

static void prepare(struct fuzz *z, unsigned int vcpu, bool wild)
{
	u64 *page = scratch[vcpu];
	u64 seed = option_number("seed=", 1) * VCPUS + vcpu;

	*z = (struct fuzz){
		.state = seed * 0x9e3779b97f4a7c15ULL + 1,
		.wild = wild,
		.scratch = page,
	};
	map(page + FUZZ_WORDS, va_to_mfn(page + FUZZ_WORDS), PTE_RO_PAGE);
}

static void fuzz(bool wild)
{
	static struct fuzz z[VCPUS];
	bool both;

	fuzz_pool_init();
	prepare(&z[0], 0, wild);
	prepare(&z[1], 1, wild);
	trap_hook = asked_for;
	events_enable();
	print("# seed %lu", (long)option_number("seed=", 1));
	both = !vcpu_start(1, go_on, &z[1]);
	go_on(&z[0]);
	if (both)
		vcpu_wait(1);
	ok(true, "%lu calls, seed %lu, %u vCPUs",
	   (long)option_number("count=", 100000),
	   (long)option_number("seed=", 1), both + 1U);
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
