// SPDX-License-Identifier: GPL-2.0
/* Calls into the monitor. */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <asm/asm.h>

#include "fail_test.h"
#include "failure.h"
#include "loader.h"

/* No result of the monitor's: nobody was there to answer. */
#define CALL_GONE (-0x20000LL)

/* Serialises lending and taking back, so that neither undoes the other. */
static DEFINE_MUTEX(memory_lock);

/* Read: frames that the monitor named have no reference yet. */
static DECLARE_RWSEM(lent_lock);

/*
 * Held from taking the attention flag until what it announced is woken: who
 * takes it is the only one to know, and is not preempted in between.
 */
static DEFINE_SPINLOCK(wake_lock);

/* Return: false if there was no monitor. */
static bool monitor_call(struct ldr_call *c)
{
	u64 rax = c->nr, rdi = c->arg[0], rsi = c->arg[1], rdx = c->arg[2];
	register u64 r10 asm("r10") = c->arg[3];
	register u64 r8 asm("r8") = c->arg[4];
	register u64 r11 asm("r11") = 0;

	/*
	 * Natively it is #UD, and the arguments are those of the rest of the
	 * work. R9 is an argument that a repetition may find changed; RCX is
	 * ldr_leave's.
	 */
	asm volatile("1: vmmcall\n"
		     "jmp 3f\n"
		     "2: mov %[gone], %%rax\n"
		     "3:\n" _ASM_EXTABLE(1b, 2b)
		     : "+a"(rax), "+D"(rdi), "+S"(rsi), "+d"(rdx), "+r"(r10),
		       "+r"(r8), "+r"(r11)
		     : [gone] "i"(CALL_GONE)
		     : "rcx", "r9", "cc", "memory");
	c->result = rax;
	c->arg[0] = rdi;
	c->arg[1] = rsi;
	c->arg[2] = rdx;
	c->arg[3] = r10;
	c->arg[4] = r8;
	c->detail = rdx;
	c->wanted = r11;
	if (unlikely(c->result == UP_FAILED)) {
		ldr_failure_notice();
		c->result = -ENODEV;
	}
	return c->result != CALL_GONE;
}

bool ldr_vmmcall_here(struct ldr_call *c)
{
	bool done;

	preempt_disable();
	done = ldr_cpu_hoisted() && monitor_call(c);
	preempt_enable();
	return done;
}

/*
 * A processor that is coming or going is native for a moment; who sleeps
 * wakes up on another, or on this one when it has hoisted.
 */
void ldr_vmmcall(struct ldr_call *c)
{
	while (!ldr_vmmcall_here(c)) {
		if (!ldr_hoisted()) {
			c->result = -ENODEV;
			return;
		}
		schedule_timeout_uninterruptible(1);
	}
}

s64 ldr_call(u64 nr, u64 arg0, u64 arg1)
{
	struct ldr_call c = { .nr = nr, .arg = { arg0, arg1 } };

	ldr_vmmcall(&c);
	return c.result;
}

/* Return: 0 to repeat the call, or -ENOMEM. */
static int lend_locked(const struct ldr_call *c)
{
	/* A guest that gives frames up and asks for others gets no more. */
	ldr_reclaim_locked(false);
	if (ldr_fail_lend())
		return -ENOMEM;
	if (c->result == UP_NEED_HEAP || c->result == UP_RUN_NEED_HEAP)
		return ldr_donate_heap();
	return ldr_donate(c->wanted & ~UP_WANT_RAM, c->wanted & UP_WANT_RAM);
}

int ldr_lend(const struct ldr_call *c)
{
	int err;

	mutex_lock(&memory_lock);
	err = lend_locked(c);
	mutex_unlock(&memory_lock);
	return err;
}

static bool wants_help(const struct ldr_call *c)
{
	return c->result == UP_NEED_FRAMES || c->result == UP_NEED_HEAP;
}

static void call_with_memory(struct ldr_call *c)
{
	mutex_lock(&memory_lock);
	ldr_vmmcall(c);
	while (wants_help(c)) {
		int err = lend_locked(c);

		if (err) {
			c->result = err;
			break;
		}
		cond_resched();
		ldr_vmmcall(c);
	}
	mutex_unlock(&memory_lock);
}

long ldr_hypercall(struct ldr_call *c)
{
	if (!ldr_hoisted())
		return -ENODEV;
	ldr_vmmcall(c);
	if (wants_help(c))
		call_with_memory(c);
	ldr_attention();
	return c->result;
}

void ldr_reclaim(void)
{
	mutex_lock(&memory_lock);
	ldr_reclaim_locked(true);
	mutex_unlock(&memory_lock);
}

void ldr_donated_free_all(void)
{
	down_write(&lent_lock);
	mutex_lock(&memory_lock);
	ldr_free_lent_locked();
	mutex_unlock(&memory_lock);
	up_write(&lent_lock);
}

void ldr_lent_hold(void)
{
	down_read(&lent_lock);
}

void ldr_lent_release(void)
{
	up_read(&lent_lock);
}

static void reclaim_used(void)
{
	mutex_lock(&memory_lock);
	ldr_reclaim_locked(false);
	mutex_unlock(&memory_lock);
}

static bool wake_raised(void)
{
	bool raised;

	if (!READ_ONCE(ldr_shared->attention))
		return false;
	spin_lock(&wake_lock);
	raised = xchg(&ldr_shared->attention, 0);
	if (raised) {
		ldr_vcpus_kick();
		ldr_events_deliver();
	}
	spin_unlock(&wake_lock);
	return raised;
}

void ldr_attention(void)
{
	while (wake_raised()) {
		ldr_console_flush();
		if (xchg(&ldr_shared->reclaim, 0))
			reclaim_used();
	}
}
