// SPDX-License-Identifier: GPL-2.0
/*
 * grant-offer, grant-use, grant-leave - two guests share a page. The first
 * grants it to every domain it could be about, under a reference that depends
 * on the domain; the second is told who the first is (peer=) and finds its own
 * reference by trying. They talk through the page: the second asks, the first
 * answers. While a page is mapped writable it cannot become a page table, its
 * grant cannot be taken back unnoticed, and it stays when its owner is gone.
 */
#include "guest.h"
#include "xen/grant_setup.h"
#include "xen/mmu.h"
#include "xen/sched.h"

#define FIRST 64 /* reference for domain 0, which stays empty */
#define DOMAINS 120
#define MAGIC 0x6772616e74656421ULL
#define POLLS 20000000

enum request {
	NOTHING,
	REVOKE, /* take the grant back; answer: its flags afterwards */
	PIN, /* make the page a page table; answer: result of the pin */
	DIE,
};

/** struct shared_page - what both see */
struct shared_page {
	u64 magic;
	u64 asked; /* enum request */
	u64 done; /* how many were answered */
	s64 answer;
};

static struct grant_entry_v1 *table;

static s64 grant_op(u32 cmd, void *op)
{
	return hypercall3(__HYPERVISOR_grant_table_op, cmd, addr(op), 1);
}

