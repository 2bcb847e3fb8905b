/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the loader owe each other. Reading order: main.c,
 * doctor.c, hoist.c, call.c, donate.c, vcpu_thread.c, then the devices.
 */
#ifndef UNDERPIN_LOADER_LOADER_H
#define UNDERPIN_LOADER_LOADER_H

#include <linux/types.h>

#include "control.h"

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

/** ldr_drop() - the exact reverse; cannot fail */
void ldr_drop(void);

/** ldr_hoisted() - between the two */
bool ldr_hoisted(void);

/** ldr_hoist_ns() / ldr_drop_ns() - how long the last one stopped Linux */
u64 ldr_hoist_ns(void);
u64 ldr_drop_ns(void);

/** ldr_state_differences() - registers that hoist or drop changed, so far */
u64 ldr_state_differences(void);

/* call.c */

/**
 * struct ldr_call - one VMMCALL
 * @nr: Xen's hypercall number or enum up_call
 * @arg: in; updated when the monitor asks for a repetition
 * @result: RAX
 * @detail: RDX, of calls that answer with two values
 * @wanted: R11: frames wanted, with UP_NEED_FRAMES
 */
struct ldr_call {
	u64 nr;
	u64 arg[5];
	s64 result;
	u64 detail;
	u64 wanted;
};

/** ldr_vmmcall() - once; any context that may run on a demoted processor */
void ldr_vmmcall(struct ldr_call *c);

/**
 * ldr_hypercall() - call, lend memory while the monitor asks, look at what it
 * raised
 *
 * Context: process; sleeps. Return: the result; -ENOMEM if Linux has nothing
 * left to lend; -ENODEV when not hoisted.
 */
long ldr_hypercall(struct ldr_call *c);

/** ldr_lend() - what @c asked for (UP_NEED_*, UP_RUN_NEED_*); 0 or -ENOMEM */
int ldr_lend(const struct ldr_call *c);

/** ldr_call() - ldr_vmmcall() with up to two arguments */
s64 ldr_call(u64 nr, u64 arg0, u64 arg1);

/**
 * ldr_attention() - act on what the monitor raised: wake vCPU threads, deliver
 * events, print the log. Context: process or a vCPU thread.
 */
void ldr_attention(void);

/**
 * ldr_reclaim() - take all free frames back
 *
 * Call it after whatever may have freed frames. Context: process; sleeps.
 */
void ldr_reclaim(void);

/* donate.c: call.c's memory lock is held */

/** ldr_donate() - lend at least @n frames for guests; 0 or -ENOMEM */
int ldr_donate(u64 n);

/** ldr_donate_heap() - lend 2 MiB to the monitor; 0 or -ENOMEM */
int ldr_donate_heap(void);

/**
 * ldr_reclaim_locked() - take back what guests gave up
 * @unused_too: and what was lent and has not been used, also for itself
 */
void ldr_reclaim_locked(bool unused_too);

/** ldr_donate_exit() - after the drop: free what the monitor still had */
void ldr_donate_exit(void);

/* vcpu_thread.c */

/** ldr_domain_vcpus_create() - after max_vcpus: a thread for each vCPU */
int ldr_domain_vcpus_create(u16 domid, u32 nr);

/** ldr_domain_stop() - before destroydomain: its threads end */
void ldr_domain_stop(u16 domid);

/** ldr_domains_stop_all() - end every guest's threads, for a reboot */
void ldr_domains_stop_all(void);

/** ldr_domain_pause_sync() - wait until none of its threads is in a guest */
void ldr_domain_pause_sync(u16 domid);

/**
 * ldr_domain_weight_get() / set() - credit2's parameters
 * @weight: 1..65535, 256 is the default
 * @cap: per cent of a processor, 0: none
 *
 * Return: 0 or -ESRCH, -EINVAL.
 */
int ldr_domain_weight_get(u16 domid, u16 *weight, u16 *cap);
int ldr_domain_weight_set(u16 domid, u16 weight, u16 cap);

/** ldr_vcpus_kick() - wake or interrupt the vCPUs whose bit is set */
void ldr_vcpus_kick(void);

/** ldr_domain_count() - domains that have threads */
unsigned int ldr_domain_count(void);

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

/* debugfs.c */

void ldr_debugfs_init(void);
void ldr_debugfs_exit(void);

#endif /* UNDERPIN_LOADER_LOADER_H */
