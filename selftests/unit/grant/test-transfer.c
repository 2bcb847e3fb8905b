// SPDX-License-Identifier: GPL-2.0
/* GNTTABOP_transfer: pages that change hands. */
#include <string.h>

#include "world.h"
#include "mm/frame.h"

static struct gnttab_transfer op;

/* GUEST gives a page to @domid, for its entry @ref. Return: the status. */
static s64 give(mfn_t m, u16 domid, u32 ref)
{
	s64 rc;

	op = (struct gnttab_transfer){ .mfn = m.n, .domid = domid,
				       .ref = ref, .status = 99 };
	rc = call_with(GUEST, GNTTABOP_transfer, &op, 1, sizeof(op));
	return rc ? rc : op.status;
}

static void accept(u32 ref, u16 from, u32 pfn)
{
	*entry(OTHER, ref) = (struct grant_entry_v1){
		.flags = GTF_accept_transfer, .domid = from, .frame = pfn,
	};
}

static void test_transfer(void)
{
	struct domain *e = fake_domain(OTHER);
	u64 pages, left;
	mfn_t m, to;

	world_init();
	m = page(GUEST);
	pages = e->tot_pages;
	left = fake_domain(GUEST)->tot_pages;
	strcpy(frame_map(m), "parcel");
	accept(20, GUEST, 4711);
	is(give(m, OTHER, 20), GNTST_okay);
	is(entry(OTHER, 20)->flags, GTF_accept_transfer |
	   GTF_transfer_committed | GTF_transfer_completed);
	to = mfn(entry(OTHER, 20)->frame);
	yes(!strcmp(frame_map(to), "parcel"));
	is(frame_m2p_get(to), 4711);
	is(frame_lookup(to)->owner, OTHER);
	is(refs(to), 1);
	is(e->tot_pages, pages + 1);
	is(fake_domain(GUEST)->tot_pages, left - 1);
	is(refs(m), 0);
	/* It is not his any more, and the offer is used up. */
	is(give(m, OTHER, 20), GNTST_bad_page);
	is(give(page(GUEST), OTHER, 20), GNTST_general_error);
	is(mfn(entry(OTHER, 20)->frame).n, to.n);
}

/* The offer must be made to the giver, and by who can have the page. */
static void test_not_accepted(void)
{
	struct domain *e = fake_domain(OTHER);
	mfn_t m;

	world_init();
	is(give(page(GUEST), NOBODY, 20), GNTST_bad_domain);
	is(give(page(GUEST), DOMID_SELF, 20), GNTST_bad_domain);
	is(give(page(GUEST), CONTROL, 20), GNTST_general_error);
	is(give(page(GUEST), OTHER, 20), GNTST_general_error);
	is(give(page(GUEST), OTHER, PER_FRAME), GNTST_general_error);
	accept(20, CONTROL, 1);
	is(give(page(GUEST), OTHER, 20), GNTST_general_error);
	accept(20, GUEST, 1);
	entry(OTHER, 20)->flags |= GTF_transfer_committed;
	is(give(page(GUEST), OTHER, 20), GNTST_general_error);
	accept(20, GUEST, 1);
	e->max_pages = e->tot_pages;
	/* As with Xen the page is gone all the same. */
	m = page(GUEST);
	is(give(m, OTHER, 20), GNTST_general_error);
	is(refs(m), 0);
	e->max_pages++;
	e->life = DOMAIN_DYING;
	is(give(page(GUEST), OTHER, 20), GNTST_general_error);
	e->life = DOMAIN_ALIVE;
	is(give(page(GUEST), OTHER, 20), GNTST_okay);
}

/* Who gives itself a page has as many as before. */
static void test_to_itself(void)
{
	struct domain *d = fake_domain(GUEST);
	u64 pages;

	world_init();
	*entry(GUEST, 20) = (struct grant_entry_v1){
		.flags = GTF_accept_transfer, .domid = GUEST, .frame = 7,
	};
	pages = d->tot_pages;
	d->max_pages = pages + 1;
	is(give(page(GUEST), GUEST, 20), GNTST_okay);
	is(d->tot_pages, pages + 1);
	is(frame_m2p_get(mfn(entry(GUEST, 20)->frame)), 7);
}

/* Pages that are in use, in whatever way, stay. */
static void test_in_use(void)
{
	static struct gnttab_map_grant_ref map_op;
	mfn_t m;

	world_init();
	accept(20, GUEST, 1);
	m = page(GUEST);
	grant(GUEST, 30, CONTROL, m, 0);
	is(map(GUEST, 30, RO, &map_op), GNTST_okay);
	is(give(m, OTHER, 20), GNTST_bad_page);
	is(unmap(map_op.handle, 0), GNTST_okay);
	is(make_table(GUEST, m), 0);
	is(give(m, OTHER, 20), GNTST_bad_page);
	drop_table(GUEST, m);
	is(give(frame_mfn(fake_domain(GUEST)->grants.table->shared[0]), OTHER,
		20), GNTST_bad_page);
	is(give(page(OTHER), OTHER, 20), GNTST_bad_page);
	is(give(linux_page(0), OTHER, 20), GNTST_bad_page);
	is(give(mfn(U64_MAX), OTHER, 20), GNTST_bad_page);
	is(refs(m), 1);
	is(give(m, OTHER, 20), GNTST_okay);
}

static void test_batch(void)
{
	static struct gnttab_transfer ops[3];
	u32 i;

	world_init();
	for (i = 0; i < 3; i++) {
		accept(20 + i, GUEST, i);
		ops[i] = (struct gnttab_transfer){
			.mfn = page(GUEST).n, .domid = OTHER, .ref = 20 + i,
			.status = 99,
		};
	}
	ops[1].mfn = 5;
	is(call_with(GUEST, GNTTABOP_transfer, ops, 3, sizeof(ops)), 0);
	is(ops[0].status, GNTST_okay);
	is(ops[1].status, GNTST_bad_page);
	is(ops[2].status, GNTST_okay);
	is(call_with(CONTROL, GNTTABOP_transfer, ops, 1, sizeof(ops)), 0);
	is(ops[0].status, GNTST_bad_page);
	is(call(GUEST, GNTTABOP_transfer, (void *)8, 1), -XEN_EFAULT);
}

/* The page stays with its owner until there is a frame to move it to. */
static void test_no_frame(void)
{
	mfn_t m, taken;

	world_init();
	accept(20, GUEST, 1);
	m = page(GUEST);
	while (frame_reclaim(&taken, true))
		continue;
	is(give(m, OTHER, 20), HC_NEED_FRAMES);
	is(refs(m), 1);
	lend_refused = true;
	is(give(m, OTHER, 20), GNTST_general_error);
	is(refs(m), 1);
	lend_refused = false;
	is(entry(OTHER, 20)->flags, GTF_accept_transfer);
}

int main(void)
{
	tap_run("a page changes hands", test_transfer);
	tap_run("nobody takes it", test_not_accepted);
	tap_run("to oneself", test_to_itself);
	tap_run("pages in use stay", test_in_use);
	tap_run("several at once", test_batch);
	tap_run("no frame to move it to", test_no_frame);
	return tap_done();
}
