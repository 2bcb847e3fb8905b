// SPDX-License-Identifier: GPL-2.0
/*
 * Version 2 of a grant table: the change of versions with each of its errors,
 * marks in status frames, parts of frames, and grants that lead to those of a
 * third domain.
 */
#include <string.h>

#include "world.h"

static s64 set_version(u16 domid, u32 version)
{
	struct gnttab_set_version op = { version };

	return call_with(domid, GNTTABOP_set_version, &op, 1, sizeof(op));
}

static union grant_entry_v2 *entry2(u16 domid, u32 ref)
{
	return gt_entry_v2(fake_domain(domid), ref);
}

static u16 status2(u16 domid, u32 ref)
{
	return *gt_status_v2(fake_domain(domid), ref);
}

static void grant2(u16 domid, u32 ref, u16 user, mfn_t m, u16 flags)
{
	union grant_entry_v2 *e = entry2(domid, ref);

	e->full_page.frame = m.n;
	e->hdr.domid = user;
	e->hdr.flags = GTF_permit_access | flags;
}

static struct gnttab_map_grant_ref op, op2;

/* The toolstack's entries stay, in use or not; the others are cleared. */
static void test_change(void)
{
	struct domain *d = fake_domain(GUEST);
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 1, CONTROL, m, 0);
	grant(GUEST, 8, CONTROL, m, 0);
	is(map(GUEST, 1, RW, &op), GNTST_okay);
	is(set_version(GUEST, 2), 0);
	is(d->grants.version, 2);
	is(d->grants.nr_status, 1);
	is(gt_entries(d), 256);
	is(entry2(GUEST, 1)->hdr.flags, GTF_permit_access);
	is(entry2(GUEST, 1)->full_page.frame, m.n);
	is(status2(GUEST, 1), GTF_reading | GTF_writing);
	is(entry2(GUEST, 8)->hdr.flags, 0);
	is(unmap(op.handle, 0), GNTST_okay);
	is(status2(GUEST, 1), 0);

	is(map(GUEST, 1, RO, &op), GNTST_okay);
	is(set_version(GUEST, 1), 0);
	is(d->grants.nr_status, 0);
	is(entry(GUEST, 1)->flags, GTF_permit_access | GTF_reading);
	is(entry(GUEST, 1)->frame, m.n);
	is(unmap(op.handle, 0), GNTST_okay);
	is(refs(m), 1);
}

static void test_change_errors(void)
{
	struct domain *d = fake_domain(GUEST);
	mfn_t m;

	world_init();
	m = page(GUEST);
	is(set_version(GUEST, 0), -XEN_EINVAL);
	is(set_version(GUEST, 3), -XEN_EINVAL);
	grant(GUEST, 8, CONTROL, m, 0);
	is(map(GUEST, 8, RW, &op), GNTST_okay);
	is(set_version(GUEST, 2), -XEN_EBUSY);
	is(unmap(op.handle, 0), GNTST_okay);
	is(set_version(GUEST, 2), 0);
	is(set_version(GUEST, 2), 0);

	/* What version 1 has no room for. */
	grant2(GUEST, 3, CONTROL, mfn(1ULL << 32), 0);
	is(set_version(GUEST, 1), -XEN_ERANGE);
	entry2(GUEST, 3)->hdr.flags = GTF_transitive;
	is(set_version(GUEST, 1), -XEN_ERANGE);
	entry2(GUEST, 3)->hdr.flags = 0;

	/* Somebody has a status frame mapped. */
	spin_lock(&d->lock);
	yes(frame_get(d, frame_mfn(d->grants.table->status[0])));
	is(gt_set_version(d, 1), -XEN_EBUSY);
	frame_put(d, d->grants.table->status[0]);
	is(gt_set_version(d, 1), 0);
	spin_unlock(&d->lock);
}

static void test_status_frames(void)
{
	struct gnttab_get_status_frames get = { .nr_frames = 1,
						.dom = DOMID_SELF };
	struct domain *d = fake_domain(GUEST);
	u64 list[8] = { 0 };

	world_init();
	guest_allow(list, sizeof(list));
	guest_allow(&get, sizeof(get));
	get.frame_list = (u64)(uintptr_t)list;
	is(call(GUEST, GNTTABOP_get_status_frames, &get, 1), 0);
	is(get.status, GNTST_general_error);
	spin_lock(&d->lock);
	is(gt_set_version(d, 2), 0);
	is(gt_grow(d, 9), 0);
	spin_unlock(&d->lock);
	get.nr_frames = 2;
	is(call(GUEST, GNTTABOP_get_status_frames, &get, 1), 0);
	is(get.status, GNTST_okay);
	is(list[1], frame_mfn(d->grants.table->status[1]).n);
	get.nr_frames = 3;
	is(call(GUEST, GNTTABOP_get_status_frames, &get, 1), 0);
	is(get.status, GNTST_general_error);
	get.dom = OTHER;
	is(call(GUEST, GNTTABOP_get_status_frames, &get, 1), 0);
	is(get.status, GNTST_permission_denied);
}

