// SPDX-License-Identifier: GPL-2.0
/*
 * System time, the record from which a guest computes it, the wall clock.
 */
#include <string.h>

#include "tlb.h"
#include "world.h"
#include "xen/vm_assist.h"

/* As a guest reads the clock: with its own arithmetic. */
static u64 guest_now(const struct vcpu_time_info *r)
{
	u64 delta = fake_tsc - r->tsc_timestamp;

	is(r->version & 1, 0);
	if (r->tsc_shift < 0)
		delta >>= -r->tsc_shift;
	else
		delta <<= r->tsc_shift;
	return r->system_time +
	       (u64)((__uint128_t)delta * r->tsc_to_system_mul >> 32);
}

static void test_now(void)
{
	world_init();
	is(time_now(), 0);
	pass(1);
	is(time_now(), 1);
	pass(NSEC_PER_SEC - 1);
	is(time_now(), NSEC_PER_SEC);
	pass(1000 * 86400 * NSEC_PER_SEC);
	is(time_now(), (1000 * 86400 + 1) * NSEC_PER_SEC);
}

/* Every frequency: the error is below one part in 2^30, and never grows. */
static void test_frequencies(void)
{
	static const u64 khz[] = { 1000, 25000, 999999, 1000000, 1000001,
				   1999999, 2000000, 2000001, 2893412,
				   3999999, 4000001, 5700000, 100000000 };
	const u64 sec = 1000000;
	u64 got, want;
	size_t i;

	world_init();
	for (i = 0; i < ARRAY_SIZE(khz); i++) {
		time_init(khz[i], 0, 0);
		fake_tsc += khz[i] * 1000 * sec;
		got = time_now();
		want = sec * NSEC_PER_SEC;
		yes(got <= want && want - got <= want >> 30);
		time_update_vcpu(cpu);
		is(guest_now(&cpu->info->time), got);
	}
}

/* A processor whose TSC is behind must not make time go backwards. */
static void test_monotonic(void)
{
	world_init();
	pass(1000);
	is(time_now(), 1000);
	fake_tsc -= 400;
	is(time_now(), 1000);
	fake_tsc -= 2000;
	is(time_now(), 1000);
	fake_tsc += 2600;
	is(time_now(), 1100);
	time_set_tsc_stable(true);
	fake_tsc -= 200;
	is(time_now(), 1000);
}

/* A domain's emulated TSC ticks behind, too; another domain's does not know. */
static void test_guest_tsc(void)
{
	struct domain *d, *other;
	u64 tsc;

	world_init();
	d = fake_domain(1);
	other = fake_domain(2);
	time_tsc_set(d, XEN_TSC_MODE_NEVER_EMULATE, 0, 5);
	is(time_guest_tsc(d), fake_tsc);
	fake_tsc -= 10;
	is(time_guest_tsc(d), fake_tsc);
	fake_tsc += 10;

	time_tsc_set(d, XEN_TSC_MODE_ALWAYS_EMULATE, 0, 5 * NSEC_PER_SEC);
	tsc = 5 * TSC_KHZ * 1000;
	is(time_guest_tsc(d), tsc);
	is(time_guest_tsc(d), tsc + 1);
	pass(100);
	is(time_guest_tsc(d), tsc + 200);
	fake_tsc -= 100;
	is(time_guest_tsc(d), tsc + 201);
	is(time_guest_tsc(d), tsc + 202);
	time_tsc_set(other, XEN_TSC_MODE_ALWAYS_EMULATE, 0, 0);
	is(time_guest_tsc(other), 1);
	is(time_guest_tsc(other), 2);
	fake_tsc += 400;
	is(time_guest_tsc(d), tsc + 500);
	is(time_guest_tsc(other), 300);
}

/* A restored guest finds its TSC where it left it, whatever this host's is. */
static void test_restored_tsc(void)
{
	const u64 before = 40 * 86400 * NSEC_PER_SEC;
	struct domain *d;
	u64 elapsed, tsc;

	world_init();
	d = fake_domain(1);
	time_tsc_set(d, XEN_TSC_MODE_ALWAYS_EMULATE, 3000000, before);
	pass(1000);
	tsc = time_guest_tsc(d);
	yes(tsc > 3 * before && tsc - 3 * before < before >> 30);
	elapsed = time_tsc_elapsed(d);
	is(elapsed, before + 1000);

	time_init(2500000, 0, 0); /* the next host */
	time_tsc_set(d, XEN_TSC_MODE_ALWAYS_EMULATE, 3000000, elapsed);
	is(time_guest_tsc(d), tsc);
	fake_tsc += 2500;
	yes(time_guest_tsc(d) - tsc - 2990 <= 20); /* 3000 */

	/* Set back: it starts again. */
	time_tsc_set(d, XEN_TSC_MODE_ALWAYS_EMULATE, 2000000, 1000);
	is(time_guest_tsc(d), 2000);

	time_tsc_set(d, XEN_TSC_MODE_DEFAULT, 3000000, before);
	is(time_guest_tsc(d), fake_tsc);
	fake_tsc = 5000; /* 2.5 GHz, rounded */
	is(time_tsc_elapsed(d), 1999);
}

