/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the loader owe each other. Reading order: main.c,
 * doctor.c, hoist.c, processor.c, hotplug.c, call.c, donate.c, vcpu_thread.c,
 * then the devices.
 */
#ifndef UNDERPIN_LOADER_LOADER_H
#define UNDERPIN_LOADER_LOADER_H

#include <linux/types.h>

#include "call.h"
#include "control.h"
#include "donate.h"
#include "vcpu_thread.h"

struct shared_info;

/* doctor.c */

/**
 * ldr_doctor() - may this machine be hoisted?
 *
 * Return: 0, or a negative errno after one line in the log that names the
 * obstacle and the way out. Nothing is changed.
 */
int ldr_doctor(void);

/* image.c */

/** ldr_image_can_demote() - does this processor's image have a backend? */
bool ldr_image_can_demote(void);

/**
 * ldr_image_load() - allocate and fill the monitor's first 2 MiB
 *
 * Copies the image, builds the monitor's first page tables behind it and
 * describes the rest in ldr_init. Return: 0, -ENOMEM, -ENOEXEC.
 */
int ldr_image_load(void);
void ldr_image_free(void);

/** ldr_image_entry() - address, in the monitor, of init (false) or hoist */
u64 ldr_image_entry(bool hoist);

/** ldr_init - what the monitor is told; filled step by step */
extern struct up_init *ldr_init;
extern struct up_shared *ldr_shared;
/** ldr_shared_info - page with the control domain's event bits */
extern struct shared_info *ldr_shared_info;

/* hoist.c */

/** ldr_hoist() - all processors, or none; 0 or a negative errno */
int ldr_hoist(void);

/** ldr_drop() - the exact reverse; cannot fail, nothing to do when dropped */
void ldr_drop(void);

/** ldr_hoisted() - between the two */
bool ldr_hoisted(void);

/**
 * ldr_cpu_hoisted() - is this processor beneath the monitor?
 *
 * While hoisted one that comes online or goes offline is not. Context:
 * preemption disabled.
 */
bool ldr_cpu_hoisted(void);

/** ldr_hoist_ns() / ldr_drop_ns() - how long the last one stopped Linux */
u64 ldr_hoist_ns(void);
u64 ldr_drop_ns(void);

/** ldr_state_differences() - registers that hoist or drop changed, so far */
u64 ldr_state_differences(void);
/** ldr_state_differences_add() - @n more; CPU hotplug locked or disabled */
void ldr_state_differences_add(unsigned int n);

/* evtchn.c and events.c */

/** ldr_events_deliver() - hand pending events to their files */
void ldr_events_deliver(void);

/* console.c */

/** ldr_console_init() - start with an empty log */
void ldr_console_init(void);

/**
 * ldr_console_flush() - print what the monitor logged since
 *
 * Leaves it to another caller who is at it already. Context: process; sleeps.
 */
void ldr_console_flush(void);

/**
 * ldr_log_read() - text of the log for `xl dmesg`
 * @buf: kernel memory
 * @index: where to start; advanced (bytes since the hoist)
 * @n: size of @buf
 * @clear: later readers start behind this
 *
 * Return: bytes copied.
 */
size_t ldr_log_read(char *buf, u64 *index, size_t n, bool clear);

/* power.c */

int ldr_power_init(void);
void ldr_power_exit(void);

#endif /* UNDERPIN_LOADER_LOADER_H */
