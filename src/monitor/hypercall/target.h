/* SPDX-License-Identifier: GPL-2.0 */
/* The domain that a hypercall names, and whether its caller may. */
#ifndef UNDERPIN_HYPERCALL_TARGET_H
#define UNDERPIN_HYPERCALL_TARGET_H

#include "domain/domain.h"
#include "hypercall/hypercall.h"
#include "xen/base.h"
#include "xen/errno.h"

/** hc_names_self() - DOMID_SELF or the caller's own id */
static inline bool hc_names_self(const struct hypercall *hc, u16 domid)
{
	return domid == DOMID_SELF || domid == hc->d->domid;
}

/**
 * hc_target() - look up the domain that an operation is about
 * @domid: as the caller gave it
 * @out: receives the domain with a reference, for domain_put()
 *
 * A guest may name only itself. The domain may be dying.
 *
 * Return: 0, -XEN_ESRCH, -XEN_EPERM.
 */
static inline int hc_target(const struct hypercall *hc, u16 domid,
			    struct domain **out)
{
	if (hc_names_self(hc, domid))
		domid = hc->d->domid;
	*out = domain_get(domid);
	if (!*out)
		return -XEN_ESRCH;
	if (*out == hc->d || hc_is_control(hc))
		return 0;
	domain_put(*out);
	return -XEN_EPERM;
}

#endif /* UNDERPIN_HYPERCALL_TARGET_H */
