// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile guests (hostile.h) that a seed drives.
 *
 * usage: test-random [seed [steps]]	one run; without: several short ones
 *
 * STEPS=n in the environment makes those longer.
 */
#include <stdio.h>
#include <stdlib.h>

#include "hostile.h"
#include "tap.h"

static u64 seed = 1;
static unsigned long steps = 1500;
static u64 state;

/* xorshift64*: the same sequence everywhere */
static u64 choose(u64 below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545f4914f6cdd1dULL >> 16) % below;
}

static void test_run(void)
{
	const char *last = NULL;
	unsigned long n;

	state = seed * 0x9e3779b97f4a7c15ULL + 1;
	hostile_start(choose);
	for (n = 0; n < steps && !tap_failed(); n++)
		last = hostile_step();
	if (tap_failed())
		printf("# seed %lu, step %lu: %s\n", seed, n, last);
	else
		hostile_finish();
	printf("# seed %lu: ", seed);
	hostile_report();
}

int main(int argc, char **argv)
{
	char name[64];
	u64 last = 12;

	if (getenv("STEPS"))
		steps = strtoul(getenv("STEPS"), NULL, 0);
	if (argc > 1) {
		seed = strtoull(argv[1], NULL, 0);
		last = seed;
	}
	if (argc > 2)
		steps = strtoul(argv[2], NULL, 0);
	for (; seed <= last; seed++) {
		snprintf(name, sizeof(name), "%lu random steps, seed %lu",
			 steps, seed);
		tap_run(name, test_run);
	}
	return tap_done();
}
