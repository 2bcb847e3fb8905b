// SPDX-License-Identifier: GPL-2.0
/*
 * domctl: a domain comes and goes. Each operation can be repeated from its
 * beginning, which is how it goes on after a restart or a donation.
 */
#include "domain/grant_table.h"
#include "hypercall/domctl.h"
#include "xen/errno.h"

/* Frames to ask for at once: a domain's own and its vCPU's pages. */
#define CREATE_FRAMES 8

/*
 * Flags of a PV domain without devices that are asked for and harmless; the
 * others want hardware (public/domctl.h).
 */
#define CREATE_FLAGS                                                           \
	(XEN_DOMCTL_CDF_s3_integrity | XEN_DOMCTL_CDF_oos_off |                \
	 XEN_DOMCTL_CDF_xs_domain)

static bool config_ok(const struct xen_domctl_createdomain *c)
{
	if (c->flags & ~CREATE_FLAGS || c->iommu_opts || c->vmtrace_size)
		return false;
	if (!c->max_vcpus || c->max_vcpus > DOMAIN_MAX_VCPUS)
		return false;
	if (!gt_config_ok(c) || c->cpupool_id)
		return false;
	return !c->arch.emulation_flags &&
	       c->arch.misc_flags <= XEN_X86_MISC_FLAGS_MAX;
}

s64 domctl_createdomain(struct hypercall *hc, struct domain *unused,
			struct xen_domctl *op)
{
	const struct xen_domctl_createdomain *c = &op->u.createdomain;
	struct domain *d;
	s64 err;

	if (!config_ok(c))
		return -XEN_EINVAL;
	err = domain_create(op->domain, c, &d);
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = CREATE_FRAMES;
	if (err)
		return err;
	op->domain = d->domid;
	domain_put(d);
	return 0;
}

s64 domctl_destroydomain(struct hypercall *hc, struct domain *d,
			 struct xen_domctl *op)
{
	if (domain_kill(d, &hc->budget))
		return HC_RESTART;
	return 0;
}

s64 domctl_max_vcpus(struct hypercall *hc, struct domain *d,
		     struct xen_domctl *op)
{
	s64 err = 0;
	u32 i;

	if (op->u.max_vcpus.max != d->max_vcpus)
		return -XEN_EINVAL;
	spin_lock(&d->lock);
	if (d->life != DOMAIN_ALIVE)
		err = -XEN_EINVAL;
	for (i = 0; i < d->max_vcpus && !err; i++)
		if (!d->vcpu[i])
			err = vcpu_create(d, i);
	spin_unlock(&d->lock);
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = CREATE_FRAMES;
	return err;
}
