/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the toolstack sees of Underpin: the nodes below /dev/xen, the files
 * below /proc/xen and /sys/hypervisor. They exist while Linux is hoisted.
 */
#ifndef UNDERPIN_LOADER_DEVICES_H
#define UNDERPIN_LOADER_DEVICES_H

#include <linux/fs.h>

/**
 * ldr_devices_register() - show all nodes and files
 *
 * Context: process, hoisted, after ldr_events_init().
 * Return: 0, or a negative errno with nothing left behind.
 */
int ldr_devices_register(void);

/**
 * ldr_devices_unregister() - remove them
 *
 * Context: process, still hoisted, no domain left. The module's reference
 * count has kept everybody who had one of them open.
 */
void ldr_devices_unregister(void);

/** ldr_device_open() - common to all nodes: for administrators only */
int ldr_device_open(struct inode *inode, struct file *file);

extern const struct file_operations ldr_privcmd_fops;
extern const struct file_operations ldr_hypercall_fops;
extern const struct file_operations ldr_evtchn_fops;
extern const struct file_operations ldr_gntdev_fops;

/** ldr_privcmd_ioctl() - also behind /proc/xen/privcmd */
long ldr_privcmd_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/** ldr_procfs_register() - /proc/xen; 0 or a negative errno */
int ldr_procfs_register(void);
void ldr_procfs_unregister(void);

/** ldr_sysfs_register() - attributes of /sys/hypervisor; 0 or an errno */
int ldr_sysfs_register(void);
void ldr_sysfs_unregister(void);

#endif /* UNDERPIN_LOADER_DEVICES_H */
