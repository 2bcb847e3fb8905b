// SPDX-License-Identifier: GPL-2.0
/* memory_op: reservations that stop and go on, claims, maps. */
#include <limits.h>
#include <string.h>

#include "heap.h"
#include "world.h"
#include "control.h"
#include "core/lib.h"
#include "xen/layout.h"

#define LIST 128

static struct xen_memory_reservation r;
static u64 extents[LIST];

/* A reservation of the first @n extents of the list, by @d or control. */
static void prepare(u16 domid, u64 n)
{
	u64 i;

	r = (struct xen_memory_reservation){
		.extent_start = (u64)(uintptr_t)extents,
		.nr_extents = n,
		.domid = domid,
	};
	for (i = 0; i < LIST; i++)
		extents[i] = i;
	guest_allow(&r, sizeof(r));
	guest_allow(extents, sizeof(extents));
}

static s64 op(struct domain *d, u32 cmd)
{
	return call_as(d, hc_memory_op, cmd, (u64)(uintptr_t)&r);
}

static void test_populate(void)
{
	struct domain *d;
	u64 i;

	world_init(200);
	d = create(100);
	prepare(1, 70);
	is(op(NULL, XENMEM_populate_physmap), 70);
	is(d->tot_pages, 70);
	for (i = 0; i < 70; i++) {
		is(frame_m2p_get(mfn(extents[i])), i);
		is(frame_lookup(mfn(extents[i]))->owner, 1);
	}
	is(extents[70], 70);
}

/* A few frames of work per call, and the command carries the progress. */
static void test_populate_budget(void)
{
	struct hypercall hc = { .d = control_domain() };
	struct domain *d;
	s64 ret;
	u32 calls = 0;

	world_init(200);
	d = create(100);
	prepare(1, 9);
	hc.arg[0] = XENMEM_populate_physmap;
	hc.arg[1] = (u64)(uintptr_t)&r;
	do {
		hc.budget.left = calls % 2 ? 1 : 64 + 1;
		ret = hc_memory_op(&hc);
		calls++;
		is(hc.arg[0] & 0x3f, XENMEM_populate_physmap);
		is(hc.arg[0] >> 6, d->tot_pages);
	} while (ret == HC_RESTART && calls < 100);
	is(ret, 9);
	is(calls, 5); /* 3 1 3 1 1 */
	is(d->tot_pages, 9);
	is(frame_m2p_get(mfn(extents[8])), 8);
}

static void test_populate_donation(void)
{
	struct hypercall hc = { .d = control_domain() };
	struct domain *d;
	unsigned long given = 6;

	world_init(given);
	d = create(100);
	prepare(1, 20);
	hc.arg[0] = XENMEM_populate_physmap;
	hc.arg[1] = (u64)(uintptr_t)&r;
	hc.budget.left = 1000;
	/* Two of the six are shared_info and the grant table. */
	is(hc_memory_op(&hc), HC_NEED_FRAMES);
	is(hc.frames_wanted, 16 | UP_WANT_RAM);
	is(d->tot_pages, 4);
	for (; given < 13; given++)
		frame_donate(arena_mfn(given));
	frames_admit();
	is(hc_memory_op(&hc), HC_NEED_FRAMES);
	is(hc.frames_wanted, 9 | UP_WANT_RAM);
	for (; given < 40; given++)
		frame_donate(arena_mfn(given));
	frames_admit();
	is(hc_memory_op(&hc), 20);
	is(d->tot_pages, 20);
	is(frame_m2p_get(mfn(extents[19])), 19);
}

