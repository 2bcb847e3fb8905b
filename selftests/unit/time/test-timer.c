// SPDX-License-Identifier: GPL-2.0
/* A vCPU's timers: when they are due, and what then happens. */
#include "world.h"

static void test_none(void)
{
	world_init();
	is(time_next_deadline(cpu), 0);
	pass(NSEC_PER_SEC);
	time_expire(cpu);
	yes(!timer_fired());
}

static void test_singleshot(void)
{
	world_init();
	time_singleshot_set(cpu, 5 * MSEC);
	is(time_next_deadline(cpu), 5 * MSEC);
	pass(5 * MSEC - 1);
	time_expire(cpu);
	yes(!timer_fired());
	pass(1);
	time_expire(cpu);
	yes(timer_fired());
	is(time_next_deadline(cpu), 0);
	time_expire(cpu);
	yes(!timer_fired());
}

static void test_singleshot_past(void)
{
	world_init();
	pass(MSEC);
	time_singleshot_set(cpu, 5 * MSEC);
	time_singleshot_set(cpu, MSEC);
	yes(timer_fired());
	is(time_next_deadline(cpu), 0);
	time_singleshot_set(cpu, 0);
	yes(timer_fired());
}

static void test_periodic(void)
{
	world_init();
	time_periodic_set(cpu, 10 * MSEC);
	is(time_next_deadline(cpu), 10 * MSEC);
	pass(11 * MSEC);
	time_expire(cpu);
	yes(timer_fired());
	is(time_next_deadline(cpu), 20 * MSEC);

	/* Periods missed count once, and the phase is kept. */
	pass(34 * MSEC);
	time_expire(cpu);
	yes(timer_fired());
	is(time_next_deadline(cpu), 50 * MSEC);
	time_expire(cpu);
	yes(!timer_fired());
	time_periodic_set(cpu, 0);
	is(time_next_deadline(cpu), 0);
}

static void test_earliest(void)
{
	u32 port = 9;

	world_init();
	time_periodic_set(cpu, 10 * MSEC);
	time_singleshot_set(cpu, 7 * MSEC);
	is(time_next_deadline(cpu), 7 * MSEC);
	ec_poll_begin(cpu, &port, 1, 6 * MSEC);
	is(time_next_deadline(cpu), 6 * MSEC);
	cpu->poll_deadline = 12 * MSEC;
	is(time_next_deadline(cpu), 7 * MSEC);
	ec_poll_end(cpu);
	time_singleshot_set(cpu, 70 * MSEC);
	is(time_next_deadline(cpu), 10 * MSEC);
}

static void test_poll_deadline(void)
{
	u32 port = 9;

	world_init();
	ec_poll_begin(cpu, &port, 1, 6 * MSEC);
	yes(cpu->blocked);
	pass(5 * MSEC);
	time_expire(cpu);
	yes(cpu->blocked && cpu->polling);
	pass(MSEC);
	time_expire(cpu);
	yes(!cpu->blocked && !cpu->polling);
	yes(!timer_fired());
	ec_poll_begin(cpu, &port, 1, 0);
	pass(NSEC_PER_SEC);
	time_expire(cpu);
	yes(cpu->blocked);
}

int main(void)
{
	tap_run("no timer", test_none);
	tap_run("single shot", test_singleshot);
	tap_run("a deadline in the past fires at once", test_singleshot_past);
	tap_run("periodic", test_periodic);
	tap_run("the earliest deadline counts", test_earliest);
	tap_run("a poll's deadline", test_poll_deadline);
	return tap_done();
}
