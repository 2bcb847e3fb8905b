// SPDX-License-Identifier: GPL-2.0
/*
 * Hoist and drop: all processors at once, inside stop_machine(). Those that
 * come and go while hoisted are hotplug.c's.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/cpu.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/stop_machine.h>
#include <asm/io.h>

#include "cpu_state.h"
#include "hotplug.h"
#include "loader.h"
#include "processor.h"
#include "status.h"
#include "switch.h"

/**
 * struct rendezvous - what the processors share while Linux stands still
 * @cpus: how many take part
 * @done: processors that are through their part
 */
struct rendezvous {
	unsigned int cpus;
	atomic_t done;
	int error;
};

static bool hoisted;
static u64 hoist_ns, drop_ns;
static u64 differences;

bool ldr_hoisted(void)
{
	return READ_ONCE(hoisted);
}

u64 ldr_hoist_ns(void)
{
	return hoist_ns;
}

u64 ldr_drop_ns(void)
{
	return drop_ns;
}

u64 ldr_state_differences(void)
{
	return READ_ONCE(differences);
}

void ldr_state_differences_add(unsigned int n)
{
	WRITE_ONCE(differences, differences + n);
}

/* Linux goes on meanwhile on the other processors. */
static int monitor_initialise(void)
{
	unsigned long flags;
	s64 err;

	local_irq_save(flags);
	ldr_svm_begin();
	err = ldr_switch(ldr_init->top, ldr_image_entry(false),
			 __pa(ldr_init));
	ldr_svm_end();
	local_irq_restore(flags);
	return err;
}

static void wait_for(atomic_t *count, int value)
{
	while (atomic_read(count) < value)
		cpu_relax();
}

static int hoist_this_cpu(void *data)
{
	struct rendezvous *r = data;
	int err = ldr_cpu_hoist();

	if (err)
		WRITE_ONCE(r->error, err);
	atomic_inc(&r->done);
	wait_for(&r->done, r->cpus);
	if (READ_ONCE(r->error))
		ldr_cpu_drop();
	return r->error;
}

static int drop_this_cpu(void *data)
{
	ldr_cpu_drop();
	return 0;
}

static int hoist_online(void)
{
	struct rendezvous r = { .cpus = num_online_cpus() };
	u64 start = ktime_get_ns();
	unsigned int cpu;
	int err;

	err = stop_machine(hoist_this_cpu, &r, cpu_online_mask);
	hoist_ns = ktime_get_ns() - start;
	if (err)
		return err;
	WRITE_ONCE(hoisted, true);
	for_each_online_cpu(cpu)
		ldr_state_differences_add(ldr_cpu_hoist_compare(cpu));
	return 0;
}

static void drop_online(void)
{
	u64 start = ktime_get_ns();
	unsigned int cpu;

	stop_machine(drop_this_cpu, NULL, cpu_online_mask);
	drop_ns = ktime_get_ns() - start;
	WRITE_ONCE(hoisted, false);
	for_each_online_cpu(cpu)
		ldr_state_differences_add(ldr_cpu_drop_compare(cpu));
}

/* A failure's way back, insmod, and rmmod or a reboot may meet. */
static DEFINE_MUTEX(drop_lock);

/*
 * Between the rendezvous and hotplug.c's turn no processor may come or go:
 * stop_machine() takes the lock of CPU hotplug itself, so the whole sequence
 * cannot hold it, but it can have the requests refused.
 */
int ldr_hoist(void)
{
	int err;

	mutex_lock(&drop_lock);
	cpu_hotplug_disable();
	err = ldr_state_probe();
	if (!err)
		err = ldr_cpus_alloc();
	if (!err)
		err = monitor_initialise();
	if (!err)
		err = hoist_online();
	if (!err) {
		err = ldr_hotplug_init();
		if (err)
			drop_online();
	}
	if (err)
		ldr_cpus_free();
	cpu_hotplug_enable();
	mutex_unlock(&drop_lock);
	return err;
}

static void drop_hoisted(void)
{
	cpu_hotplug_disable();
	ldr_hotplug_exit();
	drop_online();
	ldr_cpus_free();
	cpu_hotplug_enable();
}

void ldr_registers_show(struct seq_file *m)
{
	unsigned int cpu;

	mutex_lock(&drop_lock);
	cpus_read_lock();
	if (ldr_hoisted())
		for_each_online_cpu(cpu)
			ldr_cpu_show(m, cpu);
	cpus_read_unlock();
	mutex_unlock(&drop_lock);
}

void ldr_drop(void)
{
	mutex_lock(&drop_lock);
	if (ldr_hoisted())
		drop_hoisted();
	mutex_unlock(&drop_lock);
}
