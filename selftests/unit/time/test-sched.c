// SPDX-License-Identifier: GPL-2.0
/* sched_op and set_timer_op, with each of their errors. */
#include <string.h>

#include "world.h"
#include "domain/watchdog.h"
#include "xen/base.h"
#include "xen/sched.h"

static s64 sched(u32 cmd, void *arg, size_t n)
{
	return call(hc_sched_op, cmd, arg ? with(arg, n) : 8, 0);
}

static void test_yield(void)
{
	world_init();
	is(sched(SCHEDOP_yield, NULL, 0), 0);
	yes(cpu->yielding && !cpu->blocked);
}

static void test_block(void)
{
	world_init();
	cpu->info->evtchn_upcall_mask = 1;
	is(sched(SCHEDOP_block, NULL, 0), 0);
	is(cpu->info->evtchn_upcall_mask, 0);
	yes(cpu->blocked && !cpu->polling);

	/* What is pending already ends the sleep before it begins. */
	cpu->info->evtchn_upcall_mask = 1;
	cpu->info->evtchn_upcall_pending = 1;
	is(sched(SCHEDOP_block, NULL, 0), 0);
	yes(!cpu->blocked);
}

static void test_shutdown(void)
{
	struct sched_shutdown op = { .reason = SHUTDOWN_suspend };

	world_init();
	is(sched(SCHEDOP_shutdown, NULL, 0), -XEN_EFAULT);
	yes(!cpu->d->shutdown);
	is(sched(SCHEDOP_shutdown, &op, sizeof(op)), 0);
	yes(cpu->d->shutdown);
	is(cpu->d->shutdown_code, SHUTDOWN_suspend);
	op.reason = 0x100;
	is(sched(SCHEDOP_shutdown, &op, sizeof(op)), 0);
	is(cpu->d->shutdown_code, SHUTDOWN_crash);
}

static void test_shutdown_code(void)
{
	struct sched_shutdown op = { .reason = SHUTDOWN_reboot };

	world_init();
	is(sched(SCHEDOP_shutdown_code, NULL, 0), -XEN_EFAULT);
	is(sched(SCHEDOP_shutdown_code, &op, sizeof(op)), 0);
	is(cpu->d->shutdown_latch, SHUTDOWN_reboot + 1);
	yes(!cpu->d->shutdown);
	/* The first one counts. */
	op.reason = SHUTDOWN_poweroff;
	is(sched(SCHEDOP_shutdown_code, &op, sizeof(op)), 0);
	is(cpu->d->shutdown_latch, SHUTDOWN_reboot + 1);
	/* A reason that nobody knows is a crash, as with shutdown. */
	cpu->d->shutdown_latch = 0;
	op.reason = SHUTDOWN_MAX + 1;
	is(sched(SCHEDOP_shutdown_code, &op, sizeof(op)), 0);
	is(cpu->d->shutdown_latch, SHUTDOWN_crash + 1);
}

/* Two arguments are in memory: the structure and its list of ports. */
static s64 poll(u32 n, u32 *ports, u64 timeout)
{
	struct sched_poll op = { .nr_ports = n, .timeout = timeout };
	u64 arg = with(&op, sizeof(op));

	op.ports = ports ? with_too(ports, n * sizeof(*ports)) : 8;
	return call(hc_sched_op, SCHEDOP_poll, arg, 0);
}

static void test_poll(void)
{
	static u32 ports[SCHED_POLL_MAX_PORTS + 1];
	u32 i;

	world_init();
	for (i = 0; i < ARRAY_SIZE(ports); i++)
		ports[i] = 1;
	is(poll(1, ports, 0), 0);
	yes(cpu->blocked && cpu->polling);
	ec_poll_end(cpu);
	is(poll(SCHED_POLL_MAX_PORTS, ports, 5 * MSEC), 0);
	is(cpu->poll_deadline, 5 * MSEC);
	ec_poll_end(cpu);
	is(poll(0, NULL, 5 * MSEC), 0);
	yes(cpu->blocked);
	ec_poll_end(cpu);

	cpu->d->shared_info->evtchn_pending[0] = 2;
	is(poll(1, ports, 0), 0);
	yes(!cpu->blocked);
}

