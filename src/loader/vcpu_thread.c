// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's vCPU is a kernel thread that enters it with UP_CALL_RUN (design
 * §4). Linux schedules the threads; the monitor says why a run ended.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <asm/fpu/api.h>

#include "loader.h"
#include "share.h"
#include "wallclock.h"

struct ldr_domain;

/**
 * struct ldr_vcpu - one thread
 * @slot: its bit in up_shared.kick
 * @kicked: the monitor or a tool wants it to look again
 * @in_guest: inside UP_CALL_RUN
 * @stopping: it is to enter the guest no more
 * @stopped: it will not; only kthread_stop() is missing
 * @refused: Linux has none of the frames that the guest wants; tell it
 * @told: it was told, in the last run
 * @timer: the guest's next timer
 * @cap_timer: ends a run when the domain's budget does, or the wait for more
 * @throttled: waiting for more
 * @hard: where it is to run; domains_lock
 * @soft: where a tool wants it to run, if possible; domains_lock
 */
struct ldr_vcpu {
	struct task_struct *task;
	struct ldr_domain *domain;
	u16 domid;
	u16 id;
	u32 slot;
	bool kicked;
	bool in_guest;
	bool stopping;
	bool refused;
	bool told;
	struct completion stopped;
	wait_queue_head_t wait;
	struct hrtimer timer;
	struct hrtimer cap_timer;
	bool throttled;
	cpumask_var_t hard;
	cpumask_var_t soft;
};

/**
 * struct ldr_domain - a domain that has threads
 * @weight: as credit2 has it; @domains_lock
 * @budget: with credit2's cap; @budget_lock
 */
struct ldr_domain {
	struct list_head link;
	u16 domid;
	u16 weight;
	spinlock_t budget_lock; /* innermost */
	struct share_budget budget;
	u32 nr;
	struct ldr_vcpu vcpu[];
};

/* domains_lock: the list. slots are read without it: threads outlive them. */
static DEFINE_MUTEX(domains_lock);
static LIST_HEAD(domains);
static unsigned int domain_count;
static struct ldr_vcpu *slots[UP_MAX_VCPU_SLOTS];
static DEFINE_SPINLOCK(slots_lock);

unsigned int ldr_domain_count(void)
{
	return READ_ONCE(domain_count);
}

static void vcpu_kick(struct ldr_vcpu *v)
{
	WRITE_ONCE(v->kicked, true);
	/* Pairs with the flag's test after in_guest was set, in vcpu_run(). */
	smp_mb();
	wake_up(&v->wait);
	if (READ_ONCE(v->in_guest))
		kick_process(v->task);
}

void ldr_vcpus_kick(void)
{
	unsigned int word;
	unsigned long flags;

	for (word = 0; word < ARRAY_SIZE(ldr_shared->kick); word++) {
		u64 bits;

		if (!READ_ONCE(ldr_shared->kick[word]))
			continue;
		bits = xchg(&ldr_shared->kick[word], 0);
		spin_lock_irqsave(&slots_lock, flags);
		while (bits) {
			unsigned int bit = __ffs64(bits);
			struct ldr_vcpu *v = slots[word * 64 + bit];

			bits &= bits - 1;
			if (v)
				vcpu_kick(v);
		}
		spin_unlock_irqrestore(&slots_lock, flags);
	}
}

static enum hrtimer_restart vcpu_timer(struct hrtimer *timer)
{
	vcpu_kick(container_of(timer, struct ldr_vcpu, timer));
	return HRTIMER_NORESTART;
}

static void vcpu_arm(struct ldr_vcpu *v, s64 ns)
{
	if (ns == S64_MAX)
		hrtimer_cancel(&v->timer);
	else
		hrtimer_start(&v->timer, ns_to_ktime(max_t(s64, ns, 1)),
			      HRTIMER_MODE_REL);
}

static enum hrtimer_restart vcpu_cap_timer(struct hrtimer *timer)
{
	struct ldr_vcpu *v = container_of(timer, struct ldr_vcpu, cap_timer);

	WRITE_ONCE(v->throttled, false);
	wake_up(&v->wait);
	/* The timer's own interrupt ends a run here, an IPI one elsewhere. */
	if (READ_ONCE(v->in_guest))
		kick_process(v->task);
	return HRTIMER_NORESTART;
}

/*
 * May the domain run, by its cap?
 *
 * Return: 0, with for how many ns in @left (S64_MAX: no cap); or after how many
 * to ask again.
 */
