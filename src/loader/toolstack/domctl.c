// SPDX-License-Identifier: GPL-2.0
/*
 * domctl: most commands are the monitor's. Around some of them the loader has
 * something to do, mostly with the threads that run a guest's vCPUs, and a few
 * are the control domain's policy.
 */
#include <linux/bitmap.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "xen/domctl_ops.h"
#include "xen/hypercall.h"
#include "../loader.h"
#include "toolstack.h"

#define U(member) offsetof(struct xen_domctl, u.member)

static const struct ts_handles handles[] = {
	{ XEN_DOMCTL_shadow_op, { U(shadow_op.dirty_bitmap) } },
	{ XEN_DOMCTL_setvcpucontext, { U(vcpucontext.ctxt) } },
	{ XEN_DOMCTL_getvcpucontext, { U(vcpucontext.ctxt) } },
	{ XEN_DOMCTL_getpageframeinfo3, { U(getpageframeinfo3.array) } },
	{ XEN_DOMCTL_setvcpuextstate, { U(vcpuextstate.buffer) } },
	{ XEN_DOMCTL_getvcpuextstate, { U(vcpuextstate.buffer) } },
	{ XEN_DOMCTL_get_vcpu_msrs, { U(vcpu_msrs.msrs) } },
	{ XEN_DOMCTL_set_vcpu_msrs, { U(vcpu_msrs.msrs) } },
	{ XEN_DOMCTL_get_cpu_policy,
	  { U(cpu_policy.leaves), U(cpu_policy.msrs) } },
	{ XEN_DOMCTL_set_cpu_policy,
	  { U(cpu_policy.leaves), U(cpu_policy.msrs) } },
};

long ts_monitor_domctl(struct xen_domctl *op)
{
	struct ldr_call call = {
		.nr = __HYPERVISOR_domctl,
		.arg = { (u64)(uintptr_t)op },
	};
	long err = ts_handles_check(handles, ARRAY_SIZE(handles), op);

	return err ?: ldr_hypercall(&call);
}

/* The lowest domain whose number is at least op->domain. */
static long domctl_getdomaininfo(struct xen_domctl *op)
{
	long err = ts_monitor_domctl(op);

	if (!err && !op->u.getdomaininfo.domain)
		ts_domain0_info(&op->u.getdomaininfo);
	return err;
}

long ts_domain_exists(domid_t domid)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_getdomaininfo,
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
		.domain = domid,
	};

	if (domid >= DOMID_FIRST_RESERVED || ts_monitor_domctl(&op))
		return -ESRCH;
	return op.u.getdomaininfo.domain == domid ? 0 : -ESRCH;
}

/*
 * A domain keeps the module, from its creation until its destruction has
 * succeeded. What may be left of it then, frames that somebody has mapped, is
 * kept by the file behind that mapping.
 */
static DECLARE_BITMAP(keeping, DOMID_FIRST_RESERVED);

static void keep_module(domid_t domid)
{
	if (domid < DOMID_FIRST_RESERVED && !test_and_set_bit(domid, keeping))
		__module_get(THIS_MODULE);
}

/* Destruction of a domain may succeed more than once. */
static void release_module(domid_t domid)
{
	if (domid < DOMID_FIRST_RESERVED && test_and_clear_bit(domid, keeping))
		module_put(THIS_MODULE);
}

void ts_domains_gone(void)
{
	unsigned int domid;

	for_each_set_bit(domid, keeping, DOMID_FIRST_RESERVED)
		release_module(domid);
}

/*
 * Serialises the births and ends of domains, and of their threads: the next
 * domain with an id is none of whoever ends the one before.
 */
static DEFINE_MUTEX(lives_mutex);

static long domctl_createdomain(struct xen_domctl *op)
{
	long err;

	mutex_lock(&lives_mutex);
	err = ts_monitor_domctl(op);
	if (!err)
		keep_module(op->domain);
	mutex_unlock(&lives_mutex);
	/* ts_domains_gone() may have been through already. */
	if (!err && !ldr_hoisted())
		release_module(op->domain);
	return err;
}

/* Lock: lives_mutex. */
static bool has_threads(domid_t domid)
{
	u16 weight, cap;

	return !ldr_domain_weight_get(domid, &weight, &cap);
}

