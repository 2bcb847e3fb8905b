/* SPDX-License-Identifier: GPL-2.0 */
/*
 * domctl, one function per operation, in the domctl_*.c file of its subject.
 *
 * The dispatcher copies the record in, looks the domain up and holds a
 * reference, and copies the record back where the operation has results. The
 * functions take d->lock themselves.
 */
#ifndef UNDERPIN_HYPERCALL_DOMCTL_H
#define UNDERPIN_HYPERCALL_DOMCTL_H

#include "domain/domain.h"
#include "domain/vcpu.h"
#include "hypercall/hypercall.h"
#include "xen/domctl.h"

/**
 * typedef domctl_fn - one operation
 * @d: the domain that it names; NULL for createdomain
 * @op: the record, private copy
 */
typedef s64 domctl_fn(struct hypercall *hc, struct domain *d,
		      struct xen_domctl *op);

/**
 * domctl_info() - what getdomaininfo tells of a domain
 *
 * Takes d->lock. Of the control domain only what the monitor knows: the loader
 * fills in memory and processors.
 */
void domctl_info(struct domain *d, struct xen_domctl_getdomaininfo *out);

/* domctl_create.c */
domctl_fn domctl_createdomain;
domctl_fn domctl_destroydomain;
domctl_fn domctl_max_vcpus;

/* domctl_domain.c */
domctl_fn domctl_pausedomain;
domctl_fn domctl_unpausedomain;
domctl_fn domctl_resumedomain;
domctl_fn domctl_getdomaininfo;
domctl_fn domctl_max_mem;
domctl_fn domctl_setdomainhandle;
domctl_fn domctl_settimeoffset;
domctl_fn domctl_settscinfo;
domctl_fn domctl_gettscinfo;
domctl_fn domctl_set_address_size;
domctl_fn domctl_get_address_size;
domctl_fn domctl_subscribe;

/* domctl_memory.c */
domctl_fn domctl_hypercall_init;
domctl_fn domctl_getpageframeinfo3;

/* domctl_vcpu.c */
domctl_fn domctl_setvcpucontext;
domctl_fn domctl_getvcpucontext;
domctl_fn domctl_getvcpuinfo;
domctl_fn domctl_sendtrigger;
domctl_fn domctl_set_ext_vcpucontext;
domctl_fn domctl_get_ext_vcpucontext;
domctl_fn domctl_setvcpuextstate;
domctl_fn domctl_getvcpuextstate;
domctl_fn domctl_set_vcpu_msrs;
domctl_fn domctl_get_vcpu_msrs;

/* domctl_policy.c */
domctl_fn domctl_get_cpu_policy;
domctl_fn domctl_set_cpu_policy;

#endif /* UNDERPIN_HYPERCALL_DOMCTL_H */
