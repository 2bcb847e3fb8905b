// SPDX-License-Identifier: GPL-2.0
/* domctl: single frames of a domain. */
#include "domain/hypercall_page.h"
#include "hypercall/domctl.h"
#include "xen/errno.h"

#define PFINFO_MAX 1024 /* frames in one call */
#define PFINFO_BATCH 32

/*
 * What a tool that saves a domain must know of a frame: its level and whether
 * it is pinned, or that it is no ordinary memory of this domain. d->lock held.
 */
static u64 frame_info(struct domain *d, u64 n)
{
	const struct frame *f = frame_lookup(mfn(n));
	u64 info;

	if (!f || f->owner != d->domid || f->flags & FRAME_XEN)
		return XEN_DOMCTL_PFINFO_XTAB;
	if (f->type < FRAME_L1 || f->type > FRAME_L4 || !f->type_refs)
		return XEN_DOMCTL_PFINFO_NOTAB;
	info = (u64)f->type << XEN_DOMCTL_PFINFO_LTAB_SHIFT;
	if (f->flags & FRAME_PINNED)
		info |= XEN_DOMCTL_PFINFO_LPINTAB;
	return info;
}

s64 domctl_getpageframeinfo3(struct hypercall *hc, struct domain *d,
			     struct xen_domctl *op)
{
	const struct xen_domctl_getpageframeinfo3 *g = &op->u.getpageframeinfo3;
	u64 batch[PFINFO_BATCH], done, i, n;
	gva_t at;

	if (g->num > PFINFO_MAX)
		return -XEN_E2BIG;
	for (done = 0; done < g->num; done += n) {
		n = min_u64(g->num - done, PFINFO_BATCH);
		at = gva(g->array + done * sizeof(batch[0]));
		if (hc_copy_from(hc, batch, at, n * sizeof(batch[0])))
			return -XEN_EFAULT;
		spin_lock(&d->lock);
		for (i = 0; i < n; i++)
			batch[i] = frame_info(d, batch[i]);
		spin_unlock(&d->lock);
		if (hc_copy_to(hc, at, batch, n * sizeof(batch[0])))
			return -XEN_EFAULT;
	}
	return 0;
}

s64 domctl_hypercall_init(struct hypercall *hc, struct domain *d,
			  struct xen_domctl *op)
{
	s64 err;

	spin_lock(&d->lock);
	err = hypercall_page_init(d, mfn(op->u.hypercall_init.gmfn));
	spin_unlock(&d->lock);
	return err == -XEN_ERESTART ? HC_RESTART : err;
}