static void relax(void)
{
	hypercall2(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}

static bool wait_until(u64 *word, u64 value)
{
	u32 i;

	for (i = 0; i < POLLS; i++) {
		if (READ_ONCE(*word) == value)
			return true;
		relax();
	}
	return false;
}

static void table_map(void)
{
	u64 frame = 0;
	struct gnttab_setup_table setup = {
		.dom = DOMID_SELF, .nr_frames = 1, .frame_list = addr(&frame),
	};

	table = page_take();
	grant_op(GNTTABOP_setup_table, &setup);
	is(map(table, frame, PTE_RW_PAGE), 0, "the grant table is mapped");
}

static void table_grant(u64 mfn)
{
	u32 i;

	for (i = 1; i < DOMAINS; i++) {
		table[FIRST + i].frame = (u32)mfn;
		table[FIRST + i].domid = i;
		WRITE_ONCE(table[FIRST + i].flags, GTF_permit_access);
	}
}

/* What is marked in any of the entries. */
static u16 marks(void)
{
	u16 flags = 0;
	u32 i;

	for (i = 1; i < DOMAINS; i++)
		flags |= READ_ONCE(table[FIRST + i].flags);
	return flags & (GTF_reading | GTF_writing);
}

static s64 revoke(void)
{
	u32 i;

	for (i = 1; i < DOMAINS; i++)
		__atomic_fetch_and(&table[FIRST + i].flags,
				   ~GTF_permit_access, __ATOMIC_SEQ_CST);
	return marks();
}

/* The page is mapped read-only here meanwhile, as a table has to be. */
static s64 pin(struct shared_page *page)
{
	u64 mfn = va_to_mfn(page);
	s64 err;

	map(page, mfn, PTE_RO_PAGE);
	err = mmuext(MMUEXT_PIN_L1_TABLE, mfn, 0);
	if (!err)
		mmuext(MMUEXT_UNPIN_TABLE, mfn, 0);
	map(page, mfn, PTE_RW_PAGE);
	return err;
}

static void offer_page(void)
{
	struct shared_page *page = page_take();
	u64 asked, done = 0;

	table_map();
	WRITE_ONCE(page->magic, MAGIC);
	table_grant(va_to_mfn(page));
	print("# offered");
	for (;;) {
		asked = READ_ONCE(page->asked);
		if (asked == NOTHING) {
			relax();
			continue;
		}
		if (asked == DIE)
			break;
		WRITE_ONCE(page->asked, NOTHING);
		page->answer = asked == PIN ? pin(page) : revoke();
		WRITE_ONCE(page->done, ++done);
	}
	ok(marks() == (GTF_reading | GTF_writing), "it ends while mapped");
}

TEST("grant-offer", offer_page);

/* As grant-offer, until a guest has mapped the page and is gone. */
static void outlive(void)
{
	struct shared_page *page = page_take();
	u32 i;

	table_map();
	table_grant(va_to_mfn(page));
	print("# offered");
	for (i = 0; i < POLLS && !marks(); i++)
		relax();
	ok(marks(), "a guest maps the page");
	for (i = 0; i < POLLS && marks(); i++)
		relax();
	is(marks(), 0, "it is gone, and so are its marks");
	memset(page, 0, PAGE_SIZE); /* entries of a table */
	map(page, va_to_mfn(page), 0);
	is(mmuext(MMUEXT_PIN_L1_TABLE, va_to_mfn(page), 0), 0,
	   "the page can be a page table");
}

TEST("grant-outlive", outlive);

static struct gnttab_map_grant_ref found;

/* Return: the peer's page, mapped at an address of ours. */
static struct shared_page *find(void)
{
	struct shared_page *page = page_take();
	u32 i;

	for (i = 1; i < DOMAINS; i++) {
		found.host_addr = addr(page);
		found.flags = GNTMAP_host_map;
		found.ref = FIRST + i;
		found.dom = (u16)option_number("peer=", 0);
		if (!grant_op(GNTTABOP_map_grant_ref, &found) && !found.status)
			break;
	}
	is(found.status, GNTST_okay, "the page is mapped");
	return page;
}

static s64 ask(struct shared_page *page, u64 what)
{
	u64 done = READ_ONCE(page->done);

	WRITE_ONCE(page->asked, what);
	if (!ok(wait_until(&page->done, done + 1), "the peer answers"))
		shutdown(SHUTDOWN_poweroff);
	return page->answer;
}

static int16_t unmap(struct shared_page *page)
{
	struct gnttab_unmap_grant_ref op = {
		.host_addr = addr(page), .handle = found.handle,
	};

	grant_op(GNTTABOP_unmap_grant_ref, &op);
	return op.status;
}

static void copy_from(struct shared_page *page)
{
	u64 *own = page_take();
	struct gnttab_copy c = {
		.source = { .u.ref = found.ref, .domid = found.dom },
		.dest = { .u.gmfn = va_to_mfn(own), .domid = DOMID_SELF },
		.len = sizeof(*own),
		.flags = GNTCOPY_source_gref,
	};

	grant_op(GNTTABOP_copy, &c);
	is(c.status, GNTST_okay, "the page can be copied from, too");
	ok(*own == MAGIC, "and says the same");
}

/* The owner is gone when its grants are. */
static bool peer_gone(void)
{
	struct gnttab_map_grant_ref op = found;
	u32 i;

	op.flags = GNTMAP_device_map;
	for (i = 0; i < POLLS; i++) {
		op.ref = 0;
		grant_op(GNTTABOP_map_grant_ref, &op);
		if (op.status == GNTST_bad_domain)
			return true;
		relax();
	}
	return false;
}

static void touch(void *p)
{
	WRITE_ONCE(*(u64 *)p, MAGIC);
}

static void use_page(void)
{
	struct shared_page *page = find();
	u64 pte = pte_of(page, NULL);

	ok(READ_ONCE(page->magic) == MAGIC, "it says what the peer wrote");
	ok((pte & PTE_ADDR) == found.dev_bus_addr, "it is where we were told");
	copy_from(page);
	ok(ask(page, PIN) < 0, "it cannot become a page table");
	is(ask(page, REVOKE), GTF_reading | GTF_writing,
	   "the peer sees that the grant is in use");
	ok(ask(page, PIN) < 0, "nor can it when the grant is gone");
	ok(map(page_take(), found.dev_bus_addr / PAGE_SIZE, PTE_RO_PAGE) < 0,
	   "it cannot be mapped by hand");
	page->asked = DIE;
	ok(peer_gone(), "the peer dies");
	ok(!try(touch, page).happened && READ_ONCE(page->magic) == MAGIC,
	   "the page is still there");
	is(unmap(page), GNTST_okay, "and can be unmapped");
	ok(try(touch, page).happened, "and is gone");
	is(unmap(page), GNTST_bad_handle, "once");
}

TEST("grant-use", use_page);

static void leave_page(void)
{
	struct shared_page *page = find();

	ok(!try(touch, page).happened, "it can be written to");
}

TEST("grant-leave", leave_page);
