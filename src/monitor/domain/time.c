// SPDX-License-Identifier: GPL-2.0
/*
 * System time from the TSC, and the records in which guests find it.
 *
 * A record in guest memory is written under its version: odd while it is
 * being written. What the guest makes of the version itself is its own loss.
 */
#include "domain/time.h"

#include "core/lib.h"
#include "core/print.h"
#include "core/spinlock.h"
#include "domain/domain.h"
#include "domain/tsc.h"
#include "mm/guest_copy.h"
#include "mm/tlb.h"
#include "x86/insn.h"
#include "xen/vm_assist.h"

/*
 * Set before the first domain exists and constant from then on, but for the
 * wall clock, which wall_lock protects (also each domain's copy of it).
 */
static struct vcpu_time_info clock;
static u64 clock_khz;
static struct spinlock wall_lock;
static u64 wall_at_zero; /* ns since 1970 when system time was zero */
static u64 last_now; /* without a stable TSC: the latest answer */

/*
 * A multiplier with 32 significant bits and the shift that goes with it, so
 * that ns = (ticks << shift) * mul >> 32. Division only here: none is needed
 * to tell the time.
 */
static void scale_set(struct vcpu_time_info *c, u64 hz)
{
	c->tsc_shift = 0;
	while (hz > 2 * NSEC_PER_SEC) {
		hz >>= 1;
		c->tsc_shift--;
	}
	while (hz <= NSEC_PER_SEC) {
		hz <<= 1;
		c->tsc_shift++;
	}
	c->tsc_to_system_mul = (NSEC_PER_SEC << 32) / hz;
}

static u64 scale(const struct vcpu_time_info *c, u64 ticks)
{
	if (c->tsc_shift < 0)
		ticks >>= -c->tsc_shift;
	else
		ticks <<= c->tsc_shift;
	return (__uint128_t)ticks * c->tsc_to_system_mul >> 32;
}

/*
 * The fewest ticks of which scale() makes @ns, or the most that do not exceed
 * it where a tick is longer than a nanosecond: a guest that computes back from
 * them is never ahead, however long it has been running. The multiplier is
 * above 2^31, so nothing overflows before 2^63 ns.
 */
static u64 unscale(const struct vcpu_time_info *c, u64 ns)
{
	u64 mul = READ_ONCE(c->tsc_to_system_mul);
	u64 ticks = ((ns / mul) << 32) + (((ns % mul) << 32) + mul - 1) / mul;

	if (c->tsc_shift < 0)
		return ticks << -c->tsc_shift;
	return ticks >> c->tsc_shift;
}

void time_init(u64 tsc_khz, u64 wall_sec, u32 wall_nsec)
{
	bug_on(tsc_khz == 0 || tsc_khz > U64_MAX / 1000);
	memset(&clock, 0, sizeof(clock));
	scale_set(&clock, tsc_khz * 1000);
	clock_khz = tsc_khz;
	clock.tsc_timestamp = rdtsc();
	last_now = 0;
	time_set_wall(wall_sec, wall_nsec);
}

u64 time_tsc_khz(void)
{
	return clock_khz;
}

void time_set_tsc_stable(bool stable)
{
	clock.flags = stable ? XEN_PVCLOCK_TSC_STABLE_BIT : 0;
}

/* Processors whose TSCs differ must not see time go backwards between them. */
static u64 now_monotonic(u64 now)
{
	u64 last = __atomic_load_n(&last_now, __ATOMIC_RELAXED);

	while (now > last)
		if (__atomic_compare_exchange_n(&last_now, &last, now, false,
						__ATOMIC_RELAXED,
						__ATOMIC_RELAXED))
			return now;
	return last;
}

u64 time_now(void)
{
	u64 ticks = rdtsc() - clock.tsc_timestamp;

	if (clock.flags & XEN_PVCLOCK_TSC_STABLE_BIT)
		return scale(&clock, ticks);
	/* Behind the processor that began: its first tick is not over. */
	if (ticks > S64_MAX)
		ticks = 0;
	return now_monotonic(scale(&clock, ticks));
}

/* The multiplier is there before anybody divides by it. */
void time_tsc_set(struct domain *d, u32 mode, u32 khz, u64 elapsed)
{
	struct vcpu_time_info c = { .flags = clock.flags };

	if (mode == XEN_TSC_MODE_ALWAYS_EMULATE) {
		d->tsc.khz = khz ? khz : (u32)clock_khz;
		scale_set(&c, d->tsc.khz * 1000ULL);
		c.system_time = time_now() - elapsed;
		d->tsc.clock = c;
		d->tsc.last = 0;
	}
	__atomic_store_n(&d->tsc.mode, mode, __ATOMIC_RELEASE);
}

