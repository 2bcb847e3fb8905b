// SPDX-License-Identifier: GPL-2.0
/* Roots and descriptor tables of a vCPU. */
#include <string.h>

#include "guest.h"
#include "model.h"
#include "world.h"
#include "core/print.h"
#include "mm/vcpu_mm.h"

static struct vcpu *v;
static struct tree t;

static void vcpu_world(void)
{
	world_init();
	v = guest->vcpu[0];
	t = tree_build();
}

static int root(mfn_t *slot, mfn_t m)
{
	return vcpu_root_set(v, slot, m, &plenty);
}

static void test_root(void)
{
	mfn_t other;

	vcpu_world();
	is(root(&v->root, t.l3), -XEN_EINVAL);
	zap();
	yes(mfn_is_none(v->root));
	is(root(&v->root, t.l4), 0);
	is(root(&v->root, t.l4), 0);
	is(frame(t.l4)->type_refs, 1);
	other = page();
	is(root(&v->root, other), 0);
	is(check(), 0);
	yes(frame(t.l4)->flags & FRAME_ZAPPING);
	is(root(&v->root, MFN_NONE), -XEN_EINVAL);
	is(root(&v->root, mfn(0)), -XEN_EINVAL);
	is(root(&v->root, page_of(neighbour)), -XEN_EINVAL);
	yes(mfn_eq(v->root, other));
	is(check(), 0);
}

static void test_user_root(void)
{
	vcpu_world();
	is(root(&v->root, t.l4), 0);
	is(root(&v->user_root, t.l4), 0);
	is(frame(t.l4)->type_refs, 2);
	is(check(), 0);
	is(root(&v->user_root, mfn(0)), 0);
	yes(mfn_is_none(v->user_root));
	is(root(&v->user_root, MFN_NONE), 0);
	is(frame(t.l4)->type_refs, 1);
	is(check(), 0);
}

static void test_gdt(void)
{
	u64 gdt[VCPU_GDT_FRAMES], bad;
	unsigned int i;

	vcpu_world();
	for (i = 0; i < VCPU_GDT_FRAMES; i++)
		gdt[i] = page().n;
	is(vcpu_gdt_set(v, gdt, 7169, true, &plenty), -XEN_EINVAL);
	is(vcpu_gdt_set(v, gdt, 7168, true, &plenty), 0);
	is(fake_calls.gdt_load, 1);
	is(check(), 0);
	is(vcpu_gdt_set(v, gdt, 513, false, &plenty), 0);
	is(fake_calls.gdt_load, 1);
	is(v->gdt_entries, 513);
	yes(mfn_is_none(v->gdt[2]));
	is(check(), 0);
	bad = gdt[13];
	gdt[13] = page_of(neighbour).n;
	is(vcpu_gdt_set(v, gdt, 7168, true, &plenty), -XEN_EINVAL);
	is(v->gdt_entries, 513);
	is(check(), 0);
	gdt[13] = bad;
	/* One frame may serve twice. */
	gdt[3] = gdt[4];
	is(vcpu_gdt_set(v, gdt, 7168, true, &plenty), 0);
	is(check(), 0);
	is(vcpu_gdt_set(v, gdt, 0, true, &plenty), 0);
	is(check(), 0);
	is(frame(mfn(gdt[0]))->refs, 1);
}

static void test_gdt_must_not_be_writable(void)
{
	u64 gdt = 0;

	vcpu_world();
	is(root(&v->root, t.l4), 0);
	gdt = t.data.n;
	is(vcpu_gdt_set(v, &gdt, 16, true, &plenty), -XEN_EINVAL);
	is(set(t.l1, 0, pte(t.data, RO)), 0);
	is(vcpu_gdt_set(v, &gdt, 16, true, &plenty), 0);
	is(set(t.l1, 0, pte(t.data, RW)), -XEN_EBUSY);
	is(check(), 0);
}

