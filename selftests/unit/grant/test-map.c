// SPDX-License-Identifier: GPL-2.0
/*
 * The control domain maps and unmaps grants: what is held meanwhile, what the
 * guest sees of it, and each refusal.
 */
#include <string.h>

#include "world.h"

static struct gnttab_map_grant_ref op, op2;

static void test_readonly(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 0, CONTROL, m, GTF_readonly);
	is(map(GUEST, 0, RO, &op), GNTST_okay);
	is(op.dev_bus_addr, m.n << PAGE_SHIFT);
	is(entry(GUEST, 0)->flags,
	   GTF_permit_access | GTF_readonly | GTF_reading);
	is(refs(m), 2);
	is(type_refs(m), 0);
	is(fake_domain(GUEST)->refs, 2);
	is(unmap(op.handle, op.dev_bus_addr), GNTST_okay);
	is(entry(GUEST, 0)->flags, GTF_permit_access | GTF_readonly);
	is(refs(m), 1);
	is(fake_domain(GUEST)->refs, 1);
	is(fake_domain(GUEST)->grants.nr_uses, 0);
	is(mapped(CONTROL), 0);
}

static void test_writable(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 1, CONTROL, m, 0);
	is(map(GUEST, 1, GNTMAP_host_map, &op), GNTST_okay);
	is(entry(GUEST, 1)->flags,
	   GTF_permit_access | GTF_reading | GTF_writing);
	is(refs(m), 2);
	is(type_refs(m), 1);
	is(frame_lookup(m)->type, FRAME_WRITABLE);

	/* While it is mapped so, it cannot become a page table. */
	yes(make_table(GUEST, m) < 0);
	is(unmap(op.handle, 0), GNTST_okay);
	is(entry(GUEST, 1)->flags, GTF_permit_access);
	is(type_refs(m), 0);
	is(make_table(GUEST, m), 0);
}

/* A page table may be read by others, never written. */
static void test_page_table(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	is(make_table(GUEST, m), 0);
	grant(GUEST, 9, CONTROL, m, 0);
	is(map(GUEST, 9, RW, &op), GNTST_general_error);
	is(entry(GUEST, 9)->flags, GTF_permit_access);
	is(fake_domain(GUEST)->grants.nr_uses, 0);
	is(map(GUEST, 9, RO, &op), GNTST_okay);
	is(map(GUEST, 9, RW, &op2), GNTST_general_error);
	is(entry(GUEST, 9)->flags, GTF_permit_access | GTF_reading);
	drop_table(GUEST, m);
	is(map(GUEST, 9, RW, &op2), GNTST_okay);
	is(entry(GUEST, 9)->flags,
	   GTF_permit_access | GTF_reading | GTF_writing);
	is(unmap(op2.handle, 0), GNTST_okay);
	is(entry(GUEST, 9)->flags, GTF_permit_access | GTF_reading);
	is(unmap(op.handle, 0), GNTST_okay);
	is(entry(GUEST, 9)->flags, GTF_permit_access);
	is(refs(m), 1);
}

/* While a grant is in use its frame is the one that was granted at first. */
static void test_changed_meanwhile(void)
{
	mfn_t m, m2;

	world_init();
	m = page(GUEST);
	m2 = page(GUEST);
	grant(GUEST, 3, CONTROL, m, 0);
	is(map(GUEST, 3, RW, &op), GNTST_okay);
	entry(GUEST, 3)->frame = m2.n;
	is(map(GUEST, 3, RO, &op2), GNTST_okay);
	is(op2.dev_bus_addr, op.dev_bus_addr);
	is(refs(m), 3);
	is(refs(m2), 1);
	is(unmap(op.handle, 0), GNTST_okay);

	/* Who may use it was settled; a wider use is asked for again. */
	entry(GUEST, 3)->domid = OTHER;
	entry(GUEST, 3)->flags |= GTF_readonly;
	is(map(GUEST, 3, RO, &op), GNTST_okay);
	is(map(GUEST, 3, RW, &op), GNTST_general_error);
	memset(entry(GUEST, 3), 0, sizeof(struct grant_entry_v1));
	is(unmap(op2.handle, 0), GNTST_okay);
	is(entry(GUEST, 3)->flags, 0);
}

