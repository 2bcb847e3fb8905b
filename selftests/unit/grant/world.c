// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "world.h"
#include "hypercall/memory_op.h"

bool lend_refused;

bool memory_frames_refused(const struct hypercall *hc)
{
	return lend_refused;
}

void world_init(void)
{
	const struct xen_domctl_createdomain none = {
		.max_maptrack_frames = -1,
	};
	const struct xen_domctl_createdomain all = {
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.grant_opts = 2,
	};
	struct domain *d;
	u16 i;

	arena_init(DONATED);
	gt_domain_init(fake_domain(CONTROL), &none);
	for (i = GUEST; i <= OTHER; i++) {
		d = fake_domain(i);
		gt_domain_init(d, &all);
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
	return gt_entry_v1(fake_domain(domid), ref);
}

void grant(u16 domid, u32 ref, u16 user, mfn_t m, u16 flags)
{
	struct grant_entry_v1 *e = entry(domid, ref);

	e->frame = m.n;
	e->domid = user;
	e->flags = GTF_permit_access | flags;
}

u32 mapped(u16 domid)
{
	return fake_domain(domid)->grants.maps.nr_maps;
}

u32 heap_beyond(void)
{
	return fake_heap.used - 2;
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

#define TABLES 4

static mfn_t table_of[OTHER + 1][TABLES]; /* L1 first */

mfn_t l1_of(u16 domid)
{
	return table_of[domid][0];
}

mfn_t l4_of(u16 domid)
{
	return table_of[domid][TABLES - 1];
}

void tables(u16 domid)
{
	const u64 upper = PTE_P | PTE_RW | PTE_US;
	struct domain *d = fake_domain(domid);
	struct pt_budget b = { 100000 };
	mfn_t *m = table_of[domid];
	unsigned int i;

	for (i = 0; i < TABLES; i++) {
		m[i] = page(domid);
		if (i)
			*(u64 *)frame_map(m[i]) = mfn_to_maddr(m[i - 1]) | upper;
	}
	spin_lock(&d->lock);
	is(pt_pin(d, l4_of(domid), FRAME_L4, &b), 0);
	spin_unlock(&d->lock);
	d->vcpu[0]->root = l4_of(domid);
}

u64 *slot(u16 domid, unsigned int n)
{
	return (u64 *)frame_map(l1_of(domid)) + n;
}

int store(u16 domid, unsigned int n, u64 pte)
{
	struct domain *d = fake_domain(domid);
	struct pt_budget b = { 100000 };
	int err;

	spin_lock(&d->lock);
	err = pt_set_entry(d, frame_lookup(l1_of(domid)), n, pte,
			   PT_UPDATE_NORMAL, &b);
	spin_unlock(&d->lock);
	return err;
}

void end_domain(u16 domid)
{
	struct domain *d = fake_domain(domid);
	struct pt_budget b = { 100000 };

	spin_lock(&d->lock);
	d->life = DOMAIN_DYING;
	is(pt_relinquish(d, &b), 0);
	spin_unlock(&d->lock);
	is(gt_maps_release(d, &b), 0);
	spin_lock(&d->lock);
	gt_domain_destroy(d);
	d->life = DOMAIN_DEAD;
	spin_unlock(&d->lock);
}
