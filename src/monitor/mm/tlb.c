// SPDX-License-Identifier: GPL-2.0
/* The flush clock and flushes of other processors; see tlb.h. */
#include "mm/tlb.h"

#include "core/failure.h"
#include "core/lib.h"
#include "core/print.h"
#include "domain/domain.h"

/*
 * Stamps and clocks are compared by their difference, which is right as long
 * as it has less than 31 bits: a processor that runs a guest without any
 * interruption for so long is made to flush.
 */
#define EPOCH (1U << 30)

/* Did a flush of @v's processor that began at @flushed miss @stamp? */
static bool is_before(u32 flushed, u32 stamp)
{
	return (s32)(flushed - stamp) < 0;
}

static bool owes(const struct vcpu *v, u32 stamp)
{
	return is_before(READ_ONCE(v->tlb.flushed), stamp);
}

/*
 * A request that comes after the exchange is a reason for another flush; with
 * one from before it, the clock that is read here is the request's at least.
 */
u32 tlb_flush_begin(struct vcpu *v)
{
	if (unlikely(READ_ONCE(v->tlb.owed)))
		(void)__atomic_exchange_n(&v->tlb.owed, false,
					  __ATOMIC_SEQ_CST);
	return __atomic_load_n(&v->d->tlb_clock, __ATOMIC_ACQUIRE);
}

/* Loading CR3 is serialising (APM vol.2 7.6.4): this store comes after it. */
void tlb_flush_end(struct vcpu *v, u32 clock)
{
	__atomic_store_n(&v->tlb.flushed, clock, __ATOMIC_RELEASE);
}

/* Whoever requests a flush stores the request before he looks who is exposed */
void tlb_expose(struct vcpu *v)
{
	(void)__atomic_exchange_n(&v->tlb.exposed, true, __ATOMIC_SEQ_CST);
	if (unlikely(READ_ONCE(v->tlb.owed)))
		tlb_flush_local();
}

void tlb_conceal(struct vcpu *v)
{
	__atomic_store_n(&v->tlb.exposed, false, __ATOMIC_RELEASE);
}

/**
 * struct request - a flush of some of a domain's vCPUs
 * @stamp: not for those that flushed since
 * @vcpus: bitmap, NULL: all
 */
struct request {
	struct domain *d;
	u32 stamp;
	const u64 *vcpus;
};

/* The next vCPU from *@id on whose processor owes the flush, not @self. */
static struct vcpu *next_other(const struct request *r, u32 *id,
			       const struct vcpu *self)
{
	while (*id < r->d->max_vcpus) {
		struct vcpu *v = r->d->vcpu[*id];
		bool wanted = !r->vcpus || test_bit(*id, r->vcpus);

		++*id;
		if (wanted && v && v != self && READ_ONCE(v->running) &&
		    owes(v, r->stamp))
			return v;
	}
	return NULL;
}

static unsigned int others_ask(const struct request *r, const struct vcpu *self)
{
	unsigned int asked = 0;
	struct vcpu *v;
	u32 id = 0;

	while ((v = next_other(r, &id, self))) {
		WRITE_ONCE(v->tlb.owed, true);
		asked++;
	}
	return asked;
}

static unsigned int others_interrupt(const struct request *r,
				     const struct vcpu *self)
{
	unsigned int sent = 0;
	struct vcpu *v;
	u32 id = 0;

	while ((v = next_other(r, &id, self))) {
		if (!__atomic_load_n(&v->tlb.exposed, __ATOMIC_ACQUIRE))
			continue;
		tlb_interrupt(v);
		sent++;
	}
	return sent;
}

static void others_await(const struct request *r, const struct vcpu *self)
{
	struct vcpu *v;
	u32 id = 0;

	while ((v = next_other(r, &id, self))) {
		while (__atomic_load_n(&v->tlb.exposed, __ATOMIC_ACQUIRE) &&
		       owes(v, r->stamp)) {
			__builtin_ia32_pause();
			/* It may never come back. */
			fail_check();
		}
	}
}

static unsigned int others_flush(const struct request *r)
{
	const struct vcpu *self = vcpu_current();
	unsigned int sent;

	bug_on(!spin_is_locked(&r->d->lock));
	if (!others_ask(r, self))
		return 0;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	sent = others_interrupt(r, self);
	if (sent)
		others_await(r, self);
	return sent;
}

/* d->lock held: nobody else writes the clock. */
static u32 clock_advance(struct domain *d)
{
	u32 clock = d->tlb_clock + 1;

	__atomic_store_n(&d->tlb_clock, clock, __ATOMIC_RELEASE);
	return clock;
}

unsigned int tlb_flush_others(struct domain *d, const u64 *vcpus)
{
	const struct vcpu *self = vcpu_current();
	struct request r = {
		.d = d,
		.stamp = clock_advance(d),
		.vcpus = vcpus,
	};

	/* An epoch begins whoever advances the clock. */
	if (unlikely(r.stamp % EPOCH == 0)) {
		r.vcpus = NULL;
		if (self && self->d == d)
			tlb_flush_local();
	}
	return others_flush(&r);
}

static void epoch_begin(struct domain *d)
{
	const struct vcpu *self = vcpu_current();

	tlb_flush_others(d, NULL);
	if (self && self->d == d)
		tlb_flush_local();
}

void tlb_stamp(struct domain *d, struct frame *f)
{
	f->stamp = clock_advance(d);
	if (unlikely(f->stamp % EPOCH == 0))
		epoch_begin(d);
}

unsigned int tlb_settle(struct domain *d, const struct frame *f)
{
	/* All have flushed since the last epoch began. */
	u32 age = min_u64(d->tlb_clock - f->stamp, EPOCH);
	const struct request r = { .d = d, .stamp = d->tlb_clock - age };
	const struct vcpu *self = vcpu_current();

	if (self && self->d == d && owes(self, r.stamp))
		tlb_flush_local();
	return others_flush(&r);
}
