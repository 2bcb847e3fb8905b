// SPDX-License-Identifier: GPL-2.0
/*
 * Weights become the nearest nice level; a domain with a cap runs for its per
 * cent of the time, whatever it does and however late it wakes up.
 */
#include <stdlib.h>

#include "loader/share.h"
#include "tap.h"

#define MSEC 1000000LL
#define SEC (1000 * MSEC)

/* Weights as credit2's users give them; a level is a factor of 1.25. */
static void test_levels(void)
{
	is(share_nice(256), 0);
	is(share_nice(320), -1);
	is(share_nice(205), 1);
	is(share_nice(512), -3);
	is(share_nice(128), 3);
	is(share_nice(1), 19);
	is(share_nice(65535), -20);
}

/* How much more time than at nice level 0, by the rule of sched(7). */
static double factor(int nice)
{
	double f = 1;

	for (; nice < 0; nice++)
		f *= 1.25;
	for (; nice > 0; nice--)
		f /= 1.25;
	return f;
}

/* No other level is nearer, and more weight is never less time. */
static void test_nearest(void)
{
	int last = 19;

	for (uint32_t weight = 1; weight <= 65535; weight++) {
		int nice = share_nice(weight);
		double off = weight / 256.0 / factor(nice);

		yes(nice <= last && nice >= -20);
		if (nice > -20 && nice < 19)
			yes(off < 1.12 && off > 1 / 1.12);
		last = nice;
	}
}

/*
 * One vCPU that wants to run always: it runs for at most @tick at a time and
 * wakes up @late. Return: for how long it ran in @total.
 */
static int64_t greedy(uint32_t cap, int64_t tick, int64_t late, int64_t total)
{
	struct share_budget b;
	int64_t wait, ran = 0, now = 12345;
	int64_t end = now + total;

	share_budget_set(&b, cap, now);
	while (now < end) {
		int64_t ns = tick;

		wait = share_budget_wait(&b, now);
		if (wait) {
			yes(wait > 0);
			now += wait + late;
			continue;
		}
		if (b.left < ns)
			ns = b.left;
		share_budget_spend(&b, ns);
		ran += ns;
		now += ns;
	}
	return ran;
}

static void within(int64_t ran, int64_t wanted, int64_t permille)
{
	yes(llabs(ran - wanted) <= wanted * permille / 1000);
}

static void test_cap(void)
{
	for (uint32_t cap = 1; cap < 100; cap++) {
		within(greedy(cap, 4 * MSEC, 0, 10 * SEC),
		       10 * SEC / 100 * cap, 11);
		within(greedy(cap, 4 * MSEC, 15 * MSEC, 10 * SEC),
		       10 * SEC / 100 * cap, 11);
	}
	/* No more than there is: one vCPU, two processors. */
	is(greedy(200, 4 * MSEC, 0, SEC), SEC);
}

/* Interrupts may end no run in time: what was too much is paid back. */
static void test_debt(void)
{
	struct share_budget b;

	share_budget_set(&b, 50, 0);
	is(share_budget_wait(&b, 0), 0);
	share_budget_spend(&b, 25 * MSEC);
	is(b.left, -20 * MSEC);
	yes(share_budget_wait(&b, 25 * MSEC) > 0);
	yes(share_budget_wait(&b, 39 * MSEC) > 0);
	is(share_budget_wait(&b, 41 * MSEC), 0);
}

static void test_idle(void)
{
	struct share_budget b;

	/* An hour of sleep is no licence to run for half an hour. */
	share_budget_set(&b, 50, 0);
	is(share_budget_wait(&b, 3600 * SEC), 0);
	is(b.left, SHARE_PERIODS * SHARE_PERIOD / 2);
	/* Neither is any time, nor time that runs backwards. */
	is(share_budget_wait(&b, INT64_MAX), 0);
	is(b.left, SHARE_PERIODS * SHARE_PERIOD / 2);
	is(share_budget_wait(&b, 0), 0);
	is(b.left, SHARE_PERIODS * SHARE_PERIOD / 2);
}

/* Questions of other vCPUs in between grant nothing and lose nothing. */
static void test_often(void)
{
	struct share_budget b;
	int64_t now;

	share_budget_set(&b, 33, 0);
	share_budget_spend(&b, 100 * MSEC);
	for (now = 0; share_budget_wait(&b, now); now += 37)
		;
	within(now, (100 * MSEC - SHARE_PERIOD / 100 * 33) / 33 * 100, 1);
}

static void test_none(void)
{
	struct share_budget b;

	share_budget_set(&b, 0, 0);
	share_budget_spend(&b, 3600 * SEC);
	is(share_budget_wait(&b, 0), 0);
	is(b.left, 0);
	/* The largest number that a tool can pass */
	share_budget_set(&b, 65534, 0);
	is(share_budget_wait(&b, INT64_MAX), 0);
	share_budget_spend(&b, 3600 * SEC);
	yes(share_budget_wait(&b, INT64_MAX) > 0);
}

int main(void)
{
	tap_run("common weights", test_levels);
	tap_run("the nearest level for each weight", test_nearest);
	tap_run("caps from 1 to 200, woken in time and late", test_cap);
	tap_run("a run that was too long", test_debt);
	tap_run("idle time is not saved", test_idle);
	tap_run("asking often", test_often);
	tap_run("no cap, and a huge one", test_none);
	return tap_done();
}
