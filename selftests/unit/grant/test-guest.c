// SPDX-License-Identifier: GPL-2.0
/*
 * Guests map what other guests granted into their own page tables: the entry,
 * what it holds, its end, and each refusal.
 */
#include <string.h>

#include "tlb.h"
#include "mm/tlb.h"
#include "world.h"

#define HOST GNTMAP_host_map
#define DEVICE GNTMAP_device_map
#define READ GNTMAP_readonly
#define AT_PTE GNTMAP_contains_pte

static mfn_t m; /* OTHER's, granted as reference 9 */

static void setup(u16 flags)
{
	world_init();
	tables(GUEST);
	m = page(OTHER);
	grant(OTHER, 9, GUEST, m, flags);
	fake_tlb.inside = fake_domain(GUEST);
}

/* GUEST maps reference 9 of OTHER at @where. Return: status or error. */
static s64 guest_map(u64 where, u32 flags, struct gnttab_map_grant_ref *op)
{
	s64 err;

	memset(op, 0, sizeof(*op));
	op->host_addr = where;
	op->flags = flags;
	op->ref = 9;
	op->dom = OTHER;
	err = call_with(GUEST, GNTTABOP_map_grant_ref, op, 1, sizeof(*op));
	return err ? err : op->status;
}

static s64 guest_unmap(u32 handle, u64 where, u64 device)
{
	struct gnttab_unmap_grant_ref op = {
		.host_addr = where,
		.dev_bus_addr = device,
		.handle = handle,
		.status = 1,
	};
	s64 err;

	err = call_with(GUEST, GNTTABOP_unmap_grant_ref, &op, 1, sizeof(op));
	return err ? err : op.status;
}

static u64 pte_addr(unsigned int n)
{
	return mfn_to_maddr(l1_of(GUEST)) + n * sizeof(u64);
}

static struct gnttab_map_grant_ref op, op2;

static void test_host(void)
{
	setup(0);
	is(guest_map(3 * PAGE_SIZE, HOST | 5u << 16, &op), GNTST_okay);
	is(*slot(GUEST, 3), mfn_to_maddr(m) | PTE_NX | PTE_GUEST_KERNEL |
				    5 << 9 | PTE_D | PTE_A | PTE_US | PTE_RW |
				    PTE_P);
	is(op.dev_bus_addr, mfn_to_maddr(m));
	is(refs(m), 2);
	is(type_refs(m), 1);
	is(entry(OTHER, 9)->flags,
	   GTF_permit_access | GTF_reading | GTF_writing);
	yes(make_table(OTHER, m) < 0);
	is(fake_domain(OTHER)->refs, 2);
	is(mapped(GUEST), 1);

	is(guest_unmap(op.handle, 3 * PAGE_SIZE, 0), GNTST_okay);
	is(*slot(GUEST, 3), 0);
	is(fake_tlb.local, 1);
	is(refs(m), 1);
	is(type_refs(m), 0);
	is(entry(OTHER, 9)->flags, GTF_permit_access);
	is(fake_domain(OTHER)->refs, 1);
	is(mapped(GUEST), 0);
	is(heap_beyond(), 0);
	is(guest_unmap(op.handle, 3 * PAGE_SIZE, 0), GNTST_bad_handle);
}

static void test_pte_address(void)
{
	setup(GTF_readonly);
	is(guest_map(pte_addr(4), HOST | READ | AT_PTE |
					  GNTMAP_application_map, &op),
	   GNTST_okay);
	is(*slot(GUEST, 4) & (PTE_ADDR | PTE_RW | PTE_GUEST_KERNEL | PTE_US),
	   mfn_to_maddr(m) | PTE_US);
	is(type_refs(m), 0);
	is(guest_map(pte_addr(5), HOST | AT_PTE, &op2), GNTST_general_error);
	is(guest_unmap(op.handle, pte_addr(5), 0), GNTST_general_error);
	is(guest_unmap(op.handle, pte_addr(4), 0), GNTST_okay);
	is(refs(m), 1);
}

/* Both mappings of a handle, together and one after the other. */
static void test_device(void)
{
	setup(0);
	is(guest_map(0, DEVICE, &op), GNTST_okay);
	is(type_refs(m), 1);
	is(guest_map(3 * PAGE_SIZE, HOST | DEVICE, &op2), GNTST_okay);
	is(type_refs(m), 3);
	is(guest_unmap(op2.handle, 0, 0), GNTST_okay);
	is(guest_unmap(op2.handle, 3 * PAGE_SIZE, 0x1000), GNTST_bad_dev_addr);
	is(type_refs(m), 3);
	is(guest_unmap(op2.handle, 3 * PAGE_SIZE, 0), GNTST_okay);
	is(type_refs(m), 2);
	is(guest_unmap(op2.handle, 3 * PAGE_SIZE, 0), GNTST_okay);
	is(guest_unmap(op2.handle, 0, op2.dev_bus_addr), GNTST_okay);
	is(guest_unmap(op.handle, 0, op.dev_bus_addr), GNTST_okay);
	is(guest_map(3 * PAGE_SIZE, HOST | DEVICE | READ, &op2), GNTST_okay);
	is(refs(m), 3);
	is(guest_unmap(op2.handle, 3 * PAGE_SIZE, op2.dev_bus_addr),
	   GNTST_okay);
	is(refs(m), 1);
	is(mapped(GUEST), 0);
}

