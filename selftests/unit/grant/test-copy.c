// SPDX-License-Identifier: GPL-2.0
/* GNTTABOP_copy, by the control domain and by guests. */
#include <string.h>

#include "world.h"

#define FROM_REF GNTCOPY_source_gref
#define TO_REF GNTCOPY_dest_gref

static struct gnttab_copy op;

static s64 copy(u16 caller)
{
	s64 err;

	op.status = 1;
	err = call_with(caller, GNTTABOP_copy, &op, 1, sizeof(op));
	return err ? err : op.status;
}

/* Both sides by frame or by reference, all of a page but its last bytes. */
static void sides(u16 src_dom, u64 src, u16 dst_dom, u64 dst, u16 flags)
{
	memset(&op, 0, sizeof(op));
	op.source.domid = src_dom;
	op.dest.domid = dst_dom;
	if (flags & FROM_REF)
		op.source.u.ref = src;
	else
		op.source.u.gmfn = src;
	if (flags & TO_REF)
		op.dest.u.ref = dst;
	else
		op.dest.u.gmfn = dst;
	op.flags = flags;
	op.len = 100;
}

static void fill(mfn_t m, char c)
{
	memset(frame_map(m), c, PAGE_SIZE);
}

static char byte(mfn_t m, unsigned int offset)
{
	return ((char *)frame_map(m))[offset];
}

/* A backend of the control domain: its own page, the guest's by reference. */
static void test_control(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	fill(m, 'g');
	fill(linux_page(0), 'l');
	grant(GUEST, 5, CONTROL, m, 0);
	sides(GUEST, 5, DOMID_SELF, linux_page(0).n, FROM_REF);
	op.source.offset = PAGE_SIZE - 100;
	op.dest.offset = 7;
	is(copy(CONTROL), GNTST_okay);
	is(byte(linux_page(0), 6), 'l');
	is(byte(linux_page(0), 7), 'g');
	is(byte(linux_page(0), 106), 'g');
	is(byte(linux_page(0), 107), 'l');

	sides(DOMID_SELF, linux_page(0).n, GUEST, 5, TO_REF);
	is(copy(CONTROL), GNTST_okay);
	is(byte(m, 0), 'l');
	is(byte(m, 100), 'g');
	is(entry(GUEST, 5)->flags, GTF_permit_access);
	is(refs(m), 1);
	is(type_refs(m), 0);
	is(fake_domain(GUEST)->refs, 1);
}

static void test_two_refs(void)
{
	mfn_t a, b;

	world_init();
	a = page(GUEST);
	b = page(OTHER);
	fill(a, 'a');
	grant(GUEST, 5, CONTROL, a, GTF_readonly);
	grant(OTHER, 6, CONTROL, b, 0);
	sides(GUEST, 5, OTHER, 6, FROM_REF | TO_REF);
	is(copy(CONTROL), GNTST_okay);
	is(byte(b, 99), 'a');
	is(byte(b, 100), 0);
	sides(OTHER, 6, GUEST, 5, FROM_REF | TO_REF);
	is(copy(CONTROL), GNTST_general_error);
	is(refs(a) + refs(b), 2);
}

/* Between guests, to and from frames of the caller's own. */
static void test_guest(void)
{
	mfn_t mine, theirs;

	world_init();
	mine = page(GUEST);
	theirs = page(OTHER);
	fill(theirs, 't');
	grant(OTHER, 5, GUEST, theirs, GTF_readonly);
	sides(OTHER, 5, DOMID_SELF, mine.n, FROM_REF);
	is(copy(GUEST), GNTST_okay);
	is(byte(mine, 99), 't');
	sides(DOMID_SELF, mine.n, OTHER, 5, TO_REF);
	is(copy(GUEST), GNTST_general_error);
	grant(OTHER, 5, CONTROL, theirs, 0);
	is(copy(GUEST), GNTST_general_error);

	/* A frame onto itself, overlapping. */
	sides(DOMID_SELF, mine.n, DOMID_SELF, mine.n, 0);
	((char *)frame_map(mine))[0] = '0';
	op.dest.offset = 1;
	is(copy(GUEST), GNTST_okay);
	is(byte(mine, 1), '0');
	is(byte(mine, 2), 't');
	is(refs(mine), 1);
	is(type_refs(mine), 0);
}

