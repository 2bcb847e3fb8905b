/* SPDX-License-Identifier: GPL-2.0 */
/* How things stand, in sysfs (status.c) and debugfs (debugfs.c). */
#ifndef UNDERPIN_LOADER_STATUS_H
#define UNDERPIN_LOADER_STATUS_H

struct seq_file;

int ldr_status_init(void);
void ldr_status_exit(void);
void ldr_debugfs_init(void);
void ldr_debugfs_exit(void);

/**
 * ldr_registers_show() - each processor's registers right before and right
 * after its hoist; nothing when dropped (hoist.c). Context: process; sleeps.
 */
void ldr_registers_show(struct seq_file *m);

#endif /* UNDERPIN_LOADER_STATUS_H */