/* Linux is asked for what the domain may still have, not for what it wants. */
static void test_populate_wanted(void)
{
	struct hypercall hc;
	struct domain *d;

	world_init(6); /* two: shared_info and grant table */
	d = create(10);
	prepare(DOMID_SELF, 1);
	r.nr_extents = UINT32_MAX >> 6;
	hc = (struct hypercall){
		.d = d,
		.v = d->vcpu[0],
		.arg = { XENMEM_populate_physmap, (u64)(uintptr_t)&r },
		.budget = { 1000 },
	};
	is(hc_memory_op(&hc), HC_NEED_FRAMES);
	is(d->tot_pages, 4);
	is(hc.frames_wanted, 6 | UP_WANT_RAM);
	d->life = DOMAIN_DYING;
	is(hc_memory_op(&hc), 4);
	d->life = DOMAIN_ALIVE;
}

/* A guest does without what Linux does not have, once for each refusal. */
static void test_populate_refused(void)
{
	struct vcpu v = { .id = 0 };
	struct hypercall hc;
	struct domain *d;

	world_init(6); /* two: shared_info and grant table */
	d = create(10);
	prepare(DOMID_SELF, 8);
	hc = (struct hypercall){
		.d = d,
		.v = &v,
		.arg = { XENMEM_populate_physmap, (u64)(uintptr_t)&r },
		.budget = { 1000 },
	};
	is(hc_memory_op(&hc), HC_NEED_FRAMES);
	v.lend_refused = true;
	is(hc_memory_op(&hc), 4);
	is(d->tot_pages, 4);
	yes(!v.lend_refused);
	is(hc_memory_op(&hc), HC_NEED_FRAMES);
}

static void test_populate_limits(void)
{
	struct domain *d;

	world_init(200);
	d = create(10);
	prepare(DOMID_SELF, 12);
	is(op(d, XENMEM_populate_physmap), 10);
	is(d->tot_pages, 10);
	prepare(DOMID_SELF, 1);
	is(op(d, XENMEM_populate_physmap), 0);
	d->max_pages = 50;
	r.extent_order = 9;
	is(op(d, XENMEM_populate_physmap), 0);
	is(op(NULL, XENMEM_populate_physmap), 0);
	is(d->tot_pages, 10);
}

static void test_populate_bad(void)
{
	struct domain *d, *e;
	u64 frames;

	world_init(200);
	d = create(50);
	e = create(50);
	frames = frames_free();
	prepare(2, 4);
	is(op(d, XENMEM_populate_physmap), 0);
	prepare(7, 4);
	is(op(NULL, XENMEM_populate_physmap), 0);
	prepare(0, 4);
	is(op(NULL, XENMEM_populate_physmap), 0);
	/* Whoever asks for what is behind the end is told that it is done. */
	prepare(1, 4);
	is(op(NULL, XENMEM_populate_physmap | 5 << 6), 5);
	r.nr_extents = U64_MAX;
	is(op(NULL, XENMEM_populate_physmap), 0);
	r.nr_extents = (UINT32_MAX >> 6) + 1;
	is(op(NULL, XENMEM_populate_physmap), 0);
	prepare(1, 4);
	r.extent_start = 0x1000;
	is(op(d, XENMEM_populate_physmap), 0);
	r.extent_start = HYPERVISOR_VIRT_START;
	is(op(d, XENMEM_populate_physmap), 0);
	/* What the caller cannot be told is taken back. */
	prepare(1, 4);
	guest_forbid_all();
	guest_allow(&r, sizeof(r));
	guest_allow_read(extents, sizeof(extents));
	is(op(d, XENMEM_populate_physmap), 0);
	guest_forbid_all();
	is(op(d, XENMEM_populate_physmap), 0);
	is(d->tot_pages, 0);
	is(e->tot_pages, 0);
	is(frames_free(), frames);
}

static void test_populate_dying(void)
{
	struct domain *d;
	struct frame *f;
	u64 m;

	world_init(200);
	d = create(50);
	populate(d, 1, &m);
	spin_lock(&d->lock);
	f = frame_get(d, mfn(m));
	spin_unlock(&d->lock);
	yes(f);
	kill(1, UINT_MAX);
	prepare(1, 4);
	is(op(NULL, XENMEM_populate_physmap), 0);
	is(d->tot_pages, 1);
}

