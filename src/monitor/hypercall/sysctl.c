// SPDX-License-Identifier: GPL-2.0
/*
 * sysctl(op): the list of domains and what processors offer to guests. The
 * server itself is described by the loader, which knows it from Linux.
 */
#include "core/lib.h"
#include "domain/cpuid.h"
#include "hypercall/domctl.h"
#include "hypercall/scratch.h"
#include "xen/cpu_policy.h"
#include "xen/errno.h"
#include "xen/sysctl.h"

static s64 domain_list(struct hypercall *hc, struct xen_sysctl *op)
{
	struct xen_sysctl_getdomaininfolist *l = &op->u.getdomaininfolist;
	struct xen_domctl_getdomaininfo info;
	u64 buffer = l->buffer;
	u32 next = l->first_domain;
	struct domain *d;

	l->num_domains = 0;
	while (l->num_domains < l->max_domains) {
		d = next < DOMID_FIRST_RESERVED ? domain_get_next(next) : NULL;
		if (!d)
			break;
		domctl_info(d, &info);
		next = d->domid + 1U;
		domain_put(d);
		if (hc_copy_to(hc, gva(buffer), &info, sizeof(info)))
			return -XEN_EFAULT;
		buffer += sizeof(info);
		l->num_domains++;
	}
	return 0;
}

/* A null handle asks for the number; a short array gets what fits. */
static s64 featureset(struct hypercall *hc, struct xen_sysctl *op)
{
	struct xen_sysctl_cpu_featureset *f = &op->u.cpu_featureset;
	u32 words[XEN_FEATURESET_NR_ENTRIES], n;

	if (!f->features) {
		f->nr_features = ARRAY_SIZE(words);
		return 0;
	}
	switch (f->index) {
	case XEN_SYSCTL_cpu_featureset_raw:
	case XEN_SYSCTL_cpu_featureset_host:
		cpu_featureset(CPUID_HOST, words);
		break;
	case XEN_SYSCTL_cpu_featureset_pv:
	case XEN_SYSCTL_cpu_featureset_pv_max:
		cpu_featureset(CPUID_DEFAULT, words);
		break;
	default:
		return -XEN_EOPNOTSUPP;
	}
	n = min_u64(f->nr_features, ARRAY_SIZE(words));
	if (hc_copy_to(hc, gva(f->features), words, n * sizeof(words[0])))
		return -XEN_EFAULT;
	f->nr_features = n;
	return n < ARRAY_SIZE(words) ? -XEN_ENOBUFS : 0;
}

static s64 policy_tell(struct hypercall *hc, struct xen_sysctl_cpu_policy *p,
		       struct xen_cpuid_leaf *leaves)
{
	u32 n;

	switch (p->index) {
	case XEN_SYSCTL_cpu_policy_raw:
	case XEN_SYSCTL_cpu_policy_host:
		n = cpu_policy_host(leaves, XEN_CPU_POLICY_MAX_LEAVES);
		break;
	case XEN_SYSCTL_cpu_policy_pv_max:
	case XEN_SYSCTL_cpu_policy_pv_default:
		n = cpu_policy_default(leaves, XEN_CPU_POLICY_MAX_LEAVES);
		break;
	default:
		return -XEN_EOPNOTSUPP;
	}
	if (!p->leaves) {
		p->nr_leaves = XEN_CPU_POLICY_MAX_LEAVES;
	} else {
		if (p->nr_leaves < n)
			return -XEN_ENOBUFS;
		if (hc_copy_to(hc, gva(p->leaves), leaves,
			       n * sizeof(leaves[0])))
			return -XEN_EFAULT;
		p->nr_leaves = n;
	}
	/* No MSR belongs to the policy of a PV guest. */
	p->nr_msrs = p->msrs ? 0 : XEN_CPU_POLICY_MAX_MSRS;
	return 0;
}

static s64 cpu_policy(struct hypercall *hc, struct xen_sysctl *op)
{
	s64 ret;

	ret = policy_tell(hc, &op->u.cpu_policy,
			  scratch_get(XEN_CPU_POLICY_MAX_LEAVES *
				      sizeof(struct xen_cpuid_leaf)));
	scratch_put();
	return ret;
}

s64 hc_sysctl(struct hypercall *hc)
{
	gva_t arg = gva(hc->arg[0]);
	struct xen_sysctl op;
	s64 ret;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	if (op.interface_version != XEN_SYSCTL_INTERFACE_VERSION)
		return -XEN_EACCES;
	switch (op.cmd) {
	case XEN_SYSCTL_getdomaininfolist:
		ret = domain_list(hc, &op);
		break;
	case XEN_SYSCTL_get_cpu_featureset:
		ret = featureset(hc, &op);
		break;
	case XEN_SYSCTL_get_cpu_policy:
		ret = cpu_policy(hc, &op);
		break;
	default:
		return -XEN_ENOSYS;
	}
	if (hc_copy_to(hc, arg, &op, sizeof(op)))
		return -XEN_EFAULT;
	return ret;
}