static void test_poll_errors(void)
{
	static u32 ports[SCHED_POLL_MAX_PORTS + 1] = { 1 };

	world_init();
	is(sched(SCHEDOP_poll, NULL, 0), -XEN_EFAULT);
	is(poll(SCHED_POLL_MAX_PORTS + 1, ports, 0), -XEN_EINVAL);
	is(poll(UINT32_MAX, NULL, 0), -XEN_EINVAL);
	is(poll(1, NULL, 0), -XEN_EFAULT);
	is(poll(2, ports, 0), -XEN_EINVAL);
	ports[1] = 70000;
	is(poll(2, ports, 0), -XEN_EINVAL);
	pass(5 * MSEC);
	is(poll(1, ports, 5 * MSEC), 0);
	yes(!cpu->blocked && !cpu->polling);
}

static void test_remote_shutdown(void)
{
	struct sched_remote_shutdown op = { 1, SHUTDOWN_reboot };
	u64 arg;

	world_init();
	is(sched(SCHEDOP_remote_shutdown, &op, sizeof(op)), -XEN_EPERM);
	is(sched(SCHEDOP_remote_shutdown, NULL, 0), -XEN_EFAULT);
	op.domain_id = 77;
	is(sched(SCHEDOP_remote_shutdown, &op, sizeof(op)), -XEN_ESRCH);
	op.domain_id = 1;
	arg = with(&op, sizeof(op));
	is(control_call(hc_sched_op, SCHEDOP_remote_shutdown, 8), -XEN_EFAULT);
	is(control_call(hc_sched_op, SCHEDOP_remote_shutdown, arg), 0);
	is(cpu->d->shutdown_code, SHUTDOWN_reboot);
	op.domain_id = 77;
	is(control_call(hc_sched_op, SCHEDOP_remote_shutdown, arg),
	   -XEN_ESRCH);
	op.domain_id = DOMID_SELF;
	is(control_call(hc_sched_op, SCHEDOP_remote_shutdown, arg),
	   -XEN_ESRCH);
	op.domain_id = 0;
	is(control_call(hc_sched_op, SCHEDOP_remote_shutdown, arg),
	   -XEN_EPERM);
	is(fake_domain(1)->refs, 1);
	/* Not cut to a harmless one. */
	op.domain_id = 1;
	op.reason = 0x100 | SHUTDOWN_suspend;
	is(control_call(hc_sched_op, SCHEDOP_remote_shutdown, arg), 0);
	is(cpu->d->shutdown_code, SHUTDOWN_crash);
}

static s64 watchdog(u32 id, u32 seconds)
{
	struct sched_watchdog op = { .id = id, .timeout = seconds };

	return sched(SCHEDOP_watchdog, &op, sizeof(op));
}

static void test_watchdog(void)
{
	world_init();
	is(sched(SCHEDOP_watchdog, NULL, 0), -XEN_EFAULT);
	is(watchdog(1, 5), -XEN_EINVAL);
	is(watchdog(3, 5), -XEN_EINVAL);
	is(watchdog(UINT32_MAX, 5), -XEN_EINVAL);
	is(time_next_deadline(cpu), 0);
	is(watchdog(0, 5), 1);
	is(watchdog(0, 3), 2);
	is(watchdog(0, 1), -XEN_ENOSPC);
	is(time_next_deadline(cpu), 3000 * MSEC);

	/* One is stopped, its place is free; the other one is extended. */
	is(watchdog(2, 0), 0);
	is(watchdog(2, 1), -XEN_EINVAL);
	is(time_next_deadline(cpu), 5000 * MSEC);
	pass(2000 * MSEC);
	is(watchdog(1, 5), 0);
	is(time_next_deadline(cpu), 7000 * MSEC);
	is(watchdog(0, UINT32_MAX), 2);
	is(time_next_deadline(cpu), 7000 * MSEC);

	pass(4999 * MSEC);
	time_expire(cpu);
	yes(!cpu->d->shutdown);
	pass(MSEC);
	time_expire(cpu);
	yes(cpu->d->shutdown);
	is(cpu->d->shutdown_code, SHUTDOWN_watchdog);

	/* Resumed, the domain has its other one, and can set this anew. */
	cpu->d->shutdown = false;
	time_expire(cpu);
	yes(!cpu->d->shutdown);
	is(time_next_deadline(cpu), (2000 + UINT32_MAX * 1000ULL) * MSEC);
	is(watchdog(1, 1), 0);
	is(time_next_deadline(cpu), 8000 * MSEC);
}