static void test_decrease(void)
{
	struct pt_budget b = { 10000 };
	struct domain *d;
	u64 frames, m[4];

	world_init(200);
	d = create(50);
	frames = frames_free();
	populate(d, 4, m);
	build_l4(m[3]);
	spin_lock(&d->lock);
	is(pt_pin(d, mfn(m[3]), FRAME_L4, &b), 0);
	spin_unlock(&d->lock);
	prepare(DOMID_SELF, 4);
	memcpy(extents, m, sizeof(m));
	is(op(d, XENMEM_decrease_reservation), 4);
	is(d->tot_pages, 0);
	is(frames_free(), frames);
	is(frame_m2p_get(mfn(m[0])), XEN_INVALID_P2M_ENTRY);
	/* A second time they are not the domain's. */
	is(op(d, XENMEM_decrease_reservation), 0);
}

static void test_decrease_foreign(void)
{
	struct domain *d, *e;
	u64 m, first;

	world_init(200);
	d = create(50);
	e = create(50);
	populate(e, 1, &m);
	populate(d, 1, &first);
	prepare(DOMID_SELF, 3);
	extents[0] = first;
	extents[1] = m;
	extents[2] = d->shared_info_mfn.n;
	is(op(d, XENMEM_decrease_reservation), 1);
	is(e->tot_pages, 1);
	prepare(DOMID_SELF, 1);
	extents[0] = d->shared_info_mfn.n;
	is(op(d, XENMEM_decrease_reservation), 0);
	extents[0] = U64_MAX;
	is(op(d, XENMEM_decrease_reservation), 0);
	r.extent_start = 8;
	is(op(d, XENMEM_decrease_reservation), 0);
}

/* A mapping keeps the frame, but not in the reservation for ever. */
static void test_decrease_mapped(void)
{
	struct domain *d;
	struct frame *f;
	u64 m;

	world_init(200);
	d = create(50);
	populate(d, 1, &m);
	spin_lock(&d->lock);
	f = frame_get(d, mfn(m));
	spin_unlock(&d->lock);
	prepare(DOMID_SELF, 1);
	extents[0] = m;
	is(op(d, XENMEM_decrease_reservation), 1);
	is(d->tot_pages, 1);
	spin_lock(&d->lock);
	frame_put(d, f);
	spin_unlock(&d->lock);
	is(d->tot_pages, 0);
}

static void test_claim(void)
{
	struct hypercall hc = { .d = control_domain() };
	struct domain *d;

	world_init(101);
	d = create(150);
	r = (struct xen_memory_reservation){ .nr_extents = 60, .domid = 1 };
	guest_allow(&r, sizeof(r));
	is(op(d, XENMEM_claim_pages), -XEN_EPERM);
	is(op(NULL, XENMEM_claim_pages), 0);
	is(d->claimed_pages, 60);
	is(op(NULL, XENMEM_claim_pages), -XEN_EINVAL);
	r.nr_extents = 0;
	is(op(NULL, XENMEM_claim_pages), 0);
	is(d->claimed_pages, 0);
	populate(d, 30, NULL);
	r.nr_extents = 30;
	is(op(NULL, XENMEM_claim_pages), -XEN_EINVAL);
	r.nr_extents = 151;
	hc.arg[0] = XENMEM_claim_pages;
	hc.arg[1] = (u64)(uintptr_t)&r;
	is(hc_memory_op(&hc), -XEN_EINVAL);
	r.nr_extents = 150;
	is(hc_memory_op(&hc), HC_NEED_FRAMES);
	is(hc.frames_wanted, 51 | UP_WANT_RAM);
	is(d->claimed_pages, 0);
	is(hc_memory_op(&hc), 0);
	is(d->claimed_pages, 150);
	r.nr_extents = 40;
	r.extent_order = 1;
	is(op(NULL, XENMEM_claim_pages), -XEN_EINVAL);
	r.extent_order = 0;
	r.mem_flags = 1;
	is(op(NULL, XENMEM_claim_pages), -XEN_EINVAL);
	r.mem_flags = 0;
	r.domid = 9;
	is(op(NULL, XENMEM_claim_pages), -XEN_EINVAL);
}

