// SPDX-License-Identifier: GPL-2.0
/*
 * What frame.c does, without its lists: it is put in place of frame.c where
 * that is not what a proof is about. That frame.c does the same is shown by
 * op_ref(), op_unref() and op_release().
 */
#include "machine.h"

#include "core/print.h"
#include "xen/base.h"

bool frame_hold(struct domain *d, struct frame *f)
{
	if (!f || f->owner != d->domid || !f->refs)
		return false;
	f->refs++;
	return true;
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