/* What expires while the domain is shut down does nothing, then or later. */
static void test_watchdog_sleeps(void)
{
	world_init();
	is(watchdog(0, 1), 1);
	is(watchdog(0, 10), 2);
	cpu->d->shutdown = true;
	pass(2000 * MSEC);
	watchdog_resume(cpu->d, time_now());
	cpu->d->shutdown = false;
	time_expire(cpu);
	yes(!cpu->d->shutdown);
	is(time_next_deadline(cpu), 10000 * MSEC);
}

/* Any vCPU may be the last that is online. */
static void test_watchdog_told(void)
{
	unsigned int kicks;

	world_init();
	kicks = fake_calls.kick;
	is(watchdog(0, 5), 1);
	is(fake_calls.kick, kicks + 1);
	is(watchdog(1, 9), 0);
	is(fake_calls.kick, kicks + 1);
	is(watchdog(1, 4), 0);
	is(fake_calls.kick, kicks + 2);
}

static void test_others(void)
{
	u64 zero[2] = { 0 };

	world_init();
	is(control_call(hc_sched_op, SCHEDOP_watchdog, 0), -XEN_ENOSYS);
	is(sched(SCHEDOP_pin_override, zero, sizeof(zero)), -XEN_EPERM);
	is(sched(SCHEDOP_pin_override + 1, zero, sizeof(zero)), -XEN_ENOSYS);
	is(sched(UINT32_MAX, zero, sizeof(zero)), -XEN_ENOSYS);
	is(control_call(hc_sched_op, SCHEDOP_block, 0), -XEN_ENOSYS);
	is(control_call(hc_sched_op, SCHEDOP_shutdown, 0), -XEN_ENOSYS);
	is(control_call(hc_set_timer_op, 1, 0), -XEN_ENOSYS);
}

static void test_set_timer(void)
{
	world_init();
	pass(MSEC);
	is(call(hc_set_timer_op, 5 * MSEC, 0, 0), 0);
	is(time_next_deadline(cpu), 5 * MSEC);
	is(call(hc_set_timer_op, 0, 0, 0), 0);
	is(time_next_deadline(cpu), 0);
	yes(!timer_fired());
	is(call(hc_set_timer_op, 1, 0, 0), 0);
	yes(timer_fired());
	is(call(hc_set_timer_op, -1ULL, 0, 0), 0);
	is(time_next_deadline(cpu), 101 * MSEC);
	is(call(hc_set_timer_op, MSEC + (1ULL << 50), 0, 0), 0);
	is(time_next_deadline(cpu), 101 * MSEC);
	is(call(hc_set_timer_op, MSEC + (1ULL << 50) - 1, 0, 0), 0);
	is(time_next_deadline(cpu), MSEC + (1ULL << 50) - 1);
}

int main(void)
{
	tap_run("yield", test_yield);
	tap_run("block", test_block);
	tap_run("shutdown", test_shutdown);
	tap_run("shutdown_code", test_shutdown_code);
	tap_run("watchdogs", test_watchdog);
	tap_run("watchdogs of a domain that is shut down", test_watchdog_sleeps);
	tap_run("a watchdog that comes earlier", test_watchdog_told);
	tap_run("poll", test_poll);
	tap_run("poll errors", test_poll_errors);
	tap_run("remote_shutdown", test_remote_shutdown);
	tap_run("the other operations", test_others);
	tap_run("set_timer_op", test_set_timer);
	return tap_done();
}