static struct xen_foreign_memory_map fmap;
static struct xen_memory_map map;
static struct xen_e820_entry e820[DOMAIN_E820_MAX + 1];

static s64 map_set(u32 n)
{
	fmap.domid = 1;
	fmap.map.nr_entries = n;
	fmap.map.buffer = (u64)(uintptr_t)e820;
	return call_as(NULL, hc_memory_op, XENMEM_set_memory_map,
		       (u64)(uintptr_t)&fmap);
}

static s64 map_get(struct domain *d, u32 n)
{
	map.nr_entries = n;
	map.buffer = (u64)(uintptr_t)e820;
	return call_as(d, hc_memory_op, XENMEM_memory_map,
		       (u64)(uintptr_t)&map);
}

static void test_map(void)
{
	struct domain *d;

	world_init(64);
	d = create(0);
	is(map_get(d, 1), -XEN_EFAULT);
	guest_allow(&map, sizeof(map));
	guest_allow(&fmap, sizeof(fmap));
	is(map_get(d, 1), -XEN_ENOSYS);
	is(map_set(2), -XEN_EFAULT);
	guest_allow(e820, sizeof(e820));
	e820[0] = (struct xen_e820_entry){ 0, 0x8000000, XEN_E820_RAM };
	e820[1].addr = 0xa0000;
	is(map_set(DOMAIN_E820_MAX + 1), -XEN_EINVAL);
	is(map_get(d, 1), -XEN_ENOSYS);
	is(map_set(2), 0);
	memset(e820, 0, sizeof(e820));
	is(map_get(d, 8), 0);
	is(map.nr_entries, 2);
	is(e820[0].size, 0x8000000);
	is(e820[1].addr, 0xa0000);
	is(map_get(d, 1), 0);
	is(map.nr_entries, 1);
	/* A guest may change its own, and no other's. */
	is(call_as(d, hc_memory_op, XENMEM_set_memory_map,
		   (u64)(uintptr_t)&fmap), 0);
	is(call_as(create(0), hc_memory_op, XENMEM_set_memory_map,
		   (u64)(uintptr_t)&fmap), -XEN_EPERM);
}

/* A long map has a page of its own while it is there. */
static void test_long_map(void)
{
	struct domain *d;
	unsigned int used, i;

	world_init(64);
	d = create(0);
	guest_allow(&map, sizeof(map));
	guest_allow(&fmap, sizeof(fmap));
	guest_allow(e820, sizeof(e820));
	used = fake_heap.used;
	for (i = 0; i < DOMAIN_E820_MAX; i++)
		e820[i].addr = i;
	is(map_set(DOMAIN_E820_MAX), 0);
	is(map_set(DOMAIN_E820_FEW + 1), 0);
	is(map_set(DOMAIN_E820_MAX), 0);
	is(fake_heap.used, used + 1);
	memset(e820, 0, sizeof(e820));
	is(map_get(d, UINT_MAX), 0);
	is(map.nr_entries, DOMAIN_E820_MAX);
	is(e820[DOMAIN_E820_MAX - 1].addr, DOMAIN_E820_MAX - 1);
	is(map_set(DOMAIN_E820_FEW), 0);
	is(fake_heap.used, used);
	is(map_get(d, UINT_MAX), 0);
	is(map.nr_entries, DOMAIN_E820_FEW);
	fake_heap.left = 0;
	is(map_set(1), HC_NEED_FRAMES);
	fake_heap.left = UINT_MAX;
	is(map_set(DOMAIN_E820_MAX), 0);
	kill(1, UINT_MAX);
	is(domain_get(1), NULL);
	is(fake_heap.used, 0);
}

