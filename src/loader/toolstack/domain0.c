// SPDX-License-Identifier: GPL-2.0
/* The control domain as the toolstack sees it: a Linux that owns the rest. */
#include <linux/cpumask.h>
#include <linux/kernel_stat.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

#include "../exits.h"
#include "../loader.h"
#include "../processor.h"
#include "toolstack.h"

/* Nanoseconds that Linux was busy on @cpu, with what it ran guests. */
static u64 busy_time(unsigned int cpu)
{
	static const u8 kinds[] = {
		CPUTIME_USER, CPUTIME_NICE, CPUTIME_SYSTEM, CPUTIME_SOFTIRQ,
		CPUTIME_IRQ,
	};
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		sum += kcpustat_cpu(cpu).cpustat[kinds[i]];
	return sum;
}

static DEFINE_SPINLOCK(own_lock);
static DEFINE_PER_CPU(u64, own_ns);

/*
 * The same without the guests. Linux counts in ticks, the monitor exactly: what
 * was told before is the least, for tools take differences.
 */
static u64 own_time(unsigned int cpu)
{
	u64 guests = ldr_guest_ns(ldr_cpu_number(cpu));
	u64 busy = busy_time(cpu);
	u64 *told = per_cpu_ptr(&own_ns, cpu);
	u64 ns = busy > guests ? busy - guests : 0;

	spin_lock(&own_lock);
	ns = max(ns, *told);
	*told = ns;
	spin_unlock(&own_lock);
	return ns;
}

void ts_domain0_info(struct xen_domctl_getdomaininfo *info)
{
	unsigned int cpu;

	info->flags = XEN_DOMINF_running;
	info->nr_online_vcpus = num_online_cpus();
	info->max_vcpu_id = nr_cpu_ids - 1;
	info->tot_pages = ts_total_pages() - ts_lent_pages();
	info->max_pages = ts_total_pages();
	info->cpu_time = 0;
	for_each_online_cpu(cpu)
		info->cpu_time += own_time(cpu);
}

static long own_vcpuinfo(struct xen_domctl_getvcpuinfo *info)
{
	unsigned int cpu = info->vcpu;

	if (cpu >= nr_cpu_ids)
		return -EINVAL;
	if (!cpu_possible(cpu))
		return -ESRCH;
	info->online = cpu_online(cpu);
	info->blocked = 0;
	info->running = info->online;
	info->cpu_time = own_time(cpu);
	info->cpu = cpu;
	return 0;
}

static long guest_vcpuinfo(struct xen_domctl *op)
{
	struct xen_domctl_getvcpuinfo *info = &op->u.getvcpuinfo;
	long err = ts_monitor_domctl(op);
	int cpu;

	if (err)
		return err;
	cpu = ldr_vcpu_cpu(op->domain, info->vcpu);
	info->cpu = max(cpu, 0);
	return 0;
}

long ts_domctl_getvcpuinfo(struct xen_domctl *op)
{
	if (op->domain)
		return guest_vcpuinfo(op);
	return own_vcpuinfo(&op->u.getvcpuinfo);
}
