// SPDX-License-Identifier: GPL-2.0
/*
 * The wall clock that guests find in their shared page is Linux' own: it is
 * told to the monitor when somebody sets it, and for each new guest, because
 * Linux disciplines its clock and the monitor's runs at the speed of the TSC.
 *
 * Linux tells with the clock's lock held, so the news take two steps: an
 * interrupt of our own, then a worker, who may sleep.
 */
#include <linux/irq_work.h>
#include <linux/pvclock_gtod.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "call.h"
#include "control.h"
#include "wallclock.h"

/* What was read longer before the monitor knew it is told again. */
#define STALE_NS (50 * NSEC_PER_USEC)
#define ATTEMPTS 3

/* The thread may be preempted between reading the clock and the call. */
void ldr_wallclock_tell(void)
{
	struct timespec64 now;
	int attempt;
	u64 start;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		start = ktime_get_ns();
		ktime_get_real_ts64(&now);
		ldr_call(UP_CALL_WALLCLOCK, now.tv_sec, now.tv_nsec);
		if (ktime_get_ns() - start < STALE_NS)
			return;
	}
}

static void tell(struct work_struct *work)
{
	ldr_wallclock_tell();
}

static DECLARE_WORK(tell_work, tell);

static void wake_worker(struct irq_work *work)
{
	schedule_work(&tell_work);
}

static struct irq_work wake = IRQ_WORK_INIT_HARD(wake_worker);

static int clock_changed(struct notifier_block *nb, unsigned long was_set,
			 void *timekeeper)
{
	if (was_set)
		irq_work_queue(&wake);
	return NOTIFY_OK;
}

static struct notifier_block clock_notifier = {
	.notifier_call = clock_changed,
};

int ldr_wallclock_init(void)
{
	return pvclock_gtod_register_notifier(&clock_notifier);
}

void ldr_wallclock_exit(void)
{
	pvclock_gtod_unregister_notifier(&clock_notifier);
	irq_work_sync(&wake);
	cancel_work_sync(&tell_work);
}
