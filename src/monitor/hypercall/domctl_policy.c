// SPDX-License-Identifier: GPL-2.0
/*
 * domctl: what CPUID tells a domain. A domain keeps only the leaves in which
 * its policy differs from the default (domain/cpuid.h): the toolstack hands
 * over some fifty, and changes two or three.
 */
#include "core/lib.h"
#include "domain/cpuid.h"
#include "domain/cpuid_leaves.h"
#include "hypercall/domctl.h"
#include "hypercall/scratch.h"
#include "xen/errno.h"

#define LEAVES_BYTES                                                           \
	(XEN_CPU_POLICY_MAX_LEAVES * sizeof(struct xen_cpuid_leaf))

#define NO_ERROR UINT32_MAX /* err_* where nothing was refused */

static struct xen_cpuid_leaf *leaf_find(struct xen_cpuid_leaf *l, u32 n,
					const struct xen_cpuid_leaf *key)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (l[i].leaf == key->leaf && l[i].subleaf == key->subleaf)
			return &l[i];
	return NULL;
}

static bool leaf_is_default(const struct xen_cpuid_leaf *l)
{
	u32 subleaf = l->subleaf == XEN_CPUID_NO_SUBLEAF ? 0 : l->subleaf;
	u32 out[4];

	cpuid_leaf(CPUID_DEFAULT, l->leaf, subleaf, out);
	return l->a == out[0] && l->b == out[1] && l->c == out[2] &&
	       l->d == out[3];
}

/* d->lock held. Return: 0 or -XEN_ENOBUFS. */
static s64 leaf_store(struct domain *d, const struct xen_cpuid_leaf *l)
{
	struct xen_cpuid_leaf *at;

	at = leaf_find(d->cpu_policy, d->nr_cpu_leaves, l);
	if (leaf_is_default(l)) {
		/* The last record fills the gap. */
		if (at)
			*at = d->cpu_policy[--d->nr_cpu_leaves];
		return 0;
	}
	if (!at) {
		if (d->nr_cpu_leaves == DOMAIN_CPU_LEAVES)
			return -XEN_ENOBUFS;
		at = &d->cpu_policy[d->nr_cpu_leaves++];
	}
	*at = *l;
	return 0;
}

static s64 leaves_store(struct domain *d, const struct xen_cpuid_leaf *l,
			struct xen_domctl_cpu_policy *p)
{
	s64 err = 0;
	u32 i;

	spin_lock(&d->lock);
	for (i = 0; i < p->nr_leaves && !err; i++)
		err = leaf_store(d, &l[i]);
	spin_unlock(&d->lock);
	if (err) {
		p->err_leaf = l[i - 1].leaf;
		p->err_subleaf = l[i - 1].subleaf;
	}
	return err;
}

s64 domctl_set_cpu_policy(struct hypercall *hc, struct domain *d,
			  struct xen_domctl *op)
{
	struct xen_domctl_cpu_policy *p = &op->u.cpu_policy;
	struct xen_cpuid_leaf *leaves;
	s64 err = -XEN_EFAULT;

	p->err_leaf = NO_ERROR;
	p->err_subleaf = NO_ERROR;
	p->err_msr = NO_ERROR;
	if (p->nr_leaves > XEN_CPU_POLICY_MAX_LEAVES ||
	    p->nr_msrs > XEN_CPU_POLICY_MAX_MSRS)
		return -XEN_E2BIG;
	leaves = scratch_get(LEAVES_BYTES);
	if (!hc_copy_from(hc, leaves, gva(p->leaves),
			  p->nr_leaves * sizeof(leaves[0])))
		err = leaves_store(d, leaves, p);
	scratch_put();
	return err;
}

/* The default's records with the domain's own values. Return: how many. */
static u32 policy_build(struct domain *d, struct xen_cpuid_leaf *out, u32 max)
{
	u32 i, n = min_u64(cpu_policy_default(out, max), max);
	struct xen_cpuid_leaf *at;

	spin_lock(&d->lock);
	for (i = 0; i < d->nr_cpu_leaves; i++) {
		at = leaf_find(out, n, &d->cpu_policy[i]);
		if (!at && n < max)
			at = &out[n++];
		if (at)
			*at = d->cpu_policy[i];
	}
	spin_unlock(&d->lock);
	return n;
}

s64 domctl_get_cpu_policy(struct hypercall *hc, struct domain *d,
			  struct xen_domctl *op)
{
	struct xen_cpuid_leaf *leaves = scratch_get(LEAVES_BYTES);
	struct xen_domctl_cpu_policy *p = &op->u.cpu_policy;
	u32 n = policy_build(d, leaves, XEN_CPU_POLICY_MAX_LEAVES);
	s64 err = 0;

	if (p->nr_leaves < n)
		err = -XEN_ENOBUFS;
	else if (hc_copy_to(hc, gva(p->leaves), leaves, n * sizeof(leaves[0])))
		err = -XEN_EFAULT;
	scratch_put();
	if (err)
		return err;
	p->nr_leaves = n;
	p->nr_msrs = 0;
	return 0;
}