static void test_refusals(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 0, CONTROL, m, GTF_readonly);
	is(map(GUEST, 0, RW, &op), GNTST_general_error);
	is(entry(GUEST, 0)->flags, GTF_permit_access | GTF_readonly);
	grant(GUEST, 0, OTHER, m, 0);
	is(map(GUEST, 0, RO, &op), GNTST_general_error);
	grant(GUEST, 0, CONTROL, m, 0);
	entry(GUEST, 0)->flags = GTF_invalid;
	is(map(GUEST, 0, RO, &op), GNTST_general_error);
	entry(GUEST, 0)->flags = GTF_accept_transfer;
	is(map(GUEST, 0, RO, &op), GNTST_general_error);
	entry(GUEST, 0)->flags = GTF_transitive;
	is(map(GUEST, 0, RO, &op), GNTST_general_error);
	is(entry(GUEST, 0)->flags, GTF_transitive);
	is(map(GUEST, PER_FRAME, RO, &op), GNTST_bad_gntref);
	is(map(GUEST, UINT32_MAX, RO, &op), GNTST_bad_gntref);
	is(map(GUEST, 0, GNTMAP_readonly, &op), GNTST_bad_gntref);
	is(map(NOBODY, 0, RO, &op), GNTST_bad_domain);
	is(map(DOMID_SELF, 0, RO, &op), GNTST_bad_domain);
	is(map(CONTROL, 0, RO, &op), GNTST_bad_gntref);
	is(refs(m), 1);
	is(fake_domain(GUEST)->refs, 1);
	is(mapped(CONTROL), 0);
}

/* Frames that are not the guest's to grant. */
static void test_foreign_frames(void)
{
	mfn_t wrong[4];
	int i;

	world_init();
	wrong[0] = page(OTHER);
	wrong[1] = linux_page(0);
	wrong[2] = arena_mfn(DONATED - 100); /* free */
	wrong[3] = mfn(5);
	for (i = 0; i < 4; i++) {
		grant(GUEST, 0, CONTROL, wrong[i], 0);
		is(map(GUEST, 0, RO, &op), GNTST_bad_page);
		is(map(GUEST, 0, RW, &op), GNTST_bad_page);
		is(entry(GUEST, 0)->flags, GTF_permit_access);
	}
}

/* As in Xen, an entry can be used 128 times in each way. */
static void test_overflow(void)
{
	u32 handle[128];
	int i;

	world_init();
	grant(GUEST, 0, CONTROL, page(GUEST), 0);
	for (i = 0; i < 128; i++) {
		is(map(GUEST, 0, RW, &op), GNTST_okay);
		handle[i] = op.handle;
	}
	is(map(GUEST, 0, RW, &op), GNTST_general_error);
	is(map(GUEST, 0, RO, &op2), GNTST_okay);
	for (i = 0; i < 128; i++)
		is(unmap(handle[i], 0), GNTST_okay);
	is(entry(GUEST, 0)->flags, GTF_permit_access | GTF_reading);
	is(unmap(op2.handle, 0), GNTST_okay);
	is(fake_domain(GUEST)->grants.nr_uses, 0);
	is(heap_beyond(), 0);
}

static void test_unmap_errors(void)
{
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 0, CONTROL, m, 0);
	is(unmap(0, 0), GNTST_bad_handle);
	is(map(GUEST, 0, RO, &op), GNTST_okay);
	is(unmap(op.handle + 1, 0), GNTST_bad_handle);
	is(unmap(op.handle + 256, 0), GNTST_bad_handle);
	is(unmap(UINT32_MAX, 0), GNTST_bad_handle);
	is(unmap(op.handle, 0x1000), GNTST_bad_dev_addr);
	is(refs(m), 2);
	is(unmap(op.handle, op.dev_bus_addr), GNTST_okay);
	is(unmap(op.handle, op.dev_bus_addr), GNTST_bad_handle);
}

