/* SPDX-License-Identifier: GPL-2.0 */
/* The page of hypercall stubs that older kernels ask for. */
#ifndef UNDERPIN_DOMAIN_HYPERCALL_PAGE_H
#define UNDERPIN_DOMAIN_HYPERCALL_PAGE_H

#include "core/types.h"

struct domain;

/**
 * hypercall_page_init() - fill a page of a guest with the stubs
 * @d: the guest; d->lock held
 * @m: frame number, hostile
 *
 * For XEN_DOMCTL_hypercall_init and for MSR 0x40000000.
 *
 * Return: 0; -XEN_EINVAL @m is not a frame of the guest; -XEN_EPERM it cannot
 * be written by the guest; -XEN_ERESTART it is about to be.
 */
int hypercall_page_init(struct domain *d, mfn_t m);

#endif /* UNDERPIN_DOMAIN_HYPERCALL_PAGE_H */