u64 time_tsc_elapsed(const struct domain *d)
{
	if (time_tsc_emulated(d))
		return time_now() - d->tsc.clock.system_time;
	return scale(&clock, rdtsc());
}

/*
 * A vCPU may come to a processor that is behind its last one; and a program
 * that waits for the next tick must see it there, too.
 */
static u64 tsc_advance(struct domain *d, u64 tsc)
{
	u64 last = __atomic_load_n(&d->tsc.last, __ATOMIC_RELAXED);
	u64 next;

	do {
		next = tsc > last ? tsc : last + 1;
	} while (!__atomic_compare_exchange_n(&d->tsc.last, &last, next, false,
					      __ATOMIC_RELAXED,
					      __ATOMIC_RELAXED));
	return next;
}

u64 time_guest_tsc(struct domain *d)
{
	if (!time_tsc_emulated(d))
		return rdtsc();
	return tsc_advance(d, unscale(&d->tsc.clock, time_tsc_elapsed(d)));
}

void time_set_wall(u64 wall_sec, u32 wall_nsec)
{
	u64 wall = wall_sec * NSEC_PER_SEC + wall_nsec;
	u64 now = time_now();

	spin_lock(&wall_lock);
	wall_at_zero = wall > now ? wall - now : 0;
	spin_unlock(&wall_lock);
}

static u32 version_begin(u32 *version)
{
	u32 odd = (READ_ONCE(*version) + 1) | 1;

	WRITE_ONCE(*version, odd);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	return odd;
}

static void version_end(u32 *version, u32 odd)
{
	__atomic_store_n(version, odd + 1, __ATOMIC_RELEASE);
}

void time_update_wallclock(struct domain *d)
{
	struct shared_info *si = d->shared_info;
	u64 sec;
	u32 odd;

	if (!si)
		return;
	spin_lock(&wall_lock);
	sec = wall_at_zero / NSEC_PER_SEC + (u64)d->time_offset;
	odd = version_begin(&si->wc_version);
	si->wc_sec = (u32)sec;
	si->wc_sec_hi = (u32)(sec >> 32);
	si->wc_nsec = wall_at_zero % NSEC_PER_SEC;
	version_end(&si->wc_version, odd);
	spin_unlock(&wall_lock);
}

/* By the TSC that the domain reads. */
static const struct vcpu_time_info *record_of(const struct domain *d)
{
	return time_tsc_emulated(d) ? &d->tsc.clock : &clock;
}

static bool record_current(const struct vcpu_time_info *r,
			   const struct vcpu_time_info *c)
{
	return !(r->version & 1) && r->flags == c->flags &&
	       r->tsc_timestamp == c->tsc_timestamp &&
	       r->system_time == c->system_time &&
	       r->tsc_to_system_mul == c->tsc_to_system_mul &&
	       r->tsc_shift == c->tsc_shift;
}

static void record_write(struct vcpu_time_info *r,
			 const struct vcpu_time_info *c)
{
	u32 odd = version_begin(&r->version);

	r->tsc_timestamp = c->tsc_timestamp;
	r->system_time = c->system_time;
	r->tsc_to_system_mul = c->tsc_to_system_mul;
	r->tsc_shift = c->tsc_shift;
	r->flags = c->flags;
	version_end(&r->version, odd);
}

/*
 * The registered area is the guest's own memory, so it may have been unmapped
 * since; then it gets its record as soon as it can be written.
 */
static void area_update(struct vcpu *v)
{
	struct vcpu_time_info r = *record_of(v->d);
	u32 version;

	if (guest_copy_from(&version, v->time_area, sizeof(version)))
		return;
	r.version = (version + 1) | 1;
	if (guest_copy_to(v->time_area, &r.version, sizeof(r.version)) ||
	    guest_copy_to(v->time_area, &r, sizeof(r)))
		return;
	r.version++;
	if (!guest_copy_to(v->time_area, &r.version, sizeof(r.version)))
		v->time_area_due = false;
}

void time_update_vcpu(struct vcpu *v)
{
	const struct vcpu_time_info *c = record_of(v->d);

	if (!record_current(&v->info->time, c)) {
		record_write(&v->info->time, c);
		v->time_area_due = v->time_area.a;
	}
	if (v->time_area_due && v == vcpu_current())
		area_update(v);
}
