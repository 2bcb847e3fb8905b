// SPDX-License-Identifier: GPL-2.0
/* The module: doctor, image, hoist, devices; and the way back. */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/cpumask.h>
#include <linux/module.h>

#include "devices.h"
#include "events.h"
#include "exits.h"
#include "failure.h"
#include "loader.h"
#include "status.h"
#include "wallclock.h"

static int __init underpin_init(void)
{
	int err = ldr_doctor();

	if (err)
		return err;
	err = ldr_image_load();
	if (err)
		return err;
	err = ldr_exits_init();
	if (err)
		goto free_image;
	ldr_console_init();
	err = ldr_failure_init();
	if (err)
		goto free_exits;
	err = ldr_hoist();
	ldr_console_flush();
	if (err) {
		pr_err("the hoist failed, Linux runs natively: error %d\n",
		       err);
		goto failure_exit;
	}
	err = ldr_events_init();
	if (err)
		goto drop;
	err = ldr_devices_register();
	if (err)
		goto events_exit;
	err = ldr_power_init();
	if (err)
		goto devices_unregister;
	err = ldr_wallclock_init();
	if (err)
		goto power_exit;
	err = ldr_status_init();
	if (err)
		goto wallclock_exit;
	ldr_debugfs_init();
	pr_info("hoisted %u processors in %llu us\n", num_online_cpus(),
		ldr_hoist_ns() / NSEC_PER_USEC);
	return 0;

wallclock_exit:
	ldr_wallclock_exit();
power_exit:
	ldr_power_exit();
devices_unregister:
	ldr_devices_unregister();
events_exit:
	ldr_events_exit();
drop:
	ldr_drop();
	ldr_donated_free_all();
failure_exit:
	ldr_failure_exit();
free_exits:
	ldr_exits_exit();
free_image:
	ldr_image_free();
	return err;
}

static void __exit underpin_exit(void)
{
	ldr_debugfs_exit();
	ldr_status_exit();
	ldr_wallclock_exit();
	ldr_power_exit();
	ldr_devices_unregister();
	ldr_events_exit();
	if (ldr_hoisted()) {
		ldr_reclaim();
		ldr_drop();
	}
	ldr_failure_exit();
	ldr_console_flush();
	ldr_donated_free_all();
	ldr_exits_exit();
	ldr_image_free();
	pr_info("dropped in %llu us, %llu registers differ\n",
		ldr_drop_ns() / NSEC_PER_USEC, ldr_state_differences());
}

module_init(underpin_init);
module_exit(underpin_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Slides a paravirtual monitor beneath the running Linux");
