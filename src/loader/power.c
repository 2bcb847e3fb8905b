// SPDX-License-Identifier: GPL-2.0
/*
 * Reboot and kexec drop first; in a crash each processor leaves by itself, so
 * that what comes next, a crash kernel or the firmware, finds it native.
 * Suspend is refused while hoisted.
 *
 * After the drop the image, the log and what the loader shares with the
 * monitor stay until rmmod, and every VMMCALL fails with -ENODEV (call.c), so
 * what is open then can still be closed. What was lent returns to Linux.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/suspend.h>
#include <asm/reboot.h>

#include "loader.h"
#include "processor.h"

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
	const char *what;

	switch (action) {
	case PM_SUSPEND_PREPARE:
		what = "suspend";
		break;
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		what = "hibernation";
		break;
	default:
		return NOTIFY_DONE;
	}
	if (!ldr_hoisted())
		return NOTIFY_DONE;
	pr_err("%s is refused while hoisted: rmmod underpin first\n", what);
	return notifier_from_errno(-EBUSY);
}

static struct notifier_block reboot_nb = { .notifier_call = reboot_event };
static struct notifier_block pm_nb = { .notifier_call = pm_event };

/*
 * Linux calls ldr_cpu_emergency() on each processor, in an NMI on the others,
 * and then has SVM switched off. It has one place for such a function: KVM's
 * goes there, too, but not while another hypervisor holds SVM.
 */
int ldr_power_init(void)
{
	int err = register_reboot_notifier(&reboot_nb);

	if (err)
		return err;
	err = register_pm_notifier(&pm_nb);
	if (err) {
		unregister_reboot_notifier(&reboot_nb);
		return err;
	}
	cpu_emergency_register_virt_callback(ldr_cpu_emergency);
	return 0;
}

void ldr_power_exit(void)
{
	cpu_emergency_unregister_virt_callback(ldr_cpu_emergency);
	unregister_pm_notifier(&pm_nb);
	unregister_reboot_notifier(&reboot_nb);
}
