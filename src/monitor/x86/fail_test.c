// SPDX-License-Identifier: GPL-2.0
/* Failures on demand, for tests alone: this file is no part of the product. */
#ifndef UNDERPIN_TEST
#define UNDERPIN_TEST
#endif
#include "x86/fail_test.h"

#include "core/print.h"
#include "core/spinlock.h"
#include "x86/insn.h"

/* In the image's slot, far from everything that is mapped there. */
#define NOTHING_MAPPED (UP_VA_IMAGE + (16ULL << 30))

/* Long enough for a guest's timer to bring the other processor along. */
#define PATIENCE 20000000000ULL

static u32 armed; /* enum fail_test_where */
static enum fail_test_how manner;

static struct spinlock lock;
static bool lock_held;

static void __noreturn fail_locked(void)
{
	u64 start = rdtsc();

	spin_lock(&lock);
	WRITE_ONCE(lock_held, true);
	while ((u16)(READ_ONCE(lock.next) - READ_ONCE(lock.owner)) < 2)
		if (rdtsc() - start > PATIENCE)
			panic("fail_test: nobody wanted the lock");
	panic("fail_test: somebody waits for the lock");
}

/* Ends long after the stack does. */
static noinline u64 fail_overflow(u64 depth)
{
	u64 local[64];

	WRITE_ONCE(local[0], depth);
	if (!READ_ONCE(local[0]))
		return 0;
	return fail_overflow(depth - 1) + READ_ONCE(local[0]);
}

static void fail_now(enum fail_test_how how)
{
	switch (how) {
	case FAIL_TEST_BUG:
		bug_on(how == FAIL_TEST_BUG);
		break;
	case FAIL_TEST_FAULT:
		WRITE_ONCE(*(u64 *)NOTHING_MAPPED, 0);
		break;
	case FAIL_TEST_OVERFLOW:
		panic("fail_test: %lu", fail_overflow(1000000));
	case FAIL_TEST_LOCKED:
		fail_locked();
	}
}

void fail_test_point(enum fail_test_where where)
{
	/* The one who fails with it held waits for somebody to wait. */
	if (READ_ONCE(lock_held)) {
		spin_lock(&lock);
		spin_unlock(&lock);
	}
	if (READ_ONCE(armed) == where &&
	    __atomic_exchange_n(&armed, FAIL_TEST_NOWHERE, __ATOMIC_ACQ_REL) ==
		    where)
		fail_now(manner);
}

bool fail_test_call(struct cpu *c)
{
	if (c->rax != UP_CALL_FAIL_TEST)
		return false;
	manner = (enum fail_test_how)c->regs[CPU_REG_RSI];
	__atomic_store_n(&armed, (u32)c->regs[CPU_REG_RDI], __ATOMIC_RELEASE);
	fail_test_point(FAIL_TEST_CONTROL);
	c->rax = 0;
	return true;
}