/* Guests tell the time by an emulated TSC as the monitor does, for years. */
static void test_emulated_record(void)
{
	static const u32 khz[] = { 1, 25000, 999999, 1000000, 1000001, 2000000,
				   2893412, 4000001, 100000000 };
	u64 elapsed[] = { 0, 1, 86400 * NSEC_PER_SEC, 1ULL << 57 };
	u64 tick, got, now, real;
	size_t i, j;

	world_init();
	for (i = 0; i < ARRAY_SIZE(khz) * ARRAY_SIZE(elapsed); i++) {
		j = i % ARRAY_SIZE(khz);
		tick = khz[j] < 1000000 ? 1000000 / khz[j] + 1 : 0;
		time_tsc_set(cpu->d, XEN_TSC_MODE_ALWAYS_EMULATE, khz[j],
			     elapsed[i / ARRAY_SIZE(khz)]);
		pass(300 * 86400 * NSEC_PER_SEC + i);
		time_update_vcpu(cpu);
		now = time_now();
		real = fake_tsc;
		fake_tsc = time_guest_tsc(cpu->d);
		got = guest_now(&cpu->info->time);
		fake_tsc = real;
		yes(got <= now && now - got <= tick);
	}
}

static void test_record(void)
{
	struct vcpu_time_info *r;
	u32 version;

	world_init();
	r = &cpu->info->time;
	pass(5 * MSEC);
	time_update_vcpu(cpu);
	version = r->version;
	yes(version && !(version & 1));
	is(guest_now(r), 5 * MSEC);
	is(r->flags, 0);

	/* Nothing changes, so readers are not made to read again. */
	pass(MSEC);
	time_update_vcpu(cpu);
	is(r->version, version);
	is(guest_now(r), 6 * MSEC);

	time_set_tsc_stable(true);
	time_update_vcpu(cpu);
	is(r->flags, XEN_PVCLOCK_TSC_STABLE_BIT);
	is(r->version, version + 2);
}

/* Whatever the guest left there: the next update repairs it. */
static void test_hostile_record(void)
{
	struct vcpu_time_info *r;

	world_init();
	r = &cpu->info->time;
	memset(r, 0xff, sizeof(*r));
	time_update_vcpu(cpu);
	is(guest_now(r), 0);
	r->version = 7;
	time_update_vcpu(cpu);
	is(r->version, 10);
}

static void test_wallclock(void)
{
	struct domain *d;
	struct shared_info *si;

	world_init();
	d = fake_domain(1);
	si = d->shared_info;
	pass(3 * NSEC_PER_SEC);
	time_update_wallclock(d);
	is(si->wc_version, 2);
	is(si->wc_sec, 1700000000);
	is(si->wc_sec_hi, 0);
	is(si->wc_nsec, 500);

	/* A step of the control domain's clock; the zero of time stays. */
	time_set_wall(5000000000, 100);
	d->time_offset = -3600;
	time_update_wallclock(d);
	is(si->wc_version, 4);
	is((u64)si->wc_sec_hi << 32 | si->wc_sec, 5000000000 - 3 - 3600);
	is(si->wc_nsec, 100);

	/* A clock that was never set. */
	time_set_wall(1, 0);
	d->time_offset = 0;
	time_update_wallclock(d);
	is(si->wc_sec, 0);
	d->shared_info = NULL;
	time_update_wallclock(d);
}

static void test_time_area(void)
{
	static struct vcpu_time_info area;
	u64 va = with(&area, sizeof(area));

	world_init();
	area.version = 40;
	cpu->time_area = gva(va);
	cpu->time_area_due = true;
	fake_tlb.inside = NULL;
	time_update_vcpu(cpu);
	is(area.version, 40);

	fake_tlb.inside = cpu->d;
	guest_forbid_all();
	time_update_vcpu(cpu);
	yes(cpu->time_area_due);

	with(&area, sizeof(area));
	pass(77);
	time_update_vcpu(cpu);
	is(area.version, 42);
	is(guest_now(&area), 77);
	yes(!cpu->time_area_due);

	/* Tools give the domain another TSC. */
	time_tsc_set(cpu->d, XEN_TSC_MODE_ALWAYS_EMULATE, 2000000, 1000);
	time_update_vcpu(cpu);
	is(area.version, 44);
	fake_tsc = 2000;
	is(guest_now(&area), 77);
	time_tsc_set(cpu->d, XEN_TSC_MODE_DEFAULT, 0, 0);
}