static void test_map(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	is(set_version(GUEST, 2), 0);
	grant2(GUEST, 200, CONTROL, m, GTF_readonly);
	is(map(GUEST, 200, RW, &op), GNTST_general_error);
	is(status2(GUEST, 200), 0);
	is(map(GUEST, 200, RO, &op), GNTST_okay);
	is(entry2(GUEST, 200)->hdr.flags, GTF_permit_access | GTF_readonly);
	is(status2(GUEST, 200), GTF_reading);
	is(map(GUEST, 200, RW, &op2), GNTST_general_error);
	is(status2(GUEST, 200), GTF_reading);
	entry2(GUEST, 200)->hdr.flags &= ~GTF_readonly;
	is(map(GUEST, 200, RW, &op2), GNTST_okay);
	is(status2(GUEST, 200), GTF_reading | GTF_writing);
	is(unmap(op2.handle, 0), GNTST_okay);
	is(status2(GUEST, 200), GTF_reading);
	is(unmap(op.handle, 0), GNTST_okay);
	is(status2(GUEST, 200), 0);
	grant2(GUEST, 200, CONTROL, mfn(1ULL << 40 | m.n), 0);
	is(map(GUEST, 200, RO, &op), GNTST_bad_page);
	is(map(GUEST, 256, RO, &op), GNTST_bad_gntref);
}

static struct gnttab_copy c;

/* The control domain reads 16 bytes at @offset through a grant of GUEST. */
static s64 read16(u32 ref, u16 offset)
{
	memset(&c, 0, sizeof(c));
	c.source.domid = GUEST;
	c.source.u.ref = ref;
	c.source.offset = offset;
	c.dest.domid = DOMID_SELF;
	c.dest.u.gmfn = linux_page(0).n;
	c.flags = GNTCOPY_source_gref;
	c.len = 16;
	is(call_with(CONTROL, GNTTABOP_copy, &c, 1, sizeof(c)), 0);
	return c.status;
}

static void test_parts(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	is(set_version(GUEST, 2), 0);
	grant2(GUEST, 20, CONTROL, m, GTF_sub_page);
	entry2(GUEST, 20)->sub_page.page_off = 100;
	entry2(GUEST, 20)->sub_page.length = 32;
	is(map(GUEST, 20, RO, &op), GNTST_general_error);
	is(read16(20, 100), GNTST_okay);
	is(read16(20, 116), GNTST_okay);
	is(read16(20, 99), GNTST_general_error);
	is(read16(20, 117), GNTST_general_error);
	entry2(GUEST, 20)->sub_page.page_off = 0xfff0;
	entry2(GUEST, 20)->sub_page.length = 0xffff;
	is(read16(20, 0xfff0), GNTST_bad_copy_arg);
	is(status2(GUEST, 20), 0);
	is(refs(m), 1);
}

static void lead(u16 domid, u32 ref, u16 user, u16 to, u32 to_ref)
{
	union grant_entry_v2 *e = entry2(domid, ref);

	e->transitive.trans_domid = to;
	e->transitive.gref = to_ref;
	e->hdr.domid = user;
	e->hdr.flags = GTF_transitive;
}

static void test_chain(void)
{
	mfn_t m;

	world_init();
	m = page(OTHER);
	is(set_version(GUEST, 2), 0);
	grant(OTHER, 7, GUEST, m, GTF_readonly);
	memset(frame_map(m), 'o', PAGE_SIZE);
	lead(GUEST, 20, CONTROL, OTHER, 7);
	is(read16(20, 8), GNTST_okay);
	is(*(char *)frame_map(linux_page(0)), 'o');
	is(status2(GUEST, 20), 0);
	is(entry(OTHER, 7)->flags, GTF_permit_access | GTF_readonly);
	is(map(GUEST, 20, RO, &op), GNTST_general_error);
	is(refs(m), 1);
	is(fake_domain(GUEST)->grants.nr_uses, 0);
	is(fake_domain(OTHER)->grants.nr_uses, 0);
	is(fake_domain(GUEST)->refs, 1);
	is(fake_domain(OTHER)->refs, 1);
}