/* One call that names a handle twice: the second waits for the first. */
static void test_twice_in_a_batch(void)
{
	struct gnttab_unmap_grant_ref un[3];

	setup(0);
	is(guest_map(3 * PAGE_SIZE, HOST | DEVICE, &op), GNTST_okay);
	memset(un, 0, sizeof(un));
	un[0].handle = op.handle;
	un[0].host_addr = 3 * PAGE_SIZE;
	un[1].handle = op.handle;
	un[1].dev_bus_addr = op.dev_bus_addr;
	un[2].handle = op.handle;
	is(call_with(GUEST, GNTTABOP_unmap_grant_ref, un, 3, sizeof(un)), 0);
	is(un[0].status, GNTST_okay);
	is(un[1].status, GNTST_okay);
	is(un[2].status, GNTST_bad_handle);
	is(refs(m), 1);
}

/* What was mapped there before is let go. */
static void test_replaces(void)
{
	mfn_t own;

	setup(0);
	own = page(GUEST);
	is(store(GUEST, 3, mfn_to_maddr(own) | PTE_P | PTE_RW), 0);
	is(type_refs(own), 1);
	is(guest_map(3 * PAGE_SIZE, HOST, &op), GNTST_okay);
	is(type_refs(own), 0);
	is(refs(own), 1);
}

/* No other entry can be made from it; nor can it be made stronger. */
static void test_no_copies(void)
{
	u64 pte;

	setup(0);
	is(guest_map(3 * PAGE_SIZE, HOST | READ, &op), GNTST_okay);
	pte = *slot(GUEST, 3);
	yes(store(GUEST, 4, pte) < 0);
	yes(store(GUEST, 3, pte | PTE_RW) < 0);
	is(*slot(GUEST, 3), pte);
	is(store(GUEST, 3, pte & ~PTE_A & ~PTE_NX), 0);
	is(refs(m), 2);
	is(guest_unmap(op.handle, 3 * PAGE_SIZE, 0), GNTST_okay);
	is(refs(m), 1);
}

/* The guest may drop it, but only unmapping gives the frame back. */
static void test_dropped(void)
{
	setup(0);
	is(guest_map(3 * PAGE_SIZE, HOST, &op), GNTST_okay);
	is(store(GUEST, 3, 0), 0);
	is(refs(m), 2);
	is(guest_unmap(op.handle, 3 * PAGE_SIZE, 0), GNTST_general_error);
	is(refs(m), 2);

	/* Which entry goes with which handle does not matter. */
	is(guest_map(4 * PAGE_SIZE, HOST, &op2), GNTST_okay);
	is(guest_unmap(op.handle, 4 * PAGE_SIZE, 0), GNTST_okay);
	is(guest_unmap(op2.handle, 4 * PAGE_SIZE, 0), GNTST_general_error);
	is(type_refs(m), 1);
	end_domain(GUEST);
	is(type_refs(m), 0);
	is(refs(m), 1);
}

/* A table that stops being one: its entries are data. */
static void test_table_gone(void)
{
	struct domain *d = fake_domain(GUEST);
	struct pt_budget b = { 10000 };

	setup(0);
	is(guest_map(3 * PAGE_SIZE, HOST, &op), GNTST_okay);
	spin_lock(&d->lock);
	is(pt_unpin(d, l4_of(GUEST), &b), 0);
	is(pt_zap(d, &b), 0);
	spin_unlock(&d->lock);
	is(refs(m), 2);
	is(type_refs(l1_of(GUEST)), 0);
	is(guest_map(pte_addr(3), HOST | AT_PTE, &op2), GNTST_general_error);

	/* What it says cannot become an entry again. */
	spin_lock(&d->lock);
	yes(pt_pin(d, l4_of(GUEST), FRAME_L4, &b) < 0);
	spin_unlock(&d->lock);
	is(refs(m), 2);
}

static void test_own(void)
{
	mfn_t own;

	setup(0);
	own = page(GUEST);
	grant(GUEST, 9, GUEST, own, 0);
	memset(&op, 0, sizeof(op));
	op.host_addr = 3 * PAGE_SIZE;
	op.flags = HOST;
	op.ref = 9;
	op.dom = GUEST;
	is(call_with(GUEST, GNTTABOP_map_grant_ref, &op, 1, sizeof(op)), 0);
	is(op.status, GNTST_okay);
	is(refs(own), 3);
	is(type_refs(own), 2);
	is(guest_unmap(op.handle, 3 * PAGE_SIZE, 0), GNTST_okay);
	is(refs(own), 1);
	is(type_refs(own), 0);
}

