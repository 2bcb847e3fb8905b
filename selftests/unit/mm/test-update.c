// SPDX-License-Identifier: GPL-2.0
/* mmu_update and update_va_mapping: errors, restarts. */
#include <string.h>

#include "mmu-call.h"
#include "guest.h"
#include "model.h"
#include "core/print.h"
#include "xen/base.h"

static void test_update(void)
{
	running();
	is(update(slot(t.l1, 0), pte(t.data, RO)), 0);
	is(done, 1);
	is(entry(t.l1, 0), pte(t.data, RO | PTE_G));
	is(fake_tlb.local, 0);
	is(update(slot(t.l1, 0) | MMU_PT_UPDATE_PRESERVE_AD,
		  pte(t.data, PTE_P)), 0);
	is(entry(t.l1, 0),
	   pte(t.data, PTE_P | PTE_US | PTE_A | PTE_GUEST_KERNEL));
	is(update(slot(t.l1, 0) | MMU_PT_UPDATE_NO_TRANSLATE, 0), 0);
	is(entry(t.l1, 0), 0);
	is(check(), 0);
}

static void test_update_upper(void)
{
	mfn_t l1;

	running();
	l1 = page_of(guest);
	is(update(slot(t.l2, 9), pte(l1, TABLE)), 0);
	is(fake_tlb.local, 0); /* was not present */
	is(update(slot(t.l2, 9), 0), 0);
	is(fake_tlb.local, 1);
	is(frame(l1)->refs, 1); /* zapped at once */
	is(check(), 0);
}

/*
 * The first entry takes the L2 from the L3. The second needs that frame for
 * something else: its end, and that of the L1, come while the L1 is changed.
 */
static void test_update_amid_end(void)
{
	running();
	updates[0] = (struct mmu_update){ slot(t.l3, 0), 0 };
	updates[1] = (struct mmu_update){ slot(t.l1, 9), pte(t.l2, RW) };
	is(update_list(2, DOMID_SELF), 0);
	is(done, 2);
	is(frame(t.l1)->type_refs, 0);
	is(frame(t.l2)->type_refs, 0);
	is(check(), 0);
}

static void test_update_errors(void)
{
	running();
	is(update(slot(t.l1, 0) | 4, 0), -XEN_ENOSYS);
	is(done, 0);
	is(update(slot(mfn(3), 0), 0), -XEN_EINVAL);
	is(update(slot(page_of(neighbour), 0), 0), -XEN_EINVAL);
	is(update(U64_MAX & ~7ULL, 0), -XEN_EINVAL);
	is(update(slot(t.l4, 256), 0), -XEN_EINVAL);
	is(update(slot(t.l1, 9), pte(t.l1, RW)), -XEN_EBUSY);
	is(update(slot(t.l1, 9), pte(page_of(neighbour), RO)), -XEN_EBUSY);
	is(update(slot(t.l1, 9), pte(mfn(3), RO)), -XEN_EPERM);
	is(check(), 0);
}

static void test_update_data(void)
{
	mfn_t m;
	u64 gdt;

	running();
	m = page_of(guest);
	is(update(slot(t.data, 5), 0x1234), 0);
	is(entry(t.data, 5), 0x1234);
	is(update(slot(m, 511), U64_MAX), 0);
	is(entry(m, 511), U64_MAX);
	is(frame(m)->type_refs, 0);
	gdt = page_of(guest).n;
	guest_allow(&gdt, sizeof(gdt));
	is(call(hc_set_gdt, (u64)&gdt, 3, 0, 0), 0);
	is(update(slot(mfn(gdt), 0), 0), -XEN_EINVAL);
	is(check(), 0);
}

static void test_update_m2p(void)
{
	running();
	is(update(mfn_to_maddr(t.data) | MMU_MACHPHYS_UPDATE, 77), 0);
	is(frame_m2p_get(t.data), 77);
	is(update(mfn_to_maddr(page_of(neighbour)) | MMU_MACHPHYS_UPDATE, 7),
	   -XEN_EINVAL);
	updates[0].ptr = mfn_to_maddr(t.data) | MMU_MACHPHYS_UPDATE;
	is(update_list(1, DOMID_SELF | 3U << 16), -XEN_EPERM);
}

