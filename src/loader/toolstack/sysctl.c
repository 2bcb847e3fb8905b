// SPDX-License-Identifier: GPL-2.0
/*
 * sysctl: what describes the server is answered by Linux, which owns it; the
 * list of domains and the CPU policies are the monitor's.
 */
#include <linux/gfp.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "xen/hypercall.h"
#include "../loader.h"
#include "toolstack.h"

#define U(member) offsetof(struct xen_sysctl, u.member)

static const struct ts_handles handles[] = {
	{ XEN_SYSCTL_getdomaininfolist, { U(getdomaininfolist.buffer) } },
	{ XEN_SYSCTL_get_cpu_featureset, { U(cpu_featureset.features) } },
	{ XEN_SYSCTL_get_cpu_policy,
	  { U(cpu_policy.leaves), U(cpu_policy.msrs) } },
};

long ts_monitor_sysctl(struct xen_sysctl *op)
{
	struct ldr_call call = {
		.nr = __HYPERVISOR_sysctl,
		.arg = { (u64)(uintptr_t)op },
	};
	long err = ts_handles_check(handles, ARRAY_SIZE(handles), op);

	return err ?: ldr_hypercall(&call);
}

/* The list is in ascending order: domain 0 is its first entry or absent. */
static long sysctl_getdomaininfolist(struct xen_sysctl *op)
{
	struct xen_domctl_getdomaininfo __user *first;
	struct xen_domctl_getdomaininfo info;
	long err = ts_monitor_sysctl(op);

	if (err || !op->u.getdomaininfolist.num_domains)
		return err;
	first = ts_user(op->u.getdomaininfolist.buffer);
	if (copy_from_user(&info, first, sizeof(info)))
		return -EFAULT;
	if (info.domain)
		return 0;
	ts_domain0_info(&info);
	return copy_to_user(first, &info, sizeof(info)) ? -EFAULT : 0;
}

static long copy_log(struct xen_sysctl_readconsole *req, char *page)
{
	char __user *out = ts_user(req->buffer);
	u64 index = req->incremental ? req->index : 0;
	u32 done = 0;
	size_t n;

	while (done < req->count) {
		n = min_t(size_t, req->count - done, PAGE_SIZE);
		n = ldr_log_read(page, &index, n, false);
		if (!n)
			break;
		if (copy_to_user(out + done, page, n))
			return -EFAULT;
		done += n;
	}
	if (req->clear)
		ldr_log_read(page, &index, 0, true);
	req->count = done;
	req->index = (u32)index;
	return 0;
}

static long sysctl_readconsole(struct xen_sysctl *op)
{
	char *page = (char *)__get_free_page(GFP_KERNEL);
	long err;

	if (!page)
		return -ENOMEM;
	err = copy_log(&op->u.readconsole, page);
	free_page((unsigned long)page);
	return err;
}

static const struct {
	u32 cmd;
	ts_sysctl_fn *fn;
} handlers[] = {
	{ XEN_SYSCTL_readconsole, sysctl_readconsole },
	{ XEN_SYSCTL_physinfo, ts_sysctl_physinfo },
	{ XEN_SYSCTL_sched_id, ts_sysctl_sched_id },
	{ XEN_SYSCTL_getdomaininfolist, sysctl_getdomaininfolist },
	{ XEN_SYSCTL_getcpuinfo, ts_sysctl_getcpuinfo },
	{ XEN_SYSCTL_availheap, ts_sysctl_availheap },
	{ XEN_SYSCTL_cputopoinfo, ts_sysctl_cputopoinfo },
	{ XEN_SYSCTL_numainfo, ts_sysctl_numainfo },
	{ XEN_SYSCTL_cpupool_op, ts_sysctl_cpupool_op },
	{ XEN_SYSCTL_pcitopoinfo, ts_sysctl_pcitopoinfo },
	{ XEN_SYSCTL_scheduler_op, ts_sysctl_scheduler_op },
	{ XEN_SYSCTL_get_cpu_featureset, ts_monitor_sysctl },
	{ XEN_SYSCTL_get_cpu_policy, ts_monitor_sysctl },
};

static long run(struct xen_sysctl *op)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(handlers); i++)
		if (handlers[i].cmd == op->cmd)
			return handlers[i].fn(op);
	return -ENOSYS;
}

long ts_sysctl(u64 uarg)
{
	struct xen_sysctl op, before;
	long ret;

	if (copy_from_user(&op, ts_user(uarg), sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_SYSCTL_INTERFACE_VERSION)
		return -EACCES;
	memcpy(&before, &op, sizeof(op));
	ret = run(&op);
	/* A query that succeeds answers, even with what was there already. */
	if ((!ret || memcmp(&before, &op, sizeof(op))) &&
	    copy_to_user(ts_user(uarg), &op, sizeof(op)))
		ret = -EFAULT;
	return ret;
}
