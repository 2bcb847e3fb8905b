// SPDX-License-Identifier: GPL-2.0
/* Weight and cap in Linux' terms: see share.h. */
#include "share.h"

/* Linux' nice levels (sched(7)) */
#define NICE_LEAST 19
#define NICE_MOST (-20)

/* Weights in 1/65536; half a level is a factor of sqrt(1.25). */
#define FRACTION_BITS 16
#define HALF_LEVEL 1118
#define HALF_LEVEL_ONE 1000

int share_nice(uint32_t weight)
{
	uint64_t wanted = (uint64_t)weight << FRACTION_BITS;
	uint64_t level = (uint64_t)SHARE_WEIGHT_DEFAULT << FRACTION_BITS;
	int nice = 0;

	while (nice > NICE_MOST &&
	       wanted > level / HALF_LEVEL_ONE * HALF_LEVEL) {
		level += level / 4;
		nice--;
	}
	while (nice < NICE_LEAST &&
	       wanted < level / HALF_LEVEL * HALF_LEVEL_ONE) {
		level -= level / 5;
		nice++;
	}
	return nice;
}

/* What a cap grants in one period. */
static int64_t quota(const struct share_budget *b)
{
	return (int64_t)b->cap * (SHARE_PERIOD / 100);
}

void share_budget_set(struct share_budget *b, uint32_t cap, int64_t now)
{
	b->cap = cap;
	b->left = quota(b);
	b->at = now;
}

void share_budget_spend(struct share_budget *b, int64_t ns)
{
	if (b->cap)
		b->left -= ns;
}

/* A pause that lasts so long (ns) fills any budget that is not in debt. */
#define FULL (SHARE_PERIOD * SHARE_PERIODS)

static void refill(struct share_budget *b, int64_t now)
{
	int64_t most = quota(b) * SHARE_PERIODS;
	int64_t passed = now - b->at;

	/* In units of 100 ns, so that nothing is lost to rounding. */
	passed -= passed % 100;
	if (passed <= 0)
		return;
	b->at += passed;
	/* Debts are small: no vCPU runs for longer than a tick of Linux. */
	if (passed > FULL * 100)
		passed = FULL * 100;
	b->left += passed / 100 * b->cap;
	if (b->left > most)
		b->left = most;
}

int64_t share_budget_wait(struct share_budget *b, int64_t now)
{
	if (!b->cap)
		return 0;
	refill(b, now);
	if (b->left > 0)
		return 0;
	/* Until there is a whole period's worth again. */
	return (quota(b) - b->left) / b->cap * 100 + 100;
}