static void test_numbers(void)
{
	struct xen_machphys_mapping mapping;
	struct xen_memory_domain arg = { 1 };
	struct domain *d, *e;
	u64 at = (u64)(uintptr_t)&arg;

	world_init(64);
	d = create(20);
	e = create(20);
	populate(d, 3, NULL);
	is(call_as(NULL, hc_memory_op, XENMEM_current_reservation, at),
	   -XEN_EFAULT);
	guest_allow(&arg, sizeof(arg));
	is(call_as(NULL, hc_memory_op, XENMEM_current_reservation, at), 3);
	is(call_as(d, hc_memory_op, XENMEM_maximum_reservation, at), 20);
	is(call_as(e, hc_memory_op, XENMEM_maximum_reservation, at),
	   -XEN_EPERM);
	is(call_as(NULL, hc_memory_op, XENMEM_maximum_gpfn, at), 0);
	d->shared_info->arch.max_pfn = 100;
	is(call_as(NULL, hc_memory_op, XENMEM_maximum_gpfn, at), 99);
	is(call_as(d, hc_memory_op, XENMEM_maximum_ram_page, 0),
	   ARENA_BASE + ARENA_FRAMES);
	at = (u64)(uintptr_t)&mapping;
	is(call_as(d, hc_memory_op, XENMEM_machphys_mapping, at), -XEN_EFAULT);
	guest_allow(&mapping, sizeof(mapping));
	is(call_as(d, hc_memory_op, XENMEM_machphys_mapping, at), 0);
	yes(mapping.v_start == MACH2PHYS_VIRT_START);
	is(call_as(NULL, hc_memory_op, XENMEM_get_sharing_freed_pages, 0), 0);
	is(call_as(d, hc_memory_op, XENMEM_machine_memory_map, 0), -XEN_EPERM);
	is(call_as(d, hc_memory_op, 0x3f, 0), -XEN_ENOSYS);
}

/* Numbers that are no frames, one for each 2 MiB of the M2P. */
static void test_machphys_list(void)
{
	u64 frames[3] = { 1, 2, 3 };
	struct xen_machphys_mfn_list arg = {
		.max_extents = 3,
		.extent_start = (u64)(uintptr_t)frames,
	};
	u64 at = (u64)(uintptr_t)&arg, cmd = XENMEM_machphys_mfn_list;
	struct domain *d;

	world_init(64);
	d = create(20);
	guest_allow(&arg, sizeof(arg));
	is(call_as(d, hc_memory_op, cmd, at), -XEN_EPERM);
	is(call_as(NULL, hc_memory_op, cmd, at), -XEN_EFAULT);
	guest_allow(frames, sizeof(frames));
	is(call_as(NULL, hc_memory_op, cmd, at), 0);
	is(arg.nr_extents, 1);
	is(frames[0], UP_M2P_FIRST);
	is(frames[1], 2);
	arg.max_extents = 0;
	is(call_as(NULL, hc_memory_op, cmd, at), 0);
	is(arg.nr_extents, 0);
}

int main(void)
{
	tap_run("populate gives frames and sets the M2P", test_populate);
	tap_run("populate goes on after a restart", test_populate_budget);
	tap_run("populate asks for what there is room for",
		test_populate_wanted);
	tap_run("populate goes on after a donation", test_populate_donation);
	tap_run("Linux refuses: a short count", test_populate_refused);
	tap_run("populate stops at the limit", test_populate_limits);
	tap_run("populate refuses and takes back", test_populate_bad);
	tap_run("a dying domain does not grow", test_populate_dying);
	tap_run("decrease frees, pinned tables too", test_decrease);
	tap_run("decrease leaves others' frames alone",
		test_decrease_foreign);
	tap_run("decrease waits for the last mapping", test_decrease_mapped);
	tap_run("a claim asks Linux and is checked", test_claim);
	tap_run("the memory map is stored and told", test_map);
	tap_run("a long memory map", test_long_map);
	tap_run("numbers and refusals", test_numbers);
	tap_run("the list of the M2P's frames", test_machphys_list);
	return tap_done();
}
