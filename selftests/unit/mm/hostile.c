// SPDX-License-Identifier: GPL-2.0
/* See hostile.h. */
#include <stdio.h>

#include "choice.h"
#include "hostile.h"
#include "mmu-call.h"
#include "guest.h"
#include "model.h"
#include "reference.h"
#include "shadow.h"
#include "world.h"
#include "core/print.h"
#include "mm/tlb.h"
#include "mm/vcpu_mm.h"
#include "xen/base.h"
#include "xen/mmu.h"

#define VCPUS 3
#define FOREIGN_MAX 8
#define LIST_MAX 6

static u64 gdt[VCPU_GDT_FRAMES];

/* What the control domain maps: typed if writable. */
static struct foreign {
	struct domain *d;
	mfn_t m;
	bool writable;
} foreign[FOREIGN_MAX];

static unsigned int nr_foreign;
static unsigned long tried[32], succeeded[32];

static int step_update(void)
{
	static const unsigned int cmds[] = { 0, 0, 0, 1, 2, 2, 3, 5 };
	unsigned int i, nr = 1 + rnd(LIST_MAX);
	mfn_t table;

	for (i = 0; i < nr; i++) {
		table = rnd(3) ? random_typed(1 + rnd(4)) : random_frame();
		updates[i].ptr = mfn_to_maddr(table) + random_index() * 8 +
				 cmds[rnd(ARRAY_SIZE(cmds))];
		updates[i].val = random_pte(table);
	}
	return call(hc_mmu_update, (u64)updates, nr, 0, DOMID_SELF);
}

static int step_ext(void)
{
	static const u32 cmds[] = {
		0, 1, 2, 3, 0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 5, 15, 6, 13, 16, 17,
	};
	unsigned int i, nr = 1 + rnd(2);

	for (i = 0; i < nr; i++) {
		ops[i].cmd = cmds[rnd(ARRAY_SIZE(cmds))];
		ops[i].arg1.mfn = random_frame().n;
		ops[i].arg2.src_mfn = random_frame().n;
		if (ops[i].cmd == MMUEXT_SET_LDT) {
			ops[i].arg1.mfn = rnd(4) << PAGE_SHIFT;
			ops[i].arg2.nr_ents = rnd(1025);
		}
	}
	return call(hc_mmuext_op, (u64)ops, nr, 0, DOMID_SELF);
}

static int step_va(void)
{
	u64 va = (u64)random_index() << 39 | (u64)random_index() << 30 |
		 random_index() << 21 | random_index() << 12;

	if (rnd(4))
		va &= 0x3fff;
	if (va >> 47)
		va |= 0xffffULL << 48;
	return call(hc_update_va_mapping, va,
		    random_pte(random_typed(FRAME_L1)), 0, 0);
}

static int step_gdt(void)
{
	unsigned int i;

	for (i = 0; i < VCPU_GDT_FRAMES; i++)
		gdt[i] = random_frame().n;
	return call(hc_set_gdt, (u64)gdt, rnd(3 * 512), 0, 0);
}

static int step_descriptor(void)
{
	return call(hc_update_descriptor,
		    mfn_to_maddr(random_frame()) + random_index() * 8,
		    rnd(U64_MAX), 0, 0);
}

/* What the processor of another vCPU does at any time. */
static void other_acts(struct vcpu *other)
{
	switch (rnd(6)) {
	case 0:
		if (other->running)
			fake_tlb_leave(other);
		else if (!spin_is_locked(&guest->lock))
			fake_tlb_run(other);
		break;
	case 1:
		tlb_conceal(other);
		break;
	case 2:
	case 3:
		if (other->running)
			fake_tlb_expose(other);
		break;
	default:
		break;
	}
	if (other->running && other->tlb.exposed)
		shadow_observe(other);
}

static void others_act(void)
{
	unsigned int i;

	for (i = 0; i < VCPUS; i++)
		if (guest->vcpu[i] != fake_tlb.self && !rnd(3))
			other_acts(guest->vcpu[i]);
}

/* It leaves the guest, and may be in it again before anybody looks. */
static void interrupted(struct vcpu *other)
{
	tlb_conceal(other);
	if (rnd(2))
		fake_tlb_expose(other);
	if (other->tlb.exposed)
		shadow_observe(other);
}

/* All vCPUs of the guest run, this processor has the first. */
static void vcpus_run(void)
{
	unsigned int i;

	for (i = 0; i < VCPUS; i++)
		fake_tlb_run(guest->vcpu[i]);
	v = guest->vcpu[0];
	tlb_conceal(v);
	fake_tlb.self = v;
}

static void vcpus_leave(void)
{
	unsigned int i;

	for (i = 0; i < VCPUS; i++)
		fake_tlb_leave(guest->vcpu[i]);
	fake_tlb.self = NULL;
}

/* Another vCPU makes the next call. */
static void vcpu_choose(void)
{
	struct vcpu *next = guest->vcpu[rnd(VCPUS)];

	if (rnd(2) && v->running)
		fake_tlb_expose(v);
	if (!next->running)
		fake_tlb_run(next);
	tlb_conceal(next);
	v = next;
	fake_tlb.self = v;
}

