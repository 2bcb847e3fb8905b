// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include "model.h"
#include "world.h"
#include "core/print.h"

#define WORLD_FRAMES 128

struct domain *guest;
struct domain *neighbour;
struct pt_budget plenty;

void world_init(void)
{
	arena_init(WORLD_FRAMES);
	guest = fake_domain(1);
	neighbour = fake_domain(2);
	plenty.left = UINT32_MAX;
	fake_tlb.inside = guest;
	spin_lock(&guest->lock);
}

mfn_t page_of(struct domain *d)
{
	bool lock = !spin_is_locked(&d->lock);
	struct frame *f;

	if (lock)
		spin_lock(&d->lock);
	f = frame_alloc(d);
	if (lock)
		spin_unlock(&d->lock);
	bug_on(!f);
	return frame_mfn(f);
}

mfn_t page(void)
{
	return page_of(guest);
}

struct frame *frame(mfn_t m)
{
	return frame_lookup(m);
}

u64 entry(mfn_t table, unsigned int index)
{
	return ((u64 *)frame_map(table))[index];
}

u64 pte(mfn_t target, u64 flags)
{
	return mfn_to_maddr(target) | flags;
}

void put_entry(mfn_t table, unsigned int index, mfn_t target, u64 flags)
{
	((u64 *)frame_map(table))[index] = pte(target, flags);
}

int get_type(mfn_t m, enum frame_type type)
{
	return pt_get_type(guest, m, type, &plenty);
}

void put_type(mfn_t m)
{
	pt_put_type(guest, frame(m));
}

int set(mfn_t table, unsigned int index, u64 value)
{
	return pt_set_entry(guest, frame(table), index, value,
			    PT_UPDATE_NORMAL, &plenty);
}

int pin(mfn_t m, enum frame_type level)
{
	return pt_pin(guest, m, level, &plenty);
}

int unpin(mfn_t m)
{
	return pt_unpin(guest, m, &plenty);
}

void zap(void)
{
	bug_on(pt_zap(guest, &plenty));
}

unsigned int check_domain(struct domain *d)
{
	unsigned int differences;
	u32 id;

	for (id = 0; id < d->max_vcpus; id++)
		model_hold_vcpu(d->vcpu[id]);
	differences = model_check(d);
	for (id = 0; id < d->max_vcpus; id++)
		model_release_vcpu(d->vcpu[id]);
	return differences;
}

unsigned int check(void)
{
	return check_domain(guest);
}

struct tree tree_build(void)
{
	struct tree t = { page(), page(), page(), page(), page() };

	put_entry(t.l4, 0, t.l3, TABLE);
	put_entry(t.l3, 0, t.l2, TABLE);
	put_entry(t.l2, 0, t.l1, TABLE);
	put_entry(t.l1, 0, t.data, RW);
	put_entry(t.l1, 1, t.l4, RO);
	put_entry(t.l1, 2, t.l3, RO);
	put_entry(t.l1, 3, t.l2, RO);
	put_entry(t.l1, 4, t.l1, RO);
	return t;
}

struct tree dense_build(void)
{
	struct tree t = tree_build();
	unsigned int i;

	for (i = 128; i < PT_ENTRIES; i++)
		put_entry(t.l1, i, t.data, RO);
	for (i = 448; i < PT_ENTRIES; i++) {
		put_entry(t.l2, i, t.l1, TABLE);
		put_entry(t.l3, i, t.l2, TABLE);
		put_entry(t.l4, i, t.l3, TABLE);
	}
	return t;
}
