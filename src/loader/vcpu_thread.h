/* SPDX-License-Identifier: GPL-2.0 */
/* The threads that run guests' vCPUs: see vcpu_thread.c. */
#ifndef UNDERPIN_LOADER_VCPU_THREAD_H
#define UNDERPIN_LOADER_VCPU_THREAD_H

#include <linux/types.h>

struct cpumask;

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

/**
 * ldr_vcpu_affinity_set() - on which processors a vCPU runs
 * @hard: its thread runs on these; where none is online, on any
 * @soft: it should run on these, if somebody asks
 * ldr_vcpu_affinity_get() - what was set last; all processors at first
 *
 * Return: 0, or -ESRCH where there is no such thread.
 */
int ldr_vcpu_affinity_set(u16 domid, u32 id, const struct cpumask *hard,
			  const struct cpumask *soft);
int ldr_vcpu_affinity_get(u16 domid, u32 id, struct cpumask *hard,
			  struct cpumask *soft);

/** ldr_vcpus_affinity_renew() - a processor that some are to run on is back */
void ldr_vcpus_affinity_renew(void);

/** ldr_vcpu_cpu() - the processor that a vCPU runs on or ran last; -ESRCH */
int ldr_vcpu_cpu(u16 domid, u32 id);

/** ldr_vcpus_kick() - wake or interrupt the vCPUs whose bit is set */
void ldr_vcpus_kick(void);

/** ldr_domain_count() - domains that have threads */
unsigned int ldr_domain_count(void);

#endif /* UNDERPIN_LOADER_VCPU_THREAD_H */
