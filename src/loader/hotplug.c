// SPDX-License-Identifier: GPL-2.0
/*
 * A processor leaves before it goes offline and hoists after it came online;
 * if it cannot, it does not come online. Linux runs its own threads on it
 * before the one and after the other, natively: ldr_vmmcall() sends callers
 * elsewhere then.
 *
 * Not a STARTING state of the kernel: those may not fail. It is above the
 * states that bring timers and workqueues up, and below the one that lets
 * processes in.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/cpuhotplug.h>
#include <linux/irqflags.h>

#include "hotplug.h"
#include "loader.h"
#include "processor.h"

static int state;

static int cpu_online_event(unsigned int cpu)
{
	int err;

	local_irq_disable();
	err = ldr_cpu_hoist();
	local_irq_enable();
	if (err) {
		pr_err("processor %u stays offline, its hoist failed: error %d\n",
		       cpu, err);
		return err;
	}
	ldr_state_differences_add(ldr_cpu_hoist_compare(cpu));
	ldr_vcpus_affinity_renew();
	return 0;
}

static int cpu_offline_event(unsigned int cpu)
{
	local_irq_disable();
	ldr_cpu_drop();
	local_irq_enable();
	ldr_state_differences_add(ldr_cpu_drop_compare(cpu));
	return 0;
}

int ldr_hotplug_init(void)
{
	int ret = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN,
					    "underpin:online",
					    cpu_online_event,
					    cpu_offline_event);

	if (ret < 0)
		return ret;
	state = ret;
	return 0;
}

void ldr_hotplug_exit(void)
{
	cpuhp_remove_state_nocalls(state);
}