static void test_runstate(void)
{
	struct vcpu_runstate_info r;

	world_init();
	pass(10);
	time_runstate_set(cpu, RUNSTATE_runnable);
	pass(20);
	time_runstate_set(cpu, RUNSTATE_blocked);
	pass(30);
	time_runstate_get(cpu, &r);
	is(r.state, RUNSTATE_blocked);
	is(r.state_entry_time, 30);
	is(r.time[RUNSTATE_running], 10);
	is(r.time[RUNSTATE_runnable], 20);
	is(r.time[RUNSTATE_blocked], 30);
	is(cpu->runstate.time[RUNSTATE_blocked], 0);
}

/* Who is woken and has no processor is robbed of the time, not idle. */
static void test_woken(void)
{
	struct vcpu_runstate_info *r;

	world_init();
	r = &cpu->runstate;
	pass(10);
	time_woken(cpu); /* it runs: that ends no wait */
	pass(10);
	time_runstate_set(cpu, RUNSTATE_blocked);
	pass(100);
	time_woken(cpu);
	pass(30);
	time_woken(cpu); /* the first time counts */
	pass(3);
	time_runstate_set(cpu, RUNSTATE_running);
	is(r->time[RUNSTATE_running], 20);
	is(r->time[RUNSTATE_blocked], 100);
	is(r->time[RUNSTATE_runnable], 33);
	/* A timer ends the wait by itself, if it is the first to. */
	time_singleshot_set(cpu, time_now() + 200);
	time_runstate_set(cpu, RUNSTATE_blocked);
	pass(250);
	time_woken(cpu);
	pass(50);
	time_runstate_set(cpu, RUNSTATE_running);
	is(r->time[RUNSTATE_blocked], 300);
	is(r->time[RUNSTATE_runnable], 133);
	/* One that was due before the wait began */
	time_runstate_set(cpu, RUNSTATE_blocked);
	pass(7);
	time_runstate_set(cpu, RUNSTATE_running);
	is(r->time[RUNSTATE_blocked], 300);
	is(r->time[RUNSTATE_runnable], 140);
}

static struct vcpu_runstate_info seen;

/* Reads the area at each copy: the flag must be there before the rest is. */
static void watch_runstate(void)
{
	static unsigned int copies;

	if (copies++ == 1) {
		yes(seen.state_entry_time & XEN_RUNSTATE_UPDATE);
		is(seen.state, RUNSTATE_offline);
	}
	if (copies == 3) {
		yes(seen.state_entry_time & XEN_RUNSTATE_UPDATE);
		is(seen.state, RUNSTATE_runnable);
	}
}

static void test_runstate_area(void)
{
	world_init();
	cpu->runstate.state = RUNSTATE_runnable;
	cpu->runstate.state_entry_time = 99;
	time_runstate_publish(cpu);
	cpu->runstate_area = gva(with(&seen, sizeof(seen)));
	seen.state = RUNSTATE_offline;
	time_runstate_publish(cpu);
	is(seen.state, RUNSTATE_runnable);
	is(seen.state_entry_time, 99);

	cpu->d->vm_assist = 1ULL << VMASST_TYPE_runstate_update_flag;
	seen.state = RUNSTATE_offline;
	guest_race = watch_runstate;
	time_runstate_publish(cpu);
	guest_race = NULL;
	is(seen.state_entry_time, 99);
	is(memcmp(&seen, &cpu->runstate, sizeof(seen)), 0);

	guest_forbid_all();
	time_runstate_publish(cpu);
	yes(cpu->runstate_area.a);
}

int main(void)
{
	tap_run("system time counts nanoseconds", test_now);
	tap_run("any frequency of the TSC", test_frequencies);
	tap_run("time does not go backwards", test_monotonic);
	tap_run("an emulated TSC always advances", test_guest_tsc);
	tap_run("and goes on elsewhere", test_restored_tsc);
	tap_run("the record by an emulated TSC", test_emulated_record);
	tap_run("the record in vcpu_info", test_record);
	tap_run("a record that the guest spoiled", test_hostile_record);
	tap_run("the wall clock", test_wallclock);
	tap_run("the registered time area", test_time_area);
	tap_run("time in each run state", test_runstate);
	tap_run("the end of a wait", test_woken);
	tap_run("the registered run-state area", test_runstate_area);
	return tap_done();
}