/* An error in one operation of an array leaves the others alone. */
static void test_array(void)
{
	static struct gnttab_map_grant_ref maps[40];
	static struct gnttab_unmap_grant_ref unmaps[40];
	struct hypercall hc = {
		.d = fake_domain(CONTROL),
		.arg = { GNTTABOP_map_grant_ref, (u64)(uintptr_t)maps, 40 },
	};
	int i, calls = 0;
	s64 rc;

	world_init();
	for (i = 0; i < 40; i++) {
		grant(GUEST, i, CONTROL, page(GUEST), 0);
		maps[i].dom = i == 7 ? NOBODY : GUEST;
		maps[i].ref = i;
		maps[i].flags = RW;
	}
	guest_allow(maps, sizeof(maps));
	guest_allow(unmaps, sizeof(unmaps));
	do {
		hc.budget.left = 20;
		rc = hc_grant_table_op(&hc);
		calls++;
	} while (rc == HC_RESTART && calls < 100);
	is(rc, 0);
	yes(calls > 5);
	is(mapped(CONTROL), 39);
	for (i = 0; i < 40; i++) {
		is(maps[i].status, i == 7 ? GNTST_bad_domain : GNTST_okay);
		unmaps[i].handle = i == 7 ? UINT32_MAX : maps[i].handle;
	}
	is(call(CONTROL, GNTTABOP_unmap_grant_ref, unmaps, 40), 0);
	for (i = 0; i < 40; i++)
		is(unmaps[i].status, i == 7 ? GNTST_bad_handle : GNTST_okay);
	is(mapped(CONTROL), 0);
	is(fake_domain(GUEST)->refs, 1);
}

/* A handle that the caller cannot be told is not left behind. */
static void test_unwritable(void)
{
	static const struct gnttab_map_grant_ref mapping = {
		.dom = GUEST,
		.flags = RW,
	};
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 0, CONTROL, m, 0);
	guest_allow_read(&mapping, sizeof(mapping));
	is(call(CONTROL, GNTTABOP_map_grant_ref, (void *)&mapping, 1),
	   -XEN_EFAULT);
	is(mapped(CONTROL), 0);
	is(refs(m), 1);
	is(entry(GUEST, 0)->flags, GTF_permit_access);
	is(fake_domain(GUEST)->refs, 1);
}

/* Whichever allocation fails, nothing is left behind and a retry works. */
static void test_no_memory(void)
{
	unsigned int n;
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 200, CONTROL, m, 0);
	for (n = 0; n < 3; n++) {
		fake_heap.left = n;
		is(map(GUEST, 200, RW, &op), HC_NEED_FRAMES);
		is(mapped(CONTROL), 0);
		is(refs(m), 1);
		is(entry(GUEST, 200)->flags, GTF_permit_access);
		is(fake_domain(GUEST)->refs, 1);
		is(heap_beyond(), 0);
	}
	fake_heap.left = 3;
	is(map(GUEST, 200, RW, &op), GNTST_okay);
	is(heap_beyond(), 3);
	is(unmap(op.handle, 0), GNTST_okay);
	is(heap_beyond(), 1);
}

/* Death of the granting domain: mappings stay until they are undone. */
static void test_death(void)
{
	struct domain *d = fake_domain(GUEST);
	u64 before;
	mfn_t m;

	world_init();
	m = page(GUEST);
	grant(GUEST, 0, CONTROL, m, 0);
	grant(GUEST, 200, CONTROL, m, 0);
	before = frames_free();
	is(map(GUEST, 0, RW, &op), GNTST_okay);
	is(map(GUEST, 200, RO, &op2), GNTST_okay);
	spin_lock(&d->lock);
	d->life = DOMAIN_DYING;
	is(gt_domain_destroy(d), -XEN_EBUSY);
	frame_release(d, frame_lookup(m));
	d->life = DOMAIN_DEAD;
	spin_unlock(&d->lock);
	is(refs(m), 2);
	is(frames_free(), before);

	is(map(GUEST, 0, RO, &op), GNTST_bad_domain);
	is(unmap(op2.handle, op2.dev_bus_addr), GNTST_okay);
	is(unmap(0, 0), GNTST_okay);
	is(refs(m), 0);
	spin_lock(&d->lock);
	is(gt_domain_destroy(d), 0);
	spin_unlock(&d->lock);
	is(frames_free(), before + 2);
	is(fake_heap.used, 1);
	is(d->refs, 1);
}

int main(void)
{
	tap_run("read-only", test_readonly);
	tap_run("read-write", test_writable);
	tap_run("a page table is not granted for writing", test_page_table);
	tap_run("an entry changed while in use", test_changed_meanwhile);
	tap_run("refusals", test_refusals);
	tap_run("frames of others", test_foreign_frames);
	tap_run("128 uses of an entry", test_overflow);
	tap_run("unmap errors", test_unmap_errors);
	tap_run("an array, in parts, with an error", test_array);
	tap_run("an answer that cannot be written", test_unwritable);
	tap_run("every allocation fails once", test_no_memory);
	tap_run("death of the granting domain", test_death);
	return tap_done();
}
