// SPDX-License-Identifier: GPL-2.0
/* Registers what devices.h lists, all or nothing. */
#include <linux/capability.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>

#include "devices.h"
#include "foreign_put.h"

/* udev and devtmpfs make /dev/xen/NAME of these. */
static struct miscdevice devices[] = {
	{ .name = "xen/privcmd", .fops = &ldr_privcmd_fops },
	{ .name = "xen/hypercall", .fops = &ldr_hypercall_fops },
	{ .name = "xen/evtchn", .fops = &ldr_evtchn_fops },
	{ .name = "xen/gntdev", .fops = &ldr_gntdev_fops },
};

int ldr_device_open(struct inode *inode, struct file *file)
{
	/* Whoever may issue hypercalls owns all guests and the server. */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	file->private_data = NULL;
	return nonseekable_open(inode, file);
}

static void nodes_unregister(unsigned int n)
{
	while (n--)
		misc_deregister(&devices[n]);
}

static int nodes_register(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		devices[i].minor = MISC_DYNAMIC_MINOR;
		devices[i].mode = 0600;
		err = misc_register(&devices[i]);
		if (err) {
			nodes_unregister(i);
			return err;
		}
	}
	return 0;
}

/*
 * Tools take /proc/xen/capabilities and /sys/hypervisor/type for the sign that
 * everything else is in place, so these come last and go first.
 */
int ldr_devices_register(void)
{
	int err = nodes_register();

	if (err)
		return err;
	err = ldr_procfs_register();
	if (err)
		goto undo_nodes;
	err = ldr_sysfs_register();
	if (err)
		goto undo_procfs;
	return 0;

undo_procfs:
	ldr_procfs_unregister();
undo_nodes:
	nodes_unregister(ARRAY_SIZE(devices));
	ldr_foreign_exit();
	return err;
}

void ldr_devices_unregister(void)
{
	ldr_sysfs_unregister();
	ldr_procfs_unregister();
	nodes_unregister(ARRAY_SIZE(devices));
	ldr_foreign_exit();
}
