// SPDX-License-Identifier: GPL-2.0
/*
 * Guests that map each other's frames and end: whoever goes first, a frame
 * stays as long as somebody maps it, and not longer.
 */
#include <string.h>

#include "tlb.h"
#include "world.h"

/* @user maps reference @ref of @dom at page @n. Return: the handle. */
static u32 host_map(u16 user, u16 dom, u32 ref, unsigned int n)
{
	struct gnttab_map_grant_ref op = {
		.host_addr = n * PAGE_SIZE,
		.flags = GNTMAP_host_map,
		.ref = ref,
		.dom = dom,
	};

	is(call_with(user, GNTTABOP_map_grant_ref, &op, 1, sizeof(op)), 0);
	is(op.status, GNTST_okay);
	return op.handle;
}

static s64 host_unmap(u16 user, u32 handle, unsigned int n)
{
	struct gnttab_unmap_grant_ref op = {
		.host_addr = n * PAGE_SIZE,
		.handle = handle,
	};

	is(call_with(user, GNTTABOP_unmap_grant_ref, &op, 1, sizeof(op)), 0);
	return op.status;
}

static mfn_t m;
static u64 before;

static void setup(void)
{
	world_init();
	tables(GUEST);
	tables(OTHER);
	before = frames_free();
	m = page(OTHER);
	grant(OTHER, 9, GUEST, m, 0);
}

static void test_mapper(void)
{
	setup();
	host_map(GUEST, OTHER, 9, 3);
	host_map(GUEST, OTHER, 9, 4);
	is(type_refs(m), 2);
	end_domain(GUEST);
	is(type_refs(m), 0);
	is(refs(m), 1);
	is(mapped(GUEST), 0);
	is(entry(OTHER, 9)->flags, GTF_permit_access);
	is(fake_domain(OTHER)->refs, 1);
	is(fake_domain(OTHER)->grants.nr_uses, 0);
}

static void test_granter(void)
{
	u32 handle;

	setup();
	handle = host_map(GUEST, OTHER, 9, 3);
	end_domain(OTHER);
	is(type_refs(m), 1);
	is(refs(m), 1);
	is(fake_domain(OTHER)->refs, 2);
	yes(fake_domain(OTHER)->grants.table);
	is(store(GUEST, 3, *slot(GUEST, 3) & ~PTE_A), 0);
	is(host_unmap(GUEST, handle, 3), GNTST_okay);
	is(refs(m), 0);
	is(fake_domain(OTHER)->refs, 1);
}

/* Each maps what the other granted; the first that goes frees nothing. */
static void test_both(void)
{
	mfn_t mine;

	setup();
	mine = page(GUEST);
	grant(GUEST, 9, OTHER, mine, 0);
	host_map(GUEST, OTHER, 9, 3);
	host_map(OTHER, GUEST, 9, 3);
	end_domain(GUEST);
	is(refs(mine), 1);
	is(refs(m), 1);
	is(type_refs(m), 0);
	end_domain(OTHER);
	is(refs(mine), 0);
	is(refs(m), 0);
	is(fake_domain(GUEST)->refs, 1);
	is(fake_domain(OTHER)->refs, 1);
}

/* The owner gives the frame up, or makes it a table, while it is mapped. */
static void test_given_up(void)
{
	struct domain *d = fake_domain(OTHER);
	u32 handle;

	setup();
	handle = host_map(GUEST, OTHER, 9, 3);
	yes(make_table(OTHER, m) < 0);
	spin_lock(&d->lock);
	is(frame_release(d, frame_lookup(m)), 0);
	spin_unlock(&d->lock);
	is(frames_free(), before - 1);
	yes(make_table(OTHER, m) < 0);
	entry(OTHER, 9)->flags = 0;
	is(host_unmap(GUEST, handle, 3), GNTST_okay);
	is(frames_free(), before);
	is(entry(OTHER, 9)->flags, 0);
}

/* Long lists of records go in parts. */
static void test_parts(void)
{
	struct domain *d = fake_domain(GUEST);
	struct pt_budget b = { 100000 };
	int i, calls = 0;

	setup();
	for (i = 0; i < 100; i++)
		host_map(GUEST, OTHER, 9, i);
	spin_lock(&d->lock);
	d->life = DOMAIN_DYING;
	is(pt_relinquish(d, &b), 0);
	spin_unlock(&d->lock);
	do {
		b.left = 100;
		calls++;
	} while (gt_maps_release(d, &b) == -XEN_ERESTART && calls < 100);
	yes(calls > 4 && calls < 100);
	is(mapped(GUEST), 0);
	is(refs(m), 1);
}

int main(void)
{
	tap_run("the domain that maps", test_mapper);
	tap_run("the domain that granted", test_granter);
	tap_run("two that map each other's", test_both);
	tap_run("the owner gives a mapped frame up", test_given_up);
	tap_run("a death in parts", test_parts);
	return tap_done();
}
