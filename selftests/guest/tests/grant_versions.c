// SPDX-License-Identifier: GPL-2.0
/*
 * grant-versions - a guest's own grant table: growth to its limit, version 2
 * with its status frames, grants to itself and a page that it transfers to
 * itself.
 */
#include "guest.h"
#include "xen/grant_setup.h"

#define REF 40 /* beyond what a change of version keeps */

static s64 grant_op(u32 cmd, void *op)
{
	return hypercall3(__HYPERVISOR_grant_table_op, cmd, addr(op), 1);
}

static s64 set_version(u32 version)
{
	struct gnttab_set_version op = { version };

	return grant_op(GNTTABOP_set_version, &op);
}

/* The table grows to as many frames as it may have, and no further. */
static void *grow(void)
{
	static u64 list[128];
	struct gnttab_query_size size = { .dom = DOMID_SELF };
	struct gnttab_setup_table setup = { .dom = DOMID_SELF,
					    .frame_list = addr(list) };
	void *table = page_take();

	grant_op(GNTTABOP_query_size, &size);
	is(size.status, GNTST_okay, "the size of the table");
	is(size.nr_frames, 1, "is one frame at first");
	setup.nr_frames = size.max_nr_frames;
	grant_op(GNTTABOP_setup_table, &setup);
	is(setup.status, GNTST_okay, "it can have %u", size.max_nr_frames);
	setup.nr_frames++;
	grant_op(GNTTABOP_setup_table, &setup);
	is(setup.status, GNTST_general_error, "but not one more");
	is(map(table, list[0], PTE_RW_PAGE), 0, "its first frame is mapped");
	return table;
}

static grant_status_t *status_map(void)
{
	u64 frame = 0;
	struct gnttab_get_status_frames op = {
		.nr_frames = 1, .dom = DOMID_SELF, .frame_list = addr(&frame),
	};
	void *status = page_take();

	grant_op(GNTTABOP_get_status_frames, &op);
	is(op.status, GNTST_okay, "there are status frames");
	is(map(status, frame, PTE_RW_PAGE), 0, "which can be mapped");
	return status;
}

static void own_grant(const grant_status_t *status, u64 mfn)
{
	u64 *there = page_take();
	struct gnttab_map_grant_ref m = {
		.host_addr = addr(there), .flags = GNTMAP_host_map,
		.ref = REF, .dom = (u16)option_number("self=", 0),
	};
	struct gnttab_unmap_grant_ref un = { .host_addr = addr(there) };

	grant_op(GNTTABOP_map_grant_ref, &m);
	is(m.status, GNTST_okay, "a grant to itself is mapped");
	is(status[REF], GTF_reading | GTF_writing, "the status says so");
	is(set_version(1), -XEN_EBUSY, "and holds the version");
	ok((pte_of(there, NULL) & PTE_ADDR) == mfn * PAGE_SIZE, "it is there");
	un.handle = m.handle;
	grant_op(GNTTABOP_unmap_grant_ref, &un);
	is(un.status, GNTST_okay, "it is unmapped");
	is(status[REF], 0, "the status says so");
}

static s64 give(u64 mfn)
{
	struct gnttab_transfer op = {
		.mfn = mfn, .ref = REF,
		.domid = (u16)option_number("self=", 0),
	};

	is(grant_op(GNTTABOP_transfer, &op), 0, "transfer a page");
	return op.status;
}

/* A page that it gives to itself, in an entry of version 1. */
static void transfer(struct grant_entry_v1 *entry)
{
	u64 *page = page_take();
	u64 mfn = va_to_mfn(page);

	page[7] = 0x7061676521;
	entry->frame = (u32)((addr(page) - VIRT_BASE) / PAGE_SIZE);
	entry->domid = (u16)option_number("self=", 0);
	entry->flags = GTF_accept_transfer;
	is(give(mfn), GNTST_bad_page, "not while it is mapped");
	is(map(page, 0, 0), 0, "it is unmapped");
	is(give(mfn), GNTST_okay, "then it goes");
	is(entry->flags, GTF_accept_transfer | GTF_transfer_committed |
	   GTF_transfer_completed, "and has come");
	is(map(page, entry->frame, PTE_RW_PAGE), 0, "it can be mapped");
	is(page[7], 0x7061676521, "it has what was in it");
	is(addr(mfn_to_va(entry->frame)), addr(page), "the M2P knows it");
	is(give(mfn), GNTST_bad_page, "the old one is gone");
}

static void versions(void)
{
	struct grant_entry_v1 *first;
	union grant_entry_v2 *table = grow();
	grant_status_t *status;
	u64 mfn = va_to_mfn(page_take());

	is(set_version(3), -XEN_EINVAL, "there is no version 3");
	is(set_version(2), 0, "there is version 2");
	status = status_map();
	table[REF].full_page.frame = mfn;
	table[REF].hdr.domid = (u16)option_number("self=", 0);
	table[REF].hdr.flags = GTF_permit_access;
	own_grant(status, mfn);
	is(set_version(1), -XEN_EBUSY, "a mapped status frame holds it, too");
	is(map(status, 0, 0), 0, "it is unmapped");
	is(set_version(1), 0, "back to version 1");
	is(table[REF].hdr.flags, 0, "the entries are cleared");
	first = (struct grant_entry_v1 *)table;
	transfer(&first[REF]);
}

TEST("grant-versions", versions);