static void test_ldt(void)
{
	mfn_t a, b;

	vcpu_world();
	a = page();
	b = page();
	put_entry(t.l1, 16, a, RO);
	put_entry(t.l1, 17, b, RO);
	is(root(&v->root, t.l4), 0);
	is(vcpu_ldt_set(v, 0x10001, 1, &plenty), -XEN_EINVAL);
	is(vcpu_ldt_set(v, 0x10000, 8193, &plenty), -XEN_EINVAL);
	is(vcpu_ldt_set(v, 0x10000, 1025, &plenty), -XEN_EINVAL);
	is(vcpu_ldt_set(v, 0xffff800000000000, 1, &plenty), -XEN_EINVAL);
	is(vcpu_ldt_set(v, 0x00007fffffffffff & ~0xfff, 513, &plenty),
	   -XEN_EINVAL);
	is(check(), 0);
	is(vcpu_ldt_set(v, 0x10000, 513, &plenty), 0);
	is(fake_calls.ldt_load, 1);
	is(frame(a)->type, FRAME_SEG_DESC);
	is(frame(b)->type_refs, 1);
	is(v->ldt_entries, 513);
	is(check(), 0);
	/* Remapped or not, the frames stay what they are. */
	is(set(t.l1, 16, 0), 0);
	is(set(t.l1, 20, pte(a, RW)), -XEN_EBUSY);
	is(vcpu_ldt_set(v, 0, 0, &plenty), 0);
	is(set(t.l1, 20, pte(a, RW)), 0);
	is(v->ldt_entries, 0);
	is(check(), 0);
	/* Data is no LDT. */
	is(vcpu_ldt_set(v, 0, 1, &plenty), -XEN_EINVAL);
	is(check(), 0);
}

static void test_context(void)
{
	struct vcpu_mm mm = { .gdt_entries = 600 };
	struct pt_budget b;
	unsigned int restarts = 0;
	int rc;

	vcpu_world();
	t = dense_build();
	mm.root = t.l4;
	mm.user_root = page();
	mm.gdt[0] = page().n;
	mm.gdt[1] = page().n;
	do {
		b.left = 5;
		rc = pt_zap(guest, &b);
		if (!rc)
			rc = vcpu_mm_set(v, &mm, &b);
		is(check(), 0);
	} while (rc == -XEN_ERESTART && ++restarts < 10000);
	is(rc, 0);
	yes(restarts > 100);
	yes(mfn_eq(v->root, mm.root));
	yes(mfn_eq(v->user_root, mm.user_root));
	is(v->gdt_entries, 600);
	mm.user_root = mfn(0);
	mm.gdt_entries = 0;
	is(vcpu_mm_set(v, &mm, &plenty), 0);
	yes(mfn_is_none(v->user_root));
	is(check(), 0);
	is(fake_calls.gdt_load, 0);
	mm.root = mfn(0);
	is(vcpu_mm_set(v, &mm, &plenty), -XEN_EINVAL);
	mm.root = t.l4;
	mm.gdt_entries = 7169;
	is(vcpu_mm_set(v, &mm, &plenty), -XEN_EINVAL);
	is(check(), 0);
}

static void test_release(void)
{
	u64 gdt;

	vcpu_world();
	put_entry(t.l1, 16, page(), RO);
	gdt = page().n;
	is(root(&v->root, t.l4), 0);
	is(root(&v->user_root, t.l4), 0);
	is(vcpu_gdt_set(v, &gdt, 5, true, &plenty), 0);
	is(vcpu_ldt_set(v, 0x10000, 5, &plenty), 0);
	is(check(), 0);
	vcpu_mm_release(v);
	vcpu_mm_release(v);
	is(check(), 0);
	guest->life = DOMAIN_DYING;
	is(pt_relinquish(guest, &plenty), 0);
	is(guest->tot_pages, 0);
}

/* A structure fresh from the heap holds nothing. */
static void test_zeroed(void)
{
	static struct vcpu fresh;

	vcpu_world();
	fresh.d = guest;
	vcpu_mm_release(&fresh);
	memset(&fresh, 0, sizeof(fresh));
	fresh.d = guest;
	is(vcpu_root_set(&fresh, &fresh.root, t.l4, &plenty), 0);
	is(frame(t.l4)->type_refs, 1);
	vcpu_mm_release(&fresh);
	zap();
	is(model_check(guest), 0);
}

int main(void)
{
	tap_run("a root is an L4", test_root);
	tap_run("both roots may be one table", test_user_root);
	tap_run("a GDT is exchanged as a whole", test_gdt);
	tap_run("a GDT is not writable", test_gdt_must_not_be_writable);
	tap_run("an LDT is what was mapped", test_ldt);
	tap_run("a context is taken in parts", test_context);
	tap_run("a vCPU gives everything back", test_release);
	tap_run("a zeroed vCPU holds nothing", test_zeroed);
	return tap_done();
}
