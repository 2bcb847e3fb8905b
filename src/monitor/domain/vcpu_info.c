// SPDX-License-Identifier: GPL-2.0
/*
 * Moving a vCPU's vcpu_info. event_lock is held while the place changes, so
 * that an event is raised either in the old record, which is then copied, or
 * in the new one.
 */
#include "domain/vcpu_info.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/event_channel.h"
#include "xen/errno.h"

struct vcpu_info *vcpu_info_first(struct vcpu *v)
{
	if (v->id >= XEN_LEGACY_MAX_VCPUS || !v->d->shared_info)
		return &v->own_info;
	return &v->d->shared_info->vcpu_info[v->id];
}

/* Every port is announced again: no notice to the old place is lost. */
static void info_move(struct vcpu *v, struct vcpu_info *to)
{
	spin_lock(&event_lock);
	memcpy(to, v->info, sizeof(*to));
	/* As Xen: who had no place so far begins with events masked. */
	if (v->info == &v->own_info)
		to->evtchn_upcall_mask = 1;
	__atomic_store_n(&to->evtchn_pending_sel, U64_MAX, __ATOMIC_SEQ_CST);
	__atomic_store_n(&to->evtchn_upcall_pending, 1, __ATOMIC_SEQ_CST);
	v->info = to;
	spin_unlock(&event_lock);
}

int vcpu_info_register(struct vcpu *v, mfn_t m, u32 offset,
		       struct pt_budget *b)
{
	u8 *page;
	int err;

	if (offset > PAGE_SIZE - sizeof(struct vcpu_info) ||
	    offset % __alignof__(struct vcpu_info))
		return -XEN_ENXIO;
	if (v->info_frame)
		return -XEN_EINVAL;
	err = pt_get_type(v->d, m, FRAME_WRITABLE, b);
	if (err)
		return err == -XEN_ERESTART ? err : -XEN_EINVAL;
	page = frame_map(m);
	info_move(v, (struct vcpu_info *)(page + offset));
	v->info_frame = frame_lookup(m);
	return 0;
}

void vcpu_info_release(struct vcpu *v)
{
	struct vcpu_info *slot = vcpu_info_first(v);

	if (!v->info_frame)
		return;
	spin_lock(&event_lock);
	v->info = slot;
	spin_unlock(&event_lock);
	pt_put_type(v->d, v->info_frame);
	v->info_frame = NULL;
}
