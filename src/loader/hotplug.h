/* SPDX-License-Identifier: GPL-2.0 */
/* Processors that come and go while hoisted: see hotplug.c. */
#ifndef UNDERPIN_LOADER_HOTPLUG_H
#define UNDERPIN_LOADER_HOTPLUG_H

/**
 * ldr_hotplug_init() - from here on processors hoist as they come online
 *
 * Context: process, CPU hotplug disabled; all online ones are hoisted.
 * Return: 0 or a negative errno.
 */
int ldr_hotplug_init(void);

/** ldr_hotplug_exit() - the reverse, in the same context, before the drop */
void ldr_hotplug_exit(void);

#endif /* UNDERPIN_LOADER_HOTPLUG_H */
