// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a reboot up behind everybody else's notifiers, until the parameter
 * says otherwise: what they left behind can be looked at meanwhile.
 */
#include <linux/delay.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/reboot.h>

static bool hold = true;
module_param(hold, bool, 0600);

static int reboot_event(struct notifier_block *nb, unsigned long action,
			void *data)
{
	pr_info("reboot_hold: all others are through\n");
	while (READ_ONCE(hold))
		msleep(100);
	return NOTIFY_DONE;
}

static struct notifier_block nb = {
	.notifier_call = reboot_event,
	.priority = INT_MIN,
};

static int __init reboot_hold_init(void)
{
	return register_reboot_notifier(&nb);
}

static void __exit reboot_hold_exit(void)
{
	unregister_reboot_notifier(&nb);
}

module_init(reboot_hold_init);
module_exit(reboot_hold_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Holds up a reboot, for a test");
