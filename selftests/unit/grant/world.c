// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "world.h"

void world_init(void)
{
	struct domain *d;
	u16 i;

	arena_init(DONATED);
	gt_domain_init(fake_domain(CONTROL), 0);
	for (i = GUEST; i <= OTHER; i++) {
		d = fake_domain(i);
		gt_domain_init(d, -1);
		spin_lock(&d->lock);
		is(gt_grow(d, 1), 0);
		spin_unlock(&d->lock);
	}
}

mfn_t page(u16 domid)
{
	struct domain *d = fake_domain(domid);
	struct frame *f;

	spin_lock(&d->lock);
	f = frame_alloc(d);
	spin_unlock(&d->lock);
	return frame_mfn(f);
}

u32 refs(mfn_t m)
{
	return frame_lookup(m)->refs;
}

u32 type_refs(mfn_t m)
{
	return frame_lookup(m)->type_refs;
}

mfn_t linux_page(unsigned int n)
{
	return arena_mfn(DONATED + n);
}

struct grant_entry_v1 *entry(u16 domid, u32 ref)
{
	struct frame *f = fake_domain(domid)->grants.shared[ref / PER_FRAME];
	struct grant_entry_v1 *e = frame_map(frame_mfn(f));

	return &e[ref % PER_FRAME];
}

void grant(u16 domid, u32 ref, u16 user, mfn_t m, u16 flags)
{
	struct grant_entry_v1 *e = entry(domid, ref);

	e->frame = m.n;
	e->domid = user;
	e->flags = GTF_permit_access | flags;
}

s64 call(u16 domid, u32 cmd, void *ops, u32 count)
{
	struct hypercall hc = {
		.d = fake_domain(domid),
		.v = fake_domain(domid)->vcpu[0],
		.arg = { cmd, (u64)(uintptr_t)ops, count },
		.budget = { 100000 },
	};

	return hc_grant_table_op(&hc);
}

s64 call_with(u16 domid, u32 cmd, void *ops, u32 count, size_t n)
{
	s64 ret;

	guest_forbid_all();
	guest_allow(ops, n);
	ret = call(domid, cmd, ops, count);
	guest_forbid_all();
	return ret;
}

s64 map(u16 dom, u32 ref, u32 flags, struct gnttab_map_grant_ref *op)
{
	s64 err;

	memset(op, 0x5a, sizeof(*op));
	op->dom = dom;
	op->ref = ref;
	op->flags = flags;
	err = call_with(CONTROL, GNTTABOP_map_grant_ref, op, 1, sizeof(*op));
	return err ? err : op->status;
}

s64 unmap(u32 handle, u64 maddr)
{
	struct gnttab_unmap_grant_ref op = {
		.handle = handle,
		.dev_bus_addr = maddr,
		.status = 1,
	};
	s64 err;

	err = call_with(CONTROL, GNTTABOP_unmap_grant_ref, &op, 1, sizeof(op));
	return err ? err : op.status;
}

int make_table(u16 domid, mfn_t m)
{
	struct domain *d = fake_domain(domid);
	struct pt_budget b = { 100000 };
	int err;

	spin_lock(&d->lock);
	err = pt_zap(d, &b);
	if (!err)
		err = pt_get_type(d, m, FRAME_L1, &b);
	spin_unlock(&d->lock);
	return err;
}

void drop_table(u16 domid, mfn_t m)
{
	struct domain *d = fake_domain(domid);
	struct pt_budget b = { 100000 };

	spin_lock(&d->lock);
	pt_put_type(d, frame_lookup(m));
	is(pt_zap(d, &b), 0);
	spin_unlock(&d->lock);
}