/* The control domain acts: no vCPU is here. */
static void control_begin(void)
{
	fake_tlb.self = NULL;
}

static void control_end(void)
{
	fake_tlb.self = v;
}

static int step_control(void)
{
	static const u32 cmds[] = { 0, 1, 2, 3, 4, 16, 17 };
	int rc;

	ops[0].cmd = cmds[rnd(ARRAY_SIZE(cmds))];
	ops[0].arg1.mfn = random_frame().n;
	ops[0].arg2.src_mfn = random_frame().n;
	control_begin();
	rc = call_control(hc_mmuext_op, (u64)ops, 1, 0, guest->domid);
	control_end();
	return rc;
}

static int step_interrupt(void)
{
	fake_tlb_load(v);
	return 0;
}

/* The first part of a call whose caller does not come back. */
static int step_unfinished(void)
{
	u32 cmd = rnd(4);
	struct pt_budget b = { 1 + rnd(600) };

	spin_lock(&guest->lock);
	if (!pt_zap(guest, &b))
		pt_pin(guest, random_frame(), FRAME_L1 + cmd, &b);
	spin_unlock(&guest->lock);
	return 0;
}

/* A clear page where there was none. */
static int step_allocate(void)
{
	if (guest->tot_pages >= GUEST_PAGES)
		return -1;
	page_of(guest);
	return 0;
}

static int step_release(void)
{
	mfn_t m = random_frame();
	int rc = -1;

	if (rnd(4))
		return rc;
	spin_lock(&guest->lock);
	if (frame(m))
		rc = frame_release(guest, frame(m));
	spin_unlock(&guest->lock);
	return rc;
}

static int step_foreign_map(void)
{
	struct foreign *f = &foreign[nr_foreign];
	bool ok;

	if (nr_foreign == FOREIGN_MAX)
		return -1;
	f->d = guest;
	f->m = random_frame();
	f->writable = rnd(2);
	control_begin();
	spin_lock(&guest->lock);
	if (f->writable)
		ok = !get_type(f->m, FRAME_WRITABLE);
	else
		ok = frame_get(guest, f->m);
	spin_unlock(&guest->lock);
	control_end();
	if (!ok)
		return -1;
	model_held(f->m)->refs++;
	model_held(f->m)->type_refs += f->writable;
	nr_foreign++;
	return 0;
}

static int step_foreign_unmap(void)
{
	struct foreign *f;

	if (!nr_foreign)
		return -1;
	f = &foreign[rnd(nr_foreign)];
	model_held(f->m)->refs--;
	model_held(f->m)->type_refs -= f->writable;
	spin_lock(&f->d->lock);
	if (f->writable)
		pt_put_type(f->d, frame(f->m));
	else
		frame_put(f->d, frame(f->m));
	spin_unlock(&f->d->lock);
	*f = foreign[--nr_foreign];
	return 0;
}

static int step_processor(void)
{
	mfn_t m = random_typed(FRAME_L1);
	u64 *slot;

	if (!frame(m) || frame(m)->owner != guest->domid ||
	    !frame(m)->type_refs || frame(m)->type > FRAME_L4)
		return -1;
	slot = (u64 *)frame_map(m) + random_index();
	if (*slot & PTE_P && (*slot & PTE_ADDR) < 1ULL << 40)
		*slot |= rnd(2) ? PTE_A : PTE_A | PTE_D;
	return 0;
}

static int step_zap(void)
{
	struct pt_budget b = { rnd(1000) };
	int rc;

	control_begin();
	spin_lock(&guest->lock);
	rc = pt_zap(guest, &b);
	spin_unlock(&guest->lock);
	control_end();
	return rc;
}

/* Destroyed in small steps, the guest leaves nothing but what is mapped. */
static void guest_die(void)
{
	struct pt_budget b;
	unsigned int i;

	guest->life = DOMAIN_DYING;
	vcpus_leave();
	spin_lock(&guest->lock);
	for (i = 0; i < VCPUS; i++)
		vcpu_mm_release(guest->vcpu[i]);
	do {
		is(check(), 0);
		b.left = 1 + rnd(200);
	} while (pt_relinquish(guest, &b));
	spin_unlock(&guest->lock);
}

/* Linux takes back what was released and lends it again. */
static int step_lend(void)
{
	int rc = -1;
	mfn_t m;

	while (frame_reclaim(&m, false)) {
		bug_on(frame_donate(m));
		rc = 0;
	}
	frames_admit();
	return rc;
}

/* Its lock is held; its vCPUs run on a tree from then on. */
static void guest_begin(void)
{
	unsigned int i;

	t = tree_build();
	for (i = 0; i < VCPUS; i++) {
		bug_on(get_type(t.l4, FRAME_L4));
		guest->vcpu[i]->root = t.l4;
	}
	while (guest->tot_pages < GUEST_PAGES / 2)
		page();
}

/* Another takes its place, while some of its frames are mapped still. */
static int step_death(void)
{
	guest_die();
	step_lend();
	guest->life = DOMAIN_ALIVE;
	guest->relinquish_phase = 0;
	spin_lock(&guest->lock);
	guest_begin();
	spin_unlock(&guest->lock);
	vcpus_run();
	return 0;
}

