// SPDX-License-Identifier: GPL-2.0
/*
 * Reboot drops first; suspend is refused while hoisted.
 *
 * After the drop the image, the log and what the loader shares with the
 * monitor stay until rmmod, and every VMMCALL fails with -ENODEV (call.c), so
 * what is open then can still be closed. What was lent returns to Linux.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/suspend.h>

#include "loader.h"

static int reboot_event(struct notifier_block *nb, unsigned long action,
			void *data)
{
	if (!ldr_hoisted())
		return NOTIFY_DONE;
	ldr_domains_stop_all();
	ldr_drop();
	ldr_donated_free_all();
	pr_info("dropped for a reboot\n");
	return NOTIFY_DONE;
}

static int pm_event(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action != PM_SUSPEND_PREPARE && action != PM_HIBERNATION_PREPARE)
		return NOTIFY_DONE;
	if (!ldr_hoisted())
		return NOTIFY_DONE;
	pr_err("suspend is refused while hoisted: rmmod underpin first\n");
	return NOTIFY_BAD;
}

static struct notifier_block reboot_nb = { .notifier_call = reboot_event };
static struct notifier_block pm_nb = { .notifier_call = pm_event };

int ldr_power_init(void)
{
	int err = register_reboot_notifier(&reboot_nb);

	if (err)
		return err;
	err = register_pm_notifier(&pm_nb);
	if (err)
		unregister_reboot_notifier(&reboot_nb);
	return err;
}

void ldr_power_exit(void)
{
	unregister_pm_notifier(&pm_nb);
	unregister_reboot_notifier(&reboot_nb);
}
