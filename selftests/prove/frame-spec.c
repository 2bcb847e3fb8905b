// SPDX-License-Identifier: GPL-2.0
/*
 * What frame.c does, without its lists: it is put in place of frame.c where
 * that is not what a proof is about. That frame.c does the same is shown by
 * op_ref(), op_unref() and op_release().
 */
#include "machine.h"

#include "core/print.h"
#include "xen/base.h"

struct frame *frame_get(struct domain *d, mfn_t m)
{
	struct frame *f = frame_lookup(m);

	if (!f || f->owner != d->domid || !f->refs)
		return NULL;
	f->refs++;
	return f;
}

void frame_put(struct domain *d, struct frame *f)
{
	bug_on(f->owner != d->domid || f->refs <= f->type_refs);
	if (--f->refs)
		return;
	bug_on(f->flags & ~FRAME_DONATED);
	f->owner = DOMID_INVALID;
	f->type = FRAME_NONE;
}

/* Only pt_relinquish() calls it, which is not part of any proof. */
int frame_release(struct domain *d, struct frame *f)
{
	return 0;
}
