// SPDX-License-Identifier: GPL-2.0
/*
 * domctl(op): which operation, on which domain, and what goes back to the
 * caller (public/domctl.h). Only the control domain gets here. Read domctl.h
 * first.
 *
 * Scheduling parameters and affinities are Linux's business: the loader
 * answers them and the monitor never sees them.
 */
#include "hypercall/domctl.h"
#include "core/print.h"
#include "xen/errno.h"

#define COPY_BACK 1 /* the record carries results */
#define NO_DOMAIN 2 /* the domain is not looked up */
#define NOT_SELF 4 /* the control domain may not name itself */

/** struct domctl_op - what to do for one command */
struct domctl_op {
	domctl_fn *fn;
	u32 flags;
};

static const struct domctl_op ops[] = {
	[XEN_DOMCTL_createdomain] = { domctl_createdomain,
				      COPY_BACK | NO_DOMAIN },
	[XEN_DOMCTL_destroydomain] = { domctl_destroydomain, NOT_SELF },
	[XEN_DOMCTL_pausedomain] = { domctl_pausedomain, NOT_SELF },
	[XEN_DOMCTL_unpausedomain] = { domctl_unpausedomain, NOT_SELF },
	[XEN_DOMCTL_getdomaininfo] = { domctl_getdomaininfo,
				       COPY_BACK | NO_DOMAIN },
	[XEN_DOMCTL_max_mem] = { domctl_max_mem, 0 },
	[XEN_DOMCTL_setvcpucontext] = { domctl_setvcpucontext, NOT_SELF },
	[XEN_DOMCTL_getvcpucontext] = { domctl_getvcpucontext, NOT_SELF },
	[XEN_DOMCTL_getvcpuinfo] = { domctl_getvcpuinfo, COPY_BACK },
	[XEN_DOMCTL_max_vcpus] = { domctl_max_vcpus, NOT_SELF },
	[XEN_DOMCTL_setdomainhandle] = { domctl_setdomainhandle, 0 },
	[XEN_DOMCTL_hypercall_init] = { domctl_hypercall_init, NOT_SELF },
	[XEN_DOMCTL_settimeoffset] = { domctl_settimeoffset, NOT_SELF },
	[XEN_DOMCTL_resumedomain] = { domctl_resumedomain, NOT_SELF },
	[XEN_DOMCTL_sendtrigger] = { domctl_sendtrigger, NOT_SELF },
	[XEN_DOMCTL_subscribe] = { domctl_subscribe, NOT_SELF },
	[XEN_DOMCTL_set_address_size] = { domctl_set_address_size, 0 },
	[XEN_DOMCTL_get_address_size] = { domctl_get_address_size, COPY_BACK },
	[XEN_DOMCTL_set_ext_vcpucontext] = { domctl_set_ext_vcpucontext,
					     NOT_SELF },
	[XEN_DOMCTL_get_ext_vcpucontext] = { domctl_get_ext_vcpucontext,
					     COPY_BACK | NOT_SELF },
	[XEN_DOMCTL_gettscinfo] = { domctl_gettscinfo, COPY_BACK | NOT_SELF },
	[XEN_DOMCTL_settscinfo] = { domctl_settscinfo, NOT_SELF },
	[XEN_DOMCTL_getpageframeinfo3] = { domctl_getpageframeinfo3, 0 },
	[XEN_DOMCTL_setvcpuextstate] = { domctl_setvcpuextstate, NOT_SELF },
	[XEN_DOMCTL_getvcpuextstate] = { domctl_getvcpuextstate,
					 COPY_BACK | NOT_SELF },
	[XEN_DOMCTL_get_vcpu_msrs] = { domctl_get_vcpu_msrs,
				       COPY_BACK | NOT_SELF },
	[XEN_DOMCTL_set_vcpu_msrs] = { domctl_set_vcpu_msrs, NOT_SELF },
	[XEN_DOMCTL_get_cpu_policy] = { domctl_get_cpu_policy,
					COPY_BACK | NOT_SELF },
	[XEN_DOMCTL_set_cpu_policy] = { domctl_set_cpu_policy,
					COPY_BACK | NOT_SELF },
};

/*
 * Known, but for hardware or services that no guest has here. Tools take
 * this for "not on this machine".
 */
static const u16 unsupported[] = {
	XEN_DOMCTL_shadow_op,
	XEN_DOMCTL_irq_permission,
	XEN_DOMCTL_iomem_permission,
	XEN_DOMCTL_ioport_permission,
	XEN_DOMCTL_assign_device,
	XEN_DOMCTL_test_assign_device,
	XEN_DOMCTL_memory_mapping,
	XEN_DOMCTL_ioport_mapping,
	XEN_DOMCTL_set_virq_handler,
	XEN_DOMCTL_soft_reset,
};

static s64 refusal(u32 cmd)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(unsupported); i++)
		if (unsupported[i] == cmd)
			return -XEN_EOPNOTSUPP;
	return -XEN_ENOSYS;
}

static s64 domctl_run(struct hypercall *hc, const struct domctl_op *o,
		      struct xen_domctl *op)
{
	struct domain *d;
	s64 ret;

	if (o->flags & NO_DOMAIN)
		return o->fn(hc, NULL, op);
	d = domain_get(op->domain);
	if (!d)
		return -XEN_ESRCH;
	if (o->flags & NOT_SELF && d == hc->d)
		ret = -XEN_EINVAL;
	else
		ret = o->fn(hc, d, op);
	domain_put(d);
	return ret;
}

s64 hc_domctl(struct hypercall *hc)
{
	const struct domctl_op *o;
	gva_t arg = gva(hc->arg[0]);
	struct xen_domctl op;
	s64 ret;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
		return -XEN_EACCES;
	if (op.cmd >= ARRAY_SIZE(ops) || !ops[op.cmd].fn)
		return refusal(op.cmd);
	o = &ops[op.cmd];
	ret = domctl_run(hc, o, &op);
	if (ret == HC_RESTART || ret == HC_NEED_FRAMES)
		return ret;
	if (o->flags & COPY_BACK && hc_copy_to(hc, arg, &op, sizeof(op)))
		return -XEN_EFAULT;
	return ret;
}
