// SPDX-License-Identifier: GPL-2.0
/*
 * Sends NMIs from every processor to every processor and counts what arrives.
 *
 * An NMI that comes while one is pending is one with it (APM vol.2 8.1.4), so
 * what must hold depends on how they are sent:
 *
 *   exact=1  at most one is on its way to a processor: as many arrive as were
 *            sent, each for a reason
 *   exact=0  each processor sends for itself: everyone who sent is noticed by
 *            an NMI that comes later, and no more arrive than were sent
 *
 * rmmod waits for what is on its way and prints the sums.
 */
#define pr_fmt(fmt) "nmi_storm: " fmt

#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <asm/apic.h>
#include <asm/nmi.h>

#define DRAIN_TURN_MS 20
#define DRAIN_TURNS 250

static bool exact = true;
module_param(exact, bool, 0400);
static unsigned int period_us = 1000;
module_param(period_us, uint, 0400);
MODULE_PARM_DESC(period_us, "between two turns of one processor");
static unsigned int linger_us;
module_param(linger_us, uint, 0400);
MODULE_PARM_DESC(linger_us, "how long the handler takes");

/**
 * struct storm - one processor
 * @senders: bit N: processor N sent an NMI that nobody has noticed
 * @inside: its handler runs
 * @sent: by this processor; the others are what it received
 */
struct storm {
	struct hrtimer timer;
	atomic64_t senders;
	bool inside;
	u64 sent;
	u64 noticed;
	u64 arrived;
	u64 empty;
	u64 nested;
};

static DEFINE_PER_CPU(struct storm, storms);
static bool stopping;

static ktime_t storm_period(void)
{
	return ns_to_ktime((u64)period_us * NSEC_PER_USEC);
}

static int storm_nmi(unsigned int type, struct pt_regs *regs)
{
	struct storm *s = this_cpu_ptr(&storms);
	u64 senders;

	if (s->inside)
		s->nested++;
	s->inside = true;
	s->arrived++;
	/* In exact mode the next one may come from here on: not earlier. */
	udelay(linger_us);
	s->inside = false;
	senders = atomic64_xchg(&s->senders, 0);
	s->noticed += hweight64(senders);
	if (!senders)
		s->empty++;
	return NMI_HANDLED;
}

/* Return: true if an NMI may go to @target, which then knows of the sender. */
static bool storm_claim(struct storm *target, u64 me)
{
	if (exact)
		return !atomic64_cmpxchg(&target->senders, 0, me);
	return !(atomic64_fetch_or(me, &target->senders) & me);
}

static enum hrtimer_restart storm_turn(struct hrtimer *timer)
{
	struct storm *s = container_of(timer, struct storm, timer);
	u64 me = BIT_ULL(smp_processor_id());
	unsigned int cpu;

	if (READ_ONCE(stopping))
		return HRTIMER_NORESTART;
	for_each_online_cpu(cpu) {
		if (!storm_claim(per_cpu_ptr(&storms, cpu), me))
			continue;
		s->sent++;
		apic->send_IPI(cpu, NMI_VECTOR);
	}
	hrtimer_forward_now(timer, storm_period());
	return HRTIMER_RESTART;
}

static void storm_begin(void *unused)
{
	struct storm *s = this_cpu_ptr(&storms);

	hrtimer_init(&s->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	s->timer.function = storm_turn;
	hrtimer_start(&s->timer, storm_period(),
		      HRTIMER_MODE_REL_PINNED_HARD);
}

static bool storm_unnoticed(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if (atomic64_read(&per_cpu_ptr(&storms, cpu)->senders))
			return true;
	return false;
}

static void storm_end(void)
{
	unsigned int cpu, i;

	WRITE_ONCE(stopping, true);
	for_each_online_cpu(cpu)
		hrtimer_cancel(&per_cpu_ptr(&storms, cpu)->timer);
	for (i = 0; storm_unnoticed() && i < DRAIN_TURNS; i++)
		msleep(DRAIN_TURN_MS);
	/* Those that nobody waits for, for their sender is noticed. */
	msleep(DRAIN_TURN_MS);
}

static int __init storm_init(void)
{
	int err = register_nmi_handler(NMI_LOCAL, storm_nmi, 0, "nmi_storm");

	if (err)
		return err;
	cpus_read_lock();
	on_each_cpu(storm_begin, NULL, 1);
	cpus_read_unlock();
	return 0;
}

static void __exit storm_exit(void)
{
	struct storm sum = { 0 };
	unsigned int cpu;

	cpus_read_lock();
	storm_end();
	for_each_online_cpu(cpu) {
		const struct storm *s = per_cpu_ptr(&storms, cpu);

		sum.sent += s->sent;
		sum.noticed += s->noticed;
		sum.arrived += s->arrived;
		sum.empty += s->empty;
		sum.nested += s->nested;
	}
	cpus_read_unlock();
	unregister_nmi_handler(NMI_LOCAL, "nmi_storm");
	pr_info("sent %llu noticed %llu arrived %llu empty %llu nested %llu\n",
		sum.sent, sum.noticed, sum.arrived, sum.empty, sum.nested);
}

module_init(storm_init);
module_exit(storm_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Sends and counts NMIs, for a test");