/* The other guest's vCPUs run. */
static int step_switch(void)
{
	struct domain *other = neighbour;

	vcpus_leave();
	neighbour = guest;
	guest = other;
	vcpus_run();
	return 0;
}

/* An operation of which it is known what must come of it. */
static int step_foretold(void)
{
	mfn_t m = random_typed(1 + rnd(4));
	unsigned int index = random_index();
	u64 e = random_pte(m), level = 1 + rnd(4);
	int want, got;

	spin_lock(&guest->lock);
	zap();
	spin_unlock(&guest->lock);
	switch (rnd(3)) {
	case 0:
		want = reference_pin(guest, m, level);
		got = ext(MMUEXT_PIN_L1_TABLE + level - 1, m.n, 0);
		break;
	case 1:
		want = reference_root(guest, m);
		got = ext(MMUEXT_NEW_USER_BASEPTR, m.n, 0);
		break;
	default:
		want = reference_update(guest, m, index, e);
		got = update(slot(m, index), e);
		break;
	}
	is(got, want);
	return got;
}

static const struct step {
	const char *name;
	int (*fn)(void);
	unsigned int weight;
} kinds[] = {
	{ "mmu_update", step_update, 40 },
	{ "mmuext_op", step_ext, 30 },
	{ "foretold", step_foretold, 40 },
	{ "update_va_mapping", step_va, 10 },
	{ "set_gdt", step_gdt, 3 },
	{ "update_descriptor", step_descriptor, 2 },
	{ "unfinished pin", step_unfinished, 3 },
	{ "allocate", step_allocate, 8 },
	{ "release", step_release, 6 },
	{ "lend", step_lend, 2 },
	{ "foreign map", step_foreign_map, 3 },
	{ "foreign unmap", step_foreign_unmap, 4 },
	{ "processor", step_processor, 5 },
	{ "zap", step_zap, 2 },
	{ "by control", step_control, 8 },
	{ "interrupt", step_interrupt, 10 },
	{ "switch", step_switch, 6 },
	{ "death", step_death, 1 },
};

static unsigned int weights(void)
{
	unsigned int i, sum = 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		sum += kinds[i].weight;
	return sum;
}

/* Nobody's translations do harm, those that are about to be used neither. */
static void tlbs_check(void)
{
	struct vcpu *other;
	unsigned int i;

	for (i = 0; i < VCPUS; i++)
		is(shadow_check(guest->vcpu[i]), 0);
	fake_tlb_expose(v);
	for (i = 0; i < VCPUS; i++) {
		other = guest->vcpu[i];
		if (other->running && other->tlb.exposed)
			shadow_observe(other);
		is(shadow_check(other), 0);
	}
	tlb_conceal(v);
}

const char *hostile_step(void)
{
	static const u32 budgets[] = { 1, 3, 40, 600, 100000, 100000, 100000 };
	unsigned int i = 0, n = rnd(weights());

	while (n >= kinds[i].weight)
		n -= kinds[i++].weight;
	call_budget = budgets[rnd(ARRAY_SIZE(budgets))];
	vcpu_choose();
	tried[i]++;
	succeeded[i] += !kinds[i].fn();
	is(check(), 0);
	is(check_domain(neighbour), 0);
	tlbs_check();
	return kinds[i].name;
}

/* All vCPUs, which stand still. */
static void vcpus_add(struct domain *d)
{
	unsigned int i;

	for (i = 1; i < VCPUS; i++)
		fake_vcpu_add(d);
	for (i = 0; i < VCPUS; i++)
		shadow_forget(d->vcpu[i]);
}

void hostile_start(u64 (*choose)(u64 below))
{
	rnd = choose;
	world_init();
	fake_tlb.inside = NULL;
	fake_tlb_loads = shadow_forget;
	fake_tlb_interrupted = interrupted;
	vcpus_add(neighbour);
	vcpus_add(guest);
	guest_begin();
	spin_unlock(&guest->lock);
	step_switch();
	spin_lock(&guest->lock);
	guest_begin();
	spin_unlock(&guest->lock);
	guest_race = others_act;
	call_between = others_act;
	guest_allow(updates, sizeof(updates));
	guest_allow(ops, sizeof(ops));
	guest_allow(gdt, sizeof(gdt));
	guest_allow(&done, sizeof(done));
}

void hostile_finish(void)
{
	mfn_t m;

	guest_race = NULL;
	call_between = NULL;
	guest_die();
	step_switch();
	guest_die();
	while (nr_foreign)
		step_foreign_unmap();
	is(guest->tot_pages + neighbour->tot_pages, 0);
	is(frames_free(), frames_donated());
	while (frame_reclaim(&m, true))
		;
	is(frames_donated(), 0);
	guest_forbid_all();
	fake_domains_forget();
}

void hostile_report(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		printf("%s%s %lu/%lu", i ? ", " : "", kinds[i].name,
		       succeeded[i], tried[i]);
	printf("\n");
}
