// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest is answered where only tools and device models have a call. As
 * with Xen an argument that cannot be read, or is of another version, is said
 * to be that before the caller is told that it may not.
 */
#include "domain/domain.h"
#include "hypercall/hypercall.h"
#include "xen/base.h"
#include "xen/domctl.h"
#include "xen/errno.h"
#include "xen/hypercall.h"
#include "xen/platform_op.h"
#include "xen/sysctl.h"

/* What the arguments of all three begin with. */
struct versioned {
	u32 cmd;
	u32 interface_version;
	u16 domid; /* domctl's */
};

#define PLATFORM_OP_SIZE 136 /* as Xen's, with all of its union */

static const struct {
	size_t size;
	u32 version;
} arguments[XEN_NR_HYPERCALLS] = {
	[__HYPERVISOR_platform_op] = { PLATFORM_OP_SIZE,
				       XENPF_INTERFACE_VERSION },
	[__HYPERVISOR_sysctl] = { sizeof(struct xen_sysctl),
				  XEN_SYSCTL_INTERFACE_VERSION },
	[__HYPERVISOR_domctl] = { sizeof(struct xen_domctl),
				  XEN_DOMCTL_INTERFACE_VERSION },
};

/* Tools ask for the one at or after an id, so that one has to exist. */
static bool names_domain(u32 cmd)
{
	return cmd != XEN_DOMCTL_createdomain &&
	       cmd != XEN_DOMCTL_getdomaininfo;
}

static bool exists(u16 domid)
{
	struct domain *d = domain_get(domid);

	if (d)
		domain_put(d);
	return d;
}

/* All of an argument that the caller has must be there. */
static bool can_read(struct hypercall *hc, size_t n)
{
	u64 last;

	return !hc_copy_from(hc, &last, gva(hc->arg[0] + n - sizeof(last)),
			     sizeof(last));
}

s64 hc_refuse_tool(struct hypercall *hc)
{
	struct versioned op;

	if (!can_read(hc, arguments[hc->nr].size) ||
	    hc_copy_from(hc, &op, gva(hc->arg[0]), sizeof(op)))
		return -XEN_EFAULT;
	if (op.interface_version != arguments[hc->nr].version)
		return -XEN_EACCES;
	if (hc->nr == __HYPERVISOR_domctl && names_domain(op.cmd) &&
	    !exists(op.domid))
		return -XEN_ESRCH;
	return -XEN_EPERM;
}

s64 hc_refuse(struct hypercall *hc)
{
	return -XEN_EPERM;
}

/* Xen has it, but its administrator must have turned it on. */
s64 hc_refuse_off(struct hypercall *hc)
{
	return -XEN_EOPNOTSUPP;
}

#define DM_BUFFERS 2
#define DM_BUFFER_SIZE 16 /* address and length */

/* A device model is another domain's, and that domain is no PV guest. */
s64 hc_refuse_dm(struct hypercall *hc)
{
	u64 buffers[DM_BUFFERS * DM_BUFFER_SIZE / sizeof(u64)];
	u16 domid = (u16)hc->arg[0];
	u32 nr = (u32)hc->arg[1];

	if (nr > DM_BUFFERS)
		return -XEN_E2BIG;
	if (hc_copy_from(hc, buffers, gva(hc->arg[2]), nr * DM_BUFFER_SIZE))
		return -XEN_EFAULT;
	if (domid == DOMID_SELF || domid == hc->d->domid)
		return -XEN_EPERM;
	return exists(domid) ? -XEN_EINVAL : -XEN_ESRCH;
}