/* It stops at the first error and says how far it came. */
static void test_update_list(void)
{
	unsigned int i;

	running();
	for (i = 0; i < ARRAY_SIZE(updates); i++) {
		updates[i].ptr = slot(t.l1, 100 + i);
		updates[i].val = pte(t.data, RW);
	}
	updates[50].val = pte(t.l1, RW);
	is(update_list(64, DOMID_SELF), -XEN_EBUSY);
	is(done, 50);
	is(frame(t.data)->type_refs, 51);
	is(check(), 0);
	updates[50].val = 0;
	is(update_list(64, guest->domid), 0);
	is(done, 64);
	is(frame(t.data)->type_refs, 64);
	is(update_list(0, DOMID_SELF), 0);
	is(done, 0);
	is(check(), 0);
}

static void test_update_restart(void)
{
	unsigned int i;

	running();
	for (i = 0; i < ARRAY_SIZE(updates); i++) {
		updates[i].ptr = slot(t.l1, 100 + i);
		updates[i].val = pte(t.data, RW);
	}
	call_budget = 1;
	is(update_list(64, DOMID_SELF), 0);
	is(done, 64);
	yes(call_restarts >= 32);
	is(frame(t.data)->type_refs, 65);
	call_budget = 3;
	updates[63].val = pte(t.l4, RW);
	is(update_list(64, DOMID_SELF), -XEN_EBUSY);
	is(done, 63);
	is(check(), 0);
}

static void check_between(void)
{
	is(check(), 0);
}

/* Without a place for the sum, and with a tree to validate in the middle. */
static void test_update_restart_tree(void)
{
	struct tree other;

	running();
	spin_lock(&guest->lock);
	other = dense_build();
	spin_unlock(&guest->lock);
	updates[0] = (struct mmu_update){ slot(t.l1, 9), pte(t.data, RW) };
	updates[1] = (struct mmu_update){ slot(t.l4, 9), pte(other.l3, TABLE) };
	updates[2] = (struct mmu_update){ slot(t.l1, 9), 0 };
	updates[3] = (struct mmu_update){ slot(t.l4, 9), 0 };
	updates[4] = (struct mmu_update){ slot(t.l1, 9), pte(other.l1, RW) };
	call_between = check_between;
	call_budget = 7;
	is(call(hc_mmu_update, (u64)updates, 5, 0, DOMID_SELF), 0);
	yes(call_restarts > 100);
	is(frame(other.l1)->type, FRAME_WRITABLE);
	is(check(), 0);
}

static void test_update_pointers(void)
{
	running();
	is(call(hc_mmu_update, 0x1000, 1, (u64)&done, DOMID_SELF),
	   -XEN_EFAULT);
	is(done, 0);
	updates[0] = (struct mmu_update){ slot(t.l1, 9), pte(t.data, RW) };
	is(call(hc_mmu_update, (u64)updates, 1, 0x1000, DOMID_SELF),
	   -XEN_EFAULT);
	is(call(hc_mmu_update, (u64)updates, MMU_UPDATE_PREEMPTED | 1, 0x1000,
		DOMID_SELF), -XEN_EFAULT);
	/* The end of the list is not there. */
	is(call(hc_mmu_update, (u64)updates, 0x7fffffff, (u64)&done,
		DOMID_SELF), -XEN_EINVAL);
	is(done, 1);
	is(check(), 0);
}

static void test_update_domains(void)
{
	running();
	updates[0] = (struct mmu_update){ slot(t.l1, 9), pte(t.data, RW) };
	is(update_list(1, neighbour->domid), -XEN_EPERM);
	is(update_list(1, DOMID_IO), -XEN_EPERM);
	is(update_list(1, DOMID_SELF | (neighbour->domid + 1U) << 16),
	   -XEN_EPERM);
	is(update_list(1, DOMID_SELF | (guest->domid + 1U) << 16), 0);
	is(check(), 0);
}

static s64 control_update(u64 ptr, u64 val, u32 domids)
{
	updates[0] = (struct mmu_update){ ptr, val };
	return call_control(hc_mmu_update, (u64)updates, 1, (u64)&done,
			    domids);
}

static void test_update_by_control(void)
{
	running();
	is(control_update(mfn_to_maddr(t.data) | MMU_MACHPHYS_UPDATE, 5, 1), 0);
	is(frame_m2p_get(t.data), 5);
	is(control_update(slot(t.l1, 9), pte(t.data, RW), 1), -XEN_EPERM);
	is(control_update(slot(t.l1, 9), pte(t.data, RW), 1 | 2U << 16), 0);
	is(control_update(slot(t.l1, 9), 0, 99), -XEN_ESRCH);
	guest->life = DOMAIN_DYING;
	is(control_update(slot(t.l1, 9), 0, 1 | 2U << 16), -XEN_EINVAL);
	is(check(), 0);
}