static s64 budget_wait(struct ldr_domain *d, s64 *left)
{
	s64 wait;

	*left = S64_MAX;
	if (!READ_ONCE(d->budget.cap))
		return 0;
	spin_lock(&d->budget_lock);
	wait = share_budget_wait(&d->budget, ktime_get_ns());
	if (d->budget.cap)
		*left = d->budget.left;
	spin_unlock(&d->budget_lock);
	return wait;
}

static void budget_spend(struct ldr_domain *d, u64 ns)
{
	if (!READ_ONCE(d->budget.cap))
		return;
	spin_lock(&d->budget_lock);
	share_budget_spend(&d->budget, ns);
	spin_unlock(&d->budget_lock);
}

static bool vcpu_held(const struct ldr_vcpu *v)
{
	return READ_ONCE(v->throttled) && !READ_ONCE(v->stopping);
}

/* Hold the thread while its domain is over its cap. */
static void vcpu_throttle(struct ldr_vcpu *v)
{
	s64 wait, left;

	for (;;) {
		wait = budget_wait(v->domain, &left);
		if (!wait)
			break;
		WRITE_ONCE(v->throttled, true);
		hrtimer_start(&v->cap_timer, ns_to_ktime(wait),
			      HRTIMER_MODE_REL);
		wait_event_idle(v->wait, !vcpu_held(v));
		if (READ_ONCE(v->stopping))
			return;
	}
	if (left != S64_MAX && !hrtimer_active(&v->cap_timer))
		hrtimer_start(&v->cap_timer, ns_to_ktime(left),
			      HRTIMER_MODE_REL_PINNED);
}

/* Once into the guest; what came back is in @c. */
static void vcpu_run(struct ldr_vcpu *v, struct ldr_call *c)
{
	u64 began;

	c->nr = UP_CALL_RUN;
	c->arg[0] = v->domid;
	c->arg[1] = v->id;
	c->arg[2] = v->refused;
	v->told = v->refused;
	v->refused = false;
	/* The guest's extended state takes the registers' place. */
	kernel_fpu_begin();
	WRITE_ONCE(v->in_guest, true);
	/* Pairs with vcpu_kick(): it sees in_guest, or its reason is seen. */
	smp_mb();
	WRITE_ONCE(v->kicked, false);
	began = local_clock();
	if (!ldr_vmmcall_here(c))
		c->result = -ENODEV;
	budget_spend(v->domain, local_clock() - began);
	WRITE_ONCE(v->in_guest, false);
	kernel_fpu_end();
	ldr_attention();
}

static void vcpu_wait(struct ldr_vcpu *v)
{
	wait_event_idle(v->wait,
			READ_ONCE(v->kicked) || READ_ONCE(v->stopping));
}

/*
 * The guest needs memory. If Linux does not have it the guest does without,
 * where that is an answer; if it asks again it has to wait.
 */
static void vcpu_help(struct ldr_vcpu *v, struct ldr_call *c)
{
	if (!ldr_lend(c))
		return;
	if (c->result == UP_RUN_NEED_FRAMES && c->wanted & UP_WANT_RAM &&
	    !v->told)
		v->refused = true;
	else
		wait_event_idle_timeout(v->wait, READ_ONCE(v->stopping),
					HZ / 10);
}

/*
 * This processor comes or goes and is native: who sleeps wakes up elsewhere.
 * Or all are, and the thread's end is near.
 */
static void vcpu_move(struct ldr_vcpu *v)
{
	wait_event_idle_timeout(v->wait, READ_ONCE(v->stopping),
				ldr_hoisted() ? 1 : MAX_SCHEDULE_TIMEOUT);
}

static int vcpu_thread(void *data)
{
	struct ldr_vcpu *v = data;
	struct ldr_call c = { 0 };

	vcpu_wait(v);
	for (;;) {
		vcpu_throttle(v);
		if (READ_ONCE(v->stopping))
			break;
		vcpu_run(v, &c);
		switch (c.result) {
		case UP_RUN_INTERRUPT:
			break;
		case UP_RUN_YIELD:
			vcpu_arm(v, c.detail);
			yield();
			break;
		case UP_RUN_TIMER:
			vcpu_arm(v, c.detail);
			break;
		case UP_RUN_BLOCK:
			vcpu_arm(v, c.detail);
			vcpu_wait(v);
			break;
		case UP_RUN_NEED_FRAMES:
		case UP_RUN_NEED_HEAP:
			vcpu_help(v, &c);
			break;
		case -ENODEV:
			vcpu_move(v);
			break;
		default:
			hrtimer_cancel(&v->timer);
			vcpu_wait(v);
		}
		cond_resched();
	}
	hrtimer_cancel(&v->timer);
	hrtimer_cancel(&v->cap_timer);
	complete(&v->stopped);
	wait_event_idle(v->wait, kthread_should_stop());
	return 0;
}