static long vcpus_create(domid_t domid, u32 nr)
{
	/* Who asks twice gets the threads that are there. */
	return has_threads(domid) ? 0 : ldr_domain_vcpus_create(domid, nr);
}

static long domctl_max_vcpus(struct xen_domctl *op)
{
	long err;

	mutex_lock(&lives_mutex);
	err = ts_monitor_domctl(op);
	if (!err && op->domain)
		err = vcpus_create(op->domain, op->u.max_vcpus.max);
	mutex_unlock(&lives_mutex);
	return err;
}

/* A tool may look at the guest's memory and registers once this is done. */
static long domctl_pausedomain(struct xen_domctl *op)
{
	long err = ts_monitor_domctl(op);

	if (!err && op->domain)
		ldr_domain_pause_sync(op->domain);
	return err;
}

static long pause_domain(domid_t domid)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_pausedomain,
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
		.domain = domid,
	};

	return domctl_pausedomain(&op);
}

static void unpause_domain(domid_t domid)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_unpausedomain,
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
		.domain = domid,
	};

	ts_monitor_domctl(&op);
}

/* Registers can be read and replaced only while none of the vCPUs runs. */
static long domctl_registers(struct xen_domctl *op)
{
	long err = pause_domain(op->domain);

	if (err)
		return err;
	err = ts_monitor_domctl(op);
	unpause_domain(op->domain);
	return err;
}

/* Lock: lives_mutex. */
static void end_threads(domid_t domid)
{
	if (!domid || !has_threads(domid))
		return;
	/* So that all leave the guest at once and none goes back. */
	pause_domain(domid);
	ldr_domain_stop(domid);
}

static long domctl_destroydomain(struct xen_domctl *op)
{
	domid_t domid = op->domain;
	long err;

	mutex_lock(&lives_mutex);
	end_threads(domid);
	err = ts_monitor_domctl(op);
	/* A monitor that failed took its domains along. */
	if (!err || err == -ENODEV)
		release_module(domid);
	mutex_unlock(&lives_mutex);
	ldr_reclaim();
	return err;
}

static const struct {
	u32 cmd;
	ts_domctl_fn *fn;
} handlers[] = {
	{ XEN_DOMCTL_createdomain, domctl_createdomain },
	{ XEN_DOMCTL_destroydomain, domctl_destroydomain },
	{ XEN_DOMCTL_pausedomain, domctl_pausedomain },
	{ XEN_DOMCTL_getdomaininfo, domctl_getdomaininfo },
	{ XEN_DOMCTL_max_vcpus, domctl_max_vcpus },
	{ XEN_DOMCTL_getvcpuinfo, ts_domctl_getvcpuinfo },
	{ XEN_DOMCTL_setvcpucontext, domctl_registers },
	{ XEN_DOMCTL_getvcpucontext, domctl_registers },
	{ XEN_DOMCTL_set_ext_vcpucontext, domctl_registers },
	{ XEN_DOMCTL_get_ext_vcpucontext, domctl_registers },
	{ XEN_DOMCTL_setvcpuextstate, domctl_registers },
	{ XEN_DOMCTL_getvcpuextstate, domctl_registers },
	{ XEN_DOMCTL_scheduler_op, ts_domctl_scheduler_op },
	{ XEN_DOMCTL_setvcpuaffinity, ts_domctl_setaffinity },
	{ XEN_DOMCTL_getvcpuaffinity, ts_domctl_getaffinity },
	{ XEN_DOMCTL_setnodeaffinity, ts_domctl_setnodeaffinity },
	{ XEN_DOMCTL_getnodeaffinity, ts_domctl_getnodeaffinity },
};

static long run(struct xen_domctl *op)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(handlers); i++)
		if (handlers[i].cmd == op->cmd)
			return handlers[i].fn(op);
	return ts_monitor_domctl(op);
}

long ts_domctl(u64 uarg)
{
	struct xen_domctl op, before;
	long ret;

	if (copy_from_user(&op, ts_user(uarg), sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
		return -EACCES;
	memcpy(&before, &op, sizeof(op));
	ret = run(&op);
	if (memcmp(&before, &op, sizeof(op)) &&
	    copy_to_user(ts_user(uarg), &op, sizeof(op)))
		ret = -EFAULT;
	return ret;
}