struct va_case {
	u64 flags;
	unsigned int local;
	unsigned int page;
};

static void test_va(void)
{
	static u64 mine = 1, others = 2;
	const struct va_case cases[] = {
		{ UVMF_NONE, 0, 0 },
		{ UVMF_TLB_FLUSH, 1, 0 },
		{ UVMF_TLB_FLUSH | UVMF_ALL, 1, 0 },
		{ UVMF_TLB_FLUSH | (u64)&mine, 1, 0 },
		{ UVMF_TLB_FLUSH | (u64)&others, 0, 0 },
		{ UVMF_INVLPG, 0, 1 },
		{ UVMF_INVLPG | UVMF_ALL, 0, 1 },
		{ UVMF_INVLPG | (u64)&mine, 0, 1 },
		{ UVMF_INVLPG | (u64)&others, 0, 0 },
		{ UVMF_NONE | 0x1000, 0, 0 },
	};
	const struct va_case *c;

	running();
	guest_allow(&mine, sizeof(mine));
	guest_allow(&others, sizeof(others));
	for (c = cases; c < cases + ARRAY_SIZE(cases); c++) {
		memset(&fake_tlb, 0, sizeof(fake_tlb));
		is(call(hc_update_va_mapping, 0x9123, pte(t.data, RW), c->flags,
			0), 0);
		is(entry(t.l1, 9), pte(t.data, RW | PTE_G));
		is(fake_tlb.local, c->local);
		is(fake_tlb.page, c->page);
	}
	is(call(hc_update_va_mapping, 0x9000, 0, UVMF_INVLPG | 0x1000, 0),
	   -XEN_EINVAL);
	is(check(), 0);
}

static void test_va_errors(void)
{
	running();
	is(call(hc_update_va_mapping, 1 << 21, 0, 0, 0), -XEN_EINVAL);
	is(call(hc_update_va_mapping, 0xffff800000000000, 0, 0, 0),
	   -XEN_EINVAL);
	is(call(hc_update_va_mapping, 0x0000800000000000, 0, 0, 0),
	   -XEN_EINVAL);
	is(call(hc_update_va_mapping, 0x9000, pte(t.l1, RW), 0, 0),
	   -XEN_EBUSY);
	is(call(hc_update_va_mapping, 0x9000, pte(mfn(1), RW), 0, 0),
	   -XEN_EPERM);
	is(call_control(hc_update_va_mapping, 0, 0, 0, 0), -XEN_EOPNOTSUPP);
	is(check(), 0);
}

/* A guest cannot fill the log. */
static void test_log_is_bounded(void)
{
	unsigned int i, before;

	running();
	before = fake_log_count();
	for (i = 0; i < 1000; i++)
		is(update(slot(t.l1, 9), pte(t.l1, RW)), -XEN_EBUSY);
	yes(fake_log_count() - before > 0);
	yes(fake_log_count() - before <= 16);
	is(call(hc_update_va_mapping, 1 << 21, 0, 0, 0), -XEN_EINVAL);
}

int main(void)
{
	tap_run("mmu_update: L1 entries", test_update);
	tap_run("mmu_update: upper entries are flushed", test_update_upper);
	tap_run("mmu_update: a table that ends amid its change",
		test_update_amid_end);
	tap_run("mmu_update: errors", test_update_errors);
	tap_run("mmu_update: data", test_update_data);
	tap_run("mmu_update: M2P", test_update_m2p);
	tap_run("mmu_update: a list stops at an error", test_update_list);
	tap_run("mmu_update: a list is restarted", test_update_restart);
	tap_run("mmu_update: a tree is restarted", test_update_restart_tree);
	tap_run("mmu_update: wild pointers", test_update_pointers);
	tap_run("mmu_update: other domains", test_update_domains);
	tap_run("mmu_update: the control domain", test_update_by_control);
	tap_run("update_va_mapping and its flushes", test_va);
	tap_run("update_va_mapping: errors", test_va_errors);
	tap_run("refusals are logged, but not all", test_log_is_bounded);
	return tap_done();
}