/* What a guest may not name as its own. */
static void test_guest_frames(void)
{
	mfn_t mine, table;

	world_init();
	mine = page(GUEST);
	table = page(GUEST);
	is(make_table(GUEST, table), 0);
	sides(DOMID_SELF, mine.n, DOMID_SELF, table.n, 0);
	is(copy(GUEST), GNTST_general_error);
	sides(DOMID_SELF, table.n, DOMID_SELF, mine.n, 0);
	is(copy(GUEST), GNTST_okay);
	sides(DOMID_SELF, mine.n, DOMID_SELF, page(OTHER).n, 0);
	is(copy(GUEST), GNTST_bad_page);
	sides(DOMID_SELF, linux_page(0).n, DOMID_SELF, mine.n, 0);
	is(copy(GUEST), GNTST_bad_page);
	sides(DOMID_SELF, -1ULL, DOMID_SELF, mine.n, 0);
	is(copy(GUEST), GNTST_bad_page);
	/* Its own id is not what it calls itself here. */
	sides(GUEST, mine.n, DOMID_SELF, mine.n, 0);
	is(copy(GUEST), GNTST_permission_denied);
	sides(OTHER, page(OTHER).n, DOMID_SELF, mine.n, 0);
	is(copy(GUEST), GNTST_permission_denied);
	sides(CONTROL, linux_page(0).n, DOMID_SELF, mine.n, 0);
	is(copy(GUEST), GNTST_permission_denied);
	is(refs(mine), 1);
	is(type_refs(mine), 0);
}

/* Frames that Linux lent are no longer pages of the control domain. */
static void test_control_frames(void)
{
	world_init();
	sides(DOMID_SELF, page(GUEST).n, DOMID_SELF, linux_page(0).n, 0);
	is(copy(CONTROL), GNTST_bad_page);
	sides(DOMID_SELF, linux_page(0).n, DOMID_SELF, page(GUEST).n, 0);
	is(copy(CONTROL), GNTST_bad_page);
	sides(DOMID_SELF, linux_page(0).n, DOMID_SELF, 1ULL << 30, 0);
	is(copy(CONTROL), GNTST_bad_page);
	sides(GUEST, linux_page(0).n, DOMID_SELF, linux_page(0).n, 0);
	is(copy(CONTROL), GNTST_permission_denied);
}

static void test_ranges(void)
{
	world_init();
	sides(DOMID_SELF, linux_page(0).n, DOMID_SELF, linux_page(1).n, 0);
	op.source.offset = PAGE_SIZE - 99;
	is(copy(CONTROL), GNTST_bad_copy_arg);
	op.source.offset = 0;
	op.dest.offset = 0xffff;
	op.len = 0xffff;
	is(copy(CONTROL), GNTST_bad_copy_arg);
	op.dest.offset = 1;
	op.len = PAGE_SIZE;
	is(copy(CONTROL), GNTST_bad_copy_arg);
	op.dest.offset = 0;
	is(copy(CONTROL), GNTST_okay);
	op.len = 0;
	is(copy(CONTROL), GNTST_okay);
}

static void test_bad_refs(void)
{
	world_init();
	sides(NOBODY, 5, DOMID_SELF, linux_page(1).n, FROM_REF);
	is(copy(CONTROL), GNTST_bad_domain);
	sides(GUEST, 5, DOMID_SELF, linux_page(1).n, FROM_REF);
	is(copy(CONTROL), GNTST_general_error);
	sides(GUEST, PER_FRAME, DOMID_SELF, linux_page(1).n, FROM_REF);
	is(copy(CONTROL), GNTST_bad_gntref);
	sides(DOMID_SELF, 0, DOMID_SELF, linux_page(1).n, FROM_REF);
	is(copy(CONTROL), GNTST_bad_gntref);
	is(fake_domain(GUEST)->refs, 1);
	is(fake_domain(CONTROL)->refs, 1);
}

static void test_no_memory(void)
{
	world_init();
	grant(GUEST, 200, CONTROL, page(GUEST), 0);
	grant(OTHER, 200, CONTROL, page(OTHER), 0);
	sides(GUEST, 200, OTHER, 200, FROM_REF | TO_REF);
	fake_heap.left = 0;
	is(copy(CONTROL), HC_NEED_FRAMES);
	fake_heap.left = 1;
	is(copy(CONTROL), HC_NEED_FRAMES);
	is(entry(GUEST, 200)->flags, GTF_permit_access);
	fake_heap.left = 1;
	is(copy(CONTROL), GNTST_okay);
	is(entry(OTHER, 200)->flags, GTF_permit_access);
}

int main(void)
{
	tap_run("by the control domain", test_control);
	tap_run("from one guest to another", test_two_refs);
	tap_run("by a guest", test_guest);
	tap_run("frames that a guest may name", test_guest_frames);
	tap_run("frames that the control domain may name",
		test_control_frames);
	tap_run("ranges within a page", test_ranges);
	tap_run("references that are none", test_bad_refs);
	tap_run("every allocation fails once", test_no_memory);
	return tap_done();
}
