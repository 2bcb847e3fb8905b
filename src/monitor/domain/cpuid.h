/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What CPUID tells: the host's answers, those of a guest by default, and those
 * of one guest.
 *
 * A domain's policy is what set_cpu_policy left in d->cpu_policy: the leaves
 * that differ from the default. What depends on the vCPU's state (APIC id,
 * OSXSAVE, XSAVE sizes) is filled in on each read.
 */
#ifndef UNDERPIN_DOMAIN_CPUID_H
#define UNDERPIN_DOMAIN_CPUID_H

#include "core/types.h"
#include "domain/vcpu.h"
#include "xen/cpu_policy.h"

enum cpuid_vendor {
	CPUID_AMD, /* and Hygon, and unknown ones */
	CPUID_INTEL,
};

/** enum cpuid_view - whose answers */
enum cpuid_view {
	CPUID_HOST, /* the processor's */
	CPUID_DEFAULT, /* a guest's, unless the toolstack chose others */
};

/** cpuid_init() - look at the processor; before anything else here */
void cpuid_init(void);

/**
 * cpuid_leaf() - one leaf of a view
 * @out: EAX EBX ECX EDX; zeros for a leaf that the view does not have
 */
void cpuid_leaf(enum cpuid_view view, u32 leaf, u32 subleaf, u32 out[4]);

/**
 * cpuid_guest() - execute CPUID for a guest
 * @v: any vCPU
 */
void cpuid_guest(const struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4]);

/** cpuid_vendor() - of the guest's processor */
enum cpuid_vendor cpuid_vendor(const struct vcpu *v);

/** cpuid_host_xcr0() - extended states that guests of this host may have */
u32 cpuid_host_xcr0(void);

/** cpuid_xcr0_mask() - extended states that the guest may enable */
u64 cpuid_xcr0_mask(const struct vcpu *v);

/**
 * cpu_policy_host() / cpu_policy_default() - serialise a view
 * @out: room for @max records
 *
 * In the order and with exactly the records that libxc's own serialiser
 * emits: it insists on the same number.
 *
 * Return: number of records, also if larger than @max.
 */
unsigned int cpu_policy_host(struct xen_cpuid_leaf *out, unsigned int max);
unsigned int cpu_policy_default(struct xen_cpuid_leaf *out, unsigned int max);

/** cpu_featureset() - the feature words of a view, indexed XEN_FEATURESET_* */
void cpu_featureset(enum cpuid_view view,
		    u32 words[XEN_FEATURESET_NR_ENTRIES]);

#endif /* UNDERPIN_DOMAIN_CPUID_H */