static void test_chain_errors(void)
{
	mfn_t m;

	world_init();
	m = page(OTHER);
	is(set_version(GUEST, 2), 0);
	is(set_version(OTHER, 2), 0);
	grant2(OTHER, 7, CONTROL, m, 0);
	lead(GUEST, 20, CONTROL, OTHER, 7);
	is(read16(20, 8), GNTST_general_error); /* granted past GUEST */
	grant2(OTHER, 7, GUEST, m, 0);
	lead(GUEST, 20, OTHER, OTHER, 7);
	is(read16(20, 8), GNTST_general_error); /* for somebody else */
	lead(GUEST, 20, CONTROL, NOBODY, 7);
	is(read16(20, 8), GNTST_general_error);
	lead(GUEST, 20, CONTROL, GUEST, 7);
	is(read16(20, 8), GNTST_general_error); /* to itself */
	lead(GUEST, 20, CONTROL, OTHER, 256);
	is(read16(20, 8), GNTST_bad_gntref);
	lead(OTHER, 7, GUEST, CONTROL, 0);
	lead(GUEST, 20, CONTROL, OTHER, 7);
	is(read16(20, 8), GNTST_general_error); /* one leads to another */
	is(status2(GUEST, 20) | status2(OTHER, 7), 0);
	is(refs(m), 1);
	is(fake_domain(OTHER)->refs, 1);
}

/* The entry changes between the two looks at it. */
static void test_chain_changes(void)
{
	struct domain *d = fake_domain(GUEST);
	struct grant_use u = { .ref = 20, .user = CONTROL, .copy = true,
			       .kind = GRANT_READONLY };
	struct grant_use target = { .length = PAGE_SIZE };
	struct pt_budget b = { 1000 };

	world_init();
	is(set_version(GUEST, 2), 0);
	target.m = page(OTHER);
	lead(GUEST, 20, CONTROL, OTHER, 7);
	spin_lock(&d->lock);
	is(gt_use(d, &u, &b), GT_TRANSITIVE);
	is(u.trans_domid, OTHER);
	is(u.trans_ref, 7);
	lead(GUEST, 20, CONTROL, OTHER, 8);
	is(gt_use_chain(d, &u, &target), GNTST_eagain);
	is(status2(GUEST, 20), 0);
	lead(GUEST, 20, CONTROL, OTHER, 7);
	is(gt_use_chain(d, &u, &target), GNTST_okay);
	is(status2(GUEST, 20), GTF_reading);

	/* While it is in use, it can only lead to the same. */
	target.start = 5;
	is(gt_use_chain(d, &u, &target), GNTST_eagain);
	is(status2(GUEST, 20), GTF_reading);
	grant2(GUEST, 20, CONTROL, page(OTHER), 0);
	is(gt_use(d, &u, &b), GNTST_bad_domain);
	gt_unuse(d, 20, GRANT_READONLY);
	is(status2(GUEST, 20), 0);
	spin_unlock(&d->lock);
}

static void test_swap(void)
{
	struct gnttab_swap_grant_ref swap = { .ref_a = 20, .ref_b = 30 };
	mfn_t m;

	world_init();
	m = page(GUEST);
	is(set_version(GUEST, 2), 0);
	grant2(GUEST, 20, CONTROL, m, 0);
	is(call_with(GUEST, GNTTABOP_swap_grant_ref, &swap, 1, sizeof(swap)),
	   0);
	is(swap.status, GNTST_okay);
	is(entry2(GUEST, 30)->full_page.frame, m.n);
	is(entry2(GUEST, 20)->hdr.flags, 0);
	is(map(GUEST, 30, RO, &op), GNTST_okay);
	is(call_with(GUEST, GNTTABOP_swap_grant_ref, &swap, 1, sizeof(swap)),
	   0);
	is(swap.status, GNTST_eagain);
	is(unmap(op.handle, 0), GNTST_okay);
	swap.ref_b = 256;
	is(call_with(GUEST, GNTTABOP_swap_grant_ref, &swap, 1, sizeof(swap)),
	   0);
	is(swap.status, GNTST_bad_gntref);
	is(set_version(GUEST, 1), 0);
	grant(GUEST, 20, CONTROL, m, 0);
	swap.ref_b = 300;
	is(call_with(GUEST, GNTTABOP_swap_grant_ref, &swap, 1, sizeof(swap)),
	   0);
	is(entry(GUEST, 300)->frame, m.n);
}

int main(void)
{
	tap_run("to version 2 and back", test_change);
	tap_run("changes that are refused", test_change_errors);
	tap_run("status frames", test_status_frames);
	tap_run("mappings", test_map);
	tap_run("parts of a frame", test_parts);
	tap_run("a grant that leads to another", test_chain);
	tap_run("chains that are refused", test_chain_errors);
	tap_run("a chain that changes", test_chain_changes);
	tap_run("swap_grant_ref", test_swap);
	return tap_done();
}