static void test_places(void)
{
	mfn_t data;

	setup(0);
	data = page(GUEST);
	is(guest_map(2 << 20, HOST, &op), GNTST_general_error);
	is(guest_map(1ULL << 47, HOST, &op), GNTST_general_error);
	is(guest_map(PT_HOLE_FIRST * (1ULL << 39), HOST, &op),
	   GNTST_general_error);
	is(guest_map(pte_addr(3) + 4, HOST | AT_PTE, &op),
	   GNTST_general_error);
	is(guest_map(mfn_to_maddr(data), HOST | AT_PTE, &op),
	   GNTST_general_error);
	is(guest_map(mfn_to_maddr(m), HOST | AT_PTE, &op),
	   GNTST_general_error);
	is(guest_map(mfn_to_maddr(l4_of(GUEST)), HOST | AT_PTE, &op),
	   GNTST_general_error);
	is(guest_map(mfn_to_maddr(linux_page(0)), HOST | AT_PTE, &op),
	   GNTST_general_error);
	is(guest_map(3 * PAGE_SIZE, READ, &op), GNTST_bad_gntref);
	is(refs(m), 1);
	is(entry(OTHER, 9)->flags, GTF_permit_access);
	is(mapped(GUEST), 0);
}

static void test_limit(void)
{
	int i;

	setup(0);
	fake_domain(GUEST)->grants.maps.max_pages = 0;
	is(guest_map(3 * PAGE_SIZE, HOST, &op), GNTST_no_space);
	fake_domain(GUEST)->grants.maps.max_pages = 1;
	for (i = 0; i < 127; i++) {
		is(guest_map(i * PAGE_SIZE, HOST, &op), GNTST_okay);
		is(guest_map((i + 128) * PAGE_SIZE, HOST | READ, &op),
		   GNTST_okay);
	}
	is(guest_map(127 * PAGE_SIZE, HOST, &op), GNTST_okay);
	is(guest_map(256 * PAGE_SIZE, HOST | READ, &op), GNTST_no_space);
}

static u32 held;

/* The other vCPU's processor stops using translations. */
static void stop_using(struct vcpu *v)
{
	held = refs(m);
	is(*slot(GUEST, 3), 0);
	is(entry(OTHER, 9)->flags,
	   GTF_permit_access | GTF_reading | GTF_writing);
	tlb_conceal(v);
}

/* Another processor may have a translation: the frame waits for it. */
static void test_others_inside(void)
{
	setup(0);
	fake_tlb_run(fake_vcpu_add(fake_domain(GUEST)));
	fake_tlb_interrupted = stop_using;
	is(guest_map(3 * PAGE_SIZE, HOST, &op), GNTST_okay);
	is(fake_tlb.interrupts, 0);
	is(guest_unmap(op.handle, 3 * PAGE_SIZE, 0), GNTST_okay);
	is(fake_tlb.interrupts, 1);
	is(held, 2);
	is(refs(m), 1);
	is(mapped(GUEST), 0);
}

static s64 replace(u32 handle, u64 where, u64 from)
{
	struct gnttab_unmap_and_replace un = {
		.host_addr = where,
		.new_addr = from,
		.handle = handle,
	};
	s64 err;

	err = call_with(GUEST, GNTTABOP_unmap_and_replace, &un, 1, sizeof(un));
	return err ? err : un.status;
}

static void test_replace(void)
{
	mfn_t own;
	u64 pte;

	setup(0);
	own = page(GUEST);
	pte = mfn_to_maddr(own) | PTE_P | PTE_RW;
	is(guest_map(3 * PAGE_SIZE, HOST, &op), GNTST_okay);
	is(store(GUEST, 7, pte), 0);
	pte = *slot(GUEST, 7);
	is(replace(op.handle, 3 * PAGE_SIZE, 2 << 20), GNTST_general_error);
	is(replace(op.handle, 3 * PAGE_SIZE, 7 * PAGE_SIZE), GNTST_okay);
	is(*slot(GUEST, 3), pte);
	is(*slot(GUEST, 7), 0);
	is(type_refs(own), 1);
	is(refs(m), 1);

	/* Nothing to replace, as Xen: the other entry is gone all the same. */
	is(guest_map(8 * PAGE_SIZE, HOST, &op), GNTST_okay);
	is(replace(op.handle, 9 * PAGE_SIZE, 3 * PAGE_SIZE),
	   GNTST_general_error);
	is(*slot(GUEST, 3), 0);
	is(refs(own), 1);
	is(replace(op.handle, 8 * PAGE_SIZE, 0), GNTST_okay);
	is(refs(m), 1);
}

int main(void)
{
	tap_run("a host mapping", test_host);
	tap_run("an entry by its machine address", test_pte_address);
	tap_run("a device mapping", test_device);
	tap_run("a handle twice in one call", test_twice_in_a_batch);
	tap_run("what was mapped before", test_replaces);
	tap_run("the entry cannot be copied", test_no_copies);
	tap_run("the guest drops the entry", test_dropped);
	tap_run("the table is none any more", test_table_gone);
	tap_run("a grant to itself", test_own);
	tap_run("places that are none", test_places);
	tap_run("as many as the limit allows", test_limit);
	tap_run("another processor is inside", test_others_inside);
	tap_run("unmap_and_replace", test_replace);
	return tap_done();
}
