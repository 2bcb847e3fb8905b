/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hypercalls of the toolstack that the control domain answers itself because
 * they are its policy or describe its server: processors, memory, schedulers,
 * version strings. What is the monitor's passes through here unchanged.
 *
 * Arguments are copied in once and out once. A handler works on that copy; the
 * buffers that it points to are in the caller's memory.
 */
#ifndef UNDERPIN_LOADER_TOOLSTACK_H
#define UNDERPIN_LOADER_TOOLSTACK_H

#include <linux/types.h>

#include "user.h"
#include "xen/domctl.h"
#include "xen/sysctl.h"

/**
 * ts_domctl() - __HYPERVISOR_domctl
 * @uarg: user address of struct xen_domctl
 *
 * Return: the hypercall's result; -EACCES for another interface version,
 * -EFAULT. The same goes for the next two.
 */
long ts_domctl(u64 uarg);

/** ts_sysctl() - __HYPERVISOR_sysctl; struct xen_sysctl */
long ts_sysctl(u64 uarg);

/** ts_xen_version() - __HYPERVISOR_xen_version; -ENOSYS: unknown @cmd */
long ts_xen_version(u64 cmd, u64 uarg);

/** ts_monitor_domctl() - let the monitor carry out a copied-in domctl */
long ts_monitor_domctl(struct xen_domctl *op);

/** ts_monitor_sysctl() - likewise a sysctl */
long ts_monitor_sysctl(struct xen_sysctl *op);

/** ts_domain_exists() - 0 or -ESRCH, also for reserved numbers */
long ts_domain_exists(domid_t domid);

/** typedef ts_domctl_fn - handler of one domctl */
typedef long ts_domctl_fn(struct xen_domctl *op);

/* domctl.c says which commands these are for. */
ts_domctl_fn ts_domctl_scheduler_op; /* domctl_sched.c */
ts_domctl_fn ts_domctl_getaffinity; /* domctl_affinity.c */
ts_domctl_fn ts_domctl_setaffinity;
ts_domctl_fn ts_domctl_getnodeaffinity;
ts_domctl_fn ts_domctl_setnodeaffinity;
ts_domctl_fn ts_domctl_getvcpuinfo; /* domain0.c */

/** ts_domain0_info() - add what only Linux knows of the control domain */
void ts_domain0_info(struct xen_domctl_getdomaininfo *info);

/** typedef ts_sysctl_fn - handler of one sysctl */
typedef long ts_sysctl_fn(struct xen_sysctl *op);

/* sysctl.c says which commands these are for. */
ts_sysctl_fn ts_sysctl_physinfo; /* host.c */
ts_sysctl_fn ts_sysctl_cputopoinfo;
ts_sysctl_fn ts_sysctl_numainfo;
ts_sysctl_fn ts_sysctl_getcpuinfo;
ts_sysctl_fn ts_sysctl_availheap;
ts_sysctl_fn ts_sysctl_pcitopoinfo;
ts_sysctl_fn ts_sysctl_sched_id; /* cpupool.c */
ts_sysctl_fn ts_sysctl_cpupool_op;
ts_sysctl_fn ts_sysctl_scheduler_op;

/** ts_domains_gone() - the monitor is dead: no domain keeps the module */
void ts_domains_gone(void);

/** ts_total_pages() - all memory of the server, Linux's and donated */
u64 ts_total_pages(void);

/** ts_lent_pages() - how many of them the monitor has, for guests or itself */
u64 ts_lent_pages(void);

/** ts_free_pages() - pages that Linux could donate to guests */
u64 ts_free_pages(void);

#endif /* UNDERPIN_LOADER_TOOLSTACK_H */