static int masks_alloc(struct ldr_vcpu *v)
{
	if (!alloc_cpumask_var(&v->hard, GFP_KERNEL))
		return -ENOMEM;
	if (!alloc_cpumask_var(&v->soft, GFP_KERNEL)) {
		free_cpumask_var(v->hard);
		return -ENOMEM;
	}
	cpumask_copy(v->hard, cpu_possible_mask);
	cpumask_copy(v->soft, cpu_possible_mask);
	return 0;
}

static void masks_free(struct ldr_vcpu *v)
{
	free_cpumask_var(v->hard);
	free_cpumask_var(v->soft);
}

static int vcpu_start(struct ldr_domain *d, u16 id)
{
	s64 slot = ldr_call(UP_CALL_VCPU_SLOT, d->domid, id);
	struct ldr_vcpu *v = &d->vcpu[id];
	int err;

	if (slot < 0)
		return slot;
	err = masks_alloc(v);
	if (err)
		return err;
	v->domain = d;
	v->domid = d->domid;
	v->id = id;
	v->slot = slot;
	init_waitqueue_head(&v->wait);
	init_completion(&v->stopped);
	hrtimer_init(&v->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	v->timer.function = vcpu_timer;
	hrtimer_init(&v->cap_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	v->cap_timer.function = vcpu_cap_timer;
	v->task = kthread_create(vcpu_thread, v, "up-%u/%u", d->domid, id);
	if (IS_ERR(v->task)) {
		masks_free(v);
		return PTR_ERR(v->task);
	}
	spin_lock_irq(&slots_lock);
	slots[v->slot] = v;
	spin_unlock_irq(&slots_lock);
	wake_up_process(v->task);
	return 0;
}

static void vcpu_stop(struct ldr_vcpu *v)
{
	spin_lock_irq(&slots_lock);
	slots[v->slot] = NULL;
	spin_unlock_irq(&slots_lock);
	WRITE_ONCE(v->stopping, true);
	/* A kick right before it enters the guest is lost: kick once more. */
	do
		vcpu_kick(v);
	while (!wait_for_completion_timeout(&v->stopped, 1));
	kthread_stop(v->task);
	masks_free(v);
}

static void domain_free(struct ldr_domain *d)
{
	u32 i;

	for (i = 0; i < d->nr; i++)
		vcpu_stop(&d->vcpu[i]);
	kfree(d);
	module_put(THIS_MODULE);
}

int ldr_domain_vcpus_create(u16 domid, u32 nr)
{
	struct ldr_domain *d = kzalloc(struct_size(d, vcpu, nr), GFP_KERNEL);
	int err = 0;

	if (!d)
		return -ENOMEM;
	__module_get(THIS_MODULE);
	d->domid = domid;
	d->weight = SHARE_WEIGHT_DEFAULT;
	spin_lock_init(&d->budget_lock);
	for (; d->nr < nr; d->nr++) {
		err = vcpu_start(d, d->nr);
		if (err)
			break;
	}
	if (err) {
		domain_free(d);
		return err;
	}
	ldr_wallclock_tell();
	mutex_lock(&domains_lock);
	list_add(&d->link, &domains);
	domain_count++;
	mutex_unlock(&domains_lock);
	return 0;
}

/* Lock: domains_lock. */
static struct ldr_domain *domain_find(u16 domid)
{
	struct ldr_domain *d;

	list_for_each_entry(d, &domains, link)
		if (d->domid == domid)
			return d;
	return NULL;
}

/* From here on @d is the caller's alone. Lock: domains_lock. */
static void domain_unlist(struct ldr_domain *d)
{
	list_del(&d->link);
	domain_count--;
}

void ldr_domain_stop(u16 domid)
{
	struct ldr_domain *d;

	mutex_lock(&domains_lock);
	d = domain_find(domid);
	if (d)
		domain_unlist(d);
	mutex_unlock(&domains_lock);
	if (d)
		domain_free(d);
}

void ldr_domains_stop_all(void)
{
	struct ldr_domain *d;

	for (;;) {
		mutex_lock(&domains_lock);
		d = list_first_entry_or_null(&domains, struct ldr_domain, link);
		if (d)
			domain_unlist(d);
		mutex_unlock(&domains_lock);
		if (!d)
			return;
		domain_free(d);
	}
}

void ldr_domain_pause_sync(u16 domid)
{
	struct ldr_domain *d;
	u32 i;

	mutex_lock(&domains_lock);
	d = domain_find(domid);
	for (i = 0; d && i < d->nr; i++) {
		while (READ_ONCE(d->vcpu[i].in_guest)) {
			vcpu_kick(&d->vcpu[i]);
			cond_resched();
		}
	}
	mutex_unlock(&domains_lock);
}

/* Lock: domains_lock. */
static struct ldr_vcpu *vcpu_find(u16 domid, u32 id)
{
	struct ldr_domain *d = domain_find(domid);

	return d && id < d->nr ? &d->vcpu[id] : NULL;
}

/* Lock: domains_lock. */
static void affinity_apply(struct ldr_vcpu *v)
{
	const struct cpumask *mask = v->hard;

	if (!cpumask_intersects(mask, cpu_online_mask))
		mask = cpu_possible_mask;
	/* It fails if the last one goes offline meanwhile: Linux moves it. */
	set_cpus_allowed_ptr(v->task, mask);
}

int ldr_vcpu_affinity_set(u16 domid, u32 id, const struct cpumask *hard,
			  const struct cpumask *soft)
{
	struct ldr_vcpu *v;

	mutex_lock(&domains_lock);
	v = vcpu_find(domid, id);
	if (v) {
		cpumask_copy(v->hard, hard);
		cpumask_copy(v->soft, soft);
		affinity_apply(v);
	}
	mutex_unlock(&domains_lock);
	return v ? 0 : -ESRCH;
}

int ldr_vcpu_affinity_get(u16 domid, u32 id, struct cpumask *hard,
			  struct cpumask *soft)
{
	const struct ldr_vcpu *v;

	mutex_lock(&domains_lock);
	v = vcpu_find(domid, id);
	if (v) {
		cpumask_copy(hard, v->hard);
		cpumask_copy(soft, v->soft);
	}
	mutex_unlock(&domains_lock);
	return v ? 0 : -ESRCH;
}

void ldr_vcpus_affinity_renew(void)
{
	struct ldr_domain *d;
	u32 i;

	mutex_lock(&domains_lock);
	list_for_each_entry(d, &domains, link)
		for (i = 0; i < d->nr; i++)
			affinity_apply(&d->vcpu[i]);
	mutex_unlock(&domains_lock);
}

int ldr_vcpu_cpu(u16 domid, u32 id)
{
	const struct ldr_vcpu *v;
	int cpu = -ESRCH;

	mutex_lock(&domains_lock);
	v = vcpu_find(domid, id);
	if (v)
		cpu = task_cpu(v->task);
	mutex_unlock(&domains_lock);
	return cpu;
}

int ldr_domain_weight_get(u16 domid, u16 *weight, u16 *cap)
{
	struct ldr_domain *d;

	mutex_lock(&domains_lock);
	d = domain_find(domid);
	if (d) {
		*weight = d->weight;
		*cap = d->budget.cap;
	}
	mutex_unlock(&domains_lock);
	return d ? 0 : -ESRCH;
}

/* Who waits for a budget asks again: the cap may be another. */
static void domain_cap(struct ldr_domain *d, u16 cap)
{
	u32 i;

	spin_lock(&d->budget_lock);
	if (d->budget.cap != cap)
		share_budget_set(&d->budget, cap, ktime_get_ns());
	spin_unlock(&d->budget_lock);
	for (i = 0; i < d->nr; i++) {
		WRITE_ONCE(d->vcpu[i].throttled, false);
		wake_up(&d->vcpu[i].wait);
	}
}

int ldr_domain_weight_set(u16 domid, u16 weight, u16 cap)
{
	struct ldr_domain *d;
	u32 i;

	if (!weight)
		return -EINVAL;
	mutex_lock(&domains_lock);
	d = domain_find(domid);
	if (d) {
		d->weight = weight;
		for (i = 0; i < d->nr; i++)
			set_user_nice(d->vcpu[i].task, share_nice(weight));
		domain_cap(d, cap);
	}
	mutex_unlock(&domains_lock);
	return d ? 0 : -ESRCH;
}
