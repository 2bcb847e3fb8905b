// SPDX-License-Identifier: GPL-2.0
/* mmuext_op and the descriptor tables: errors, restarts. */
#include <string.h>

#include "mmu-call.h"
#include "guest.h"
#include "model.h"
#include "core/print.h"
#include "xen/base.h"

static void check_between(void)
{
	is(check(), 0);
}

static void test_ext_pin(void)
{
	struct tree other;

	running();
	spin_lock(&guest->lock);
	other = tree_build();
	spin_unlock(&guest->lock);
	is(ext(MMUEXT_PIN_L4_TABLE, other.l4.n, 0), 0);
	is(ext(MMUEXT_PIN_L4_TABLE, other.l4.n, 0), -XEN_EINVAL);
	is(ext(MMUEXT_PIN_L3_TABLE, other.l3.n, 0), 0);
	is(ext(MMUEXT_PIN_L2_TABLE, other.l2.n, 0), 0);
	is(ext(MMUEXT_PIN_L1_TABLE, other.l1.n, 0), 0);
	is(ext(MMUEXT_PIN_L1_TABLE, other.l2.n, 0), -XEN_EINVAL);
	is(check(), 0);
	ops[0] = (struct mmuext_op){ MMUEXT_UNPIN_TABLE, { other.l4.n }, {} };
	ops[1] = (struct mmuext_op){ MMUEXT_UNPIN_TABLE, { other.l3.n }, {} };
	ops[2] = (struct mmuext_op){ MMUEXT_UNPIN_TABLE, { other.l2.n }, {} };
	ops[3] = (struct mmuext_op){ MMUEXT_UNPIN_TABLE, { other.l1.n }, {} };
	is(ext_list(4, DOMID_SELF), 0);
	is(done, 4);
	is(frame(other.data)->refs, 1);
	is(check(), 0);
}

static void test_ext_restart(void)
{
	struct tree other;

	running();
	spin_lock(&guest->lock);
	other = dense_build();
	spin_unlock(&guest->lock);
	ops[0].cmd = MMUEXT_PIN_L4_TABLE;
	ops[0].arg1.mfn = other.l4.n;
	ops[1].cmd = MMUEXT_UNPIN_TABLE;
	ops[1].arg1.mfn = other.l4.n;
	ops[2] = ops[0];
	ops[3] = ops[1];
	ops[4] = ops[1]; /* fails: not pinned any more */
	call_between = check_between;
	call_budget = 11;
	is(ext_list(5, DOMID_SELF), -XEN_EINVAL);
	is(done, 4);
	yes(call_restarts > 100);
	is(check(), 0);
}

static void test_ext_base(void)
{
	struct tree other;

	running();
	spin_lock(&guest->lock);
	other = tree_build();
	spin_unlock(&guest->lock);
	is(ext(MMUEXT_NEW_BASEPTR, other.l3.n, 0), -XEN_EINVAL);
	is(ext(MMUEXT_NEW_BASEPTR, 0, 0), -XEN_EINVAL);
	is(fake_calls.root_load, 0);
	yes(mfn_eq(v->root, t.l4));
	is(ext(MMUEXT_NEW_BASEPTR, other.l4.n, 0), 0);
	is(fake_calls.root_load, 1);
	yes(mfn_eq(v->root, other.l4));
	is(check(), 0);
	is(ext(MMUEXT_NEW_USER_BASEPTR, t.l4.n, 0), 0);
	is(fake_calls.root_load, 1);
	yes(mfn_eq(v->user_root, t.l4));
	is(check(), 0);
	is(ext(MMUEXT_NEW_USER_BASEPTR, 0, 0), 0);
	yes(mfn_is_none(v->user_root));
	is(check(), 0);
}

struct flush {
	u32 cmd;
	u64 mask;
	int rc;
	unsigned int local;
	unsigned int page;
};

static void test_ext_flush(void)
{
	static u64 mine = 1, others = 2;
	static const u64 va = 0x7000;
	const struct flush cases[] = {
		{ MMUEXT_TLB_FLUSH_LOCAL, 0, 0, 1, 0 },
		{ MMUEXT_TLB_FLUSH_ALL, 0, 0, 1, 0 },
		{ MMUEXT_TLB_FLUSH_MULTI, (u64)&mine, 0, 1, 0 },
		{ MMUEXT_TLB_FLUSH_MULTI, (u64)&others, 0, 0, 0 },
		{ MMUEXT_TLB_FLUSH_MULTI, 0x1000, -XEN_EINVAL, 0, 0 },
		{ MMUEXT_INVLPG_LOCAL, 0, 0, 0, 1 },
		{ MMUEXT_INVLPG_ALL, 0, 0, 0, 1 },
		{ MMUEXT_INVLPG_MULTI, (u64)&mine, 0, 0, 1 },
		{ MMUEXT_INVLPG_MULTI, (u64)&others, 0, 0, 0 },
	};
	const struct flush *c;

	running();
	guest_allow(&mine, sizeof(mine));
	guest_allow(&others, sizeof(others));
	for (c = cases; c < cases + ARRAY_SIZE(cases); c++) {
		memset(&fake_tlb, 0, sizeof(fake_tlb));
		is(ext(c->cmd, va, c->mask), c->rc);
		is(fake_tlb.local, c->local);
		is(fake_tlb.page, c->page);
		is(fake_tlb.page_va, c->page ? va : 0);
	}
	is(ext(MMUEXT_INVLPG_LOCAL, 0xffff800000000000, 0), 0);
	is(fake_tlb.page, 0);
}

static void test_ext_content(void)
{
	mfn_t a, b, table;

	running();
	a = page_of(guest);
	b = page_of(guest);
	table = t.l1;
	put_entry(a, 3, a, RO);
	is(ext(MMUEXT_COPY_PAGE, b.n, a.n), 0);
	is(entry(b, 3), pte(a, RO));
	is(ext(MMUEXT_CLEAR_PAGE, b.n, 0), 0);
	is(entry(b, 3), 0);
	is(ext(MMUEXT_COPY_PAGE, b.n, table.n), 0);
	is(entry(b, 0), entry(table, 0));
	is(ext(MMUEXT_COPY_PAGE, a.n, a.n), 0);
	is(ext(MMUEXT_COPY_PAGE, table.n, a.n), -XEN_EINVAL);
	is(ext(MMUEXT_CLEAR_PAGE, table.n, 0), -XEN_EINVAL);
	is(ext(MMUEXT_CLEAR_PAGE, page_of(neighbour).n, 0), -XEN_EINVAL);
	is(ext(MMUEXT_COPY_PAGE, a.n, page_of(neighbour).n), -XEN_EINVAL);
	is(check(), 0);
}

static void test_ext_errors(void)
{
	running();
	is(ext(MMUEXT_FLUSH_CACHE, 0, 0), -XEN_EACCES);
	is(ext(MMUEXT_FLUSH_CACHE_GLOBAL, 0, 0), -XEN_EINVAL);
	is(ext(MMUEXT_MARK_SUPER, 0, 0), -XEN_EOPNOTSUPP);
	is(ext(MMUEXT_UNMARK_SUPER, 0, 0), -XEN_EOPNOTSUPP);
	is(ext(14, 0, 0), -XEN_ENOSYS);
	is(ext(21, 0, 0), -XEN_ENOSYS);
	is(ext(UINT32_MAX, 0, 0), -XEN_ENOSYS);
	is(ext(MMUEXT_UNPIN_TABLE, U64_MAX, 0), -XEN_EINVAL);
	is(ext_list(1, neighbour->domid), -XEN_EPERM);
	is(call(hc_mmuext_op, 0x1000, 1, 0, DOMID_SELF), -XEN_EFAULT);
	is(check(), 0);
}

static void test_ext_ldt(void)
{
	mfn_t m;

	running();
	m = page_of(guest);
	is(update(slot(t.l1, 32), pte(m, RO)), 0);
	is(ext(MMUEXT_SET_LDT, 0x20000, 4), 0);
	is(fake_calls.ldt_load, 1);
	is(check(), 0);
	is(ext(MMUEXT_SET_LDT, 0x20008, 4), -XEN_EINVAL);
	is(ext(MMUEXT_SET_LDT, 0, 0), 0);
	is(check(), 0);
}

static s64 control_ext(u32 cmd, u64 arg1, u16 domid)
{
	ops[0].cmd = cmd;
	ops[0].arg1.mfn = arg1;
	ops[0].arg2.src_mfn = arg1;
	return call_control(hc_mmuext_op, (u64)ops, 1, (u64)&done, domid);
}

static void test_ext_by_control(void)
{
	struct tree other;
	u32 cmd;

	running();
	spin_lock(&guest->lock);
	other = tree_build();
	spin_unlock(&guest->lock);
	is(control_ext(MMUEXT_PIN_L4_TABLE, other.l4.n, 1), 0);
	is(control_ext(MMUEXT_UNPIN_TABLE, other.l4.n, 1), 0);
	is(control_ext(MMUEXT_CLEAR_PAGE, t.data.n, 1), 0);
	is(control_ext(MMUEXT_COPY_PAGE, t.data.n, 1), 0);
	is(control_ext(MMUEXT_PIN_L4_TABLE, other.l4.n, 2), -XEN_EINVAL);
	is(control_ext(MMUEXT_PIN_L4_TABLE, other.l4.n, 50), -XEN_ESRCH);
	for (cmd = MMUEXT_NEW_BASEPTR; cmd <= MMUEXT_NEW_USER_BASEPTR; cmd++)
		if (cmd != 14)
			is(control_ext(cmd, 0, 1), -XEN_EOPNOTSUPP);
	guest->life = DOMAIN_DYING;
	is(control_ext(MMUEXT_PIN_L4_TABLE, other.l4.n, 1), -XEN_EINVAL);
	is(guest->refs, 1);
	is(check(), 0);
}

static void test_set_gdt(void)
{
	u64 gdt[14] = { 0 };

	running();
	guest_allow(gdt, sizeof(gdt));
	gdt[0] = page_of(guest).n;
	is(call(hc_set_gdt, (u64)gdt, 7169, 0, 0), -XEN_EINVAL);
	is(call(hc_set_gdt, 0x1000, 16, 0, 0), -XEN_EFAULT);
	is(call(hc_set_gdt, (u64)gdt, 513, 0, 0), -XEN_EINVAL);
	is(call(hc_set_gdt, (u64)gdt, 16, 0, 0), 0);
	is(fake_calls.gdt_load, 1);
	is(v->gdt_entries, 16);
	is(call(hc_set_gdt, 0x1000, 0, 0, 0), 0);
	is(check(), 0);
	is(call_control(hc_set_gdt, 0, 0, 0, 0), -XEN_EOPNOTSUPP);
}

static void test_update_descriptor(void)
{
	u64 gdt[1];
	mfn_t m;

	running();
	m = page_of(guest);
	gdt[0] = m.n;
	guest_allow(gdt, sizeof(gdt));
	/* As data, then as part of a GDT. */
	is(call(hc_update_descriptor, slot(m, 8), 0x00af9a000000ffff, 0, 0), 0);
	is(entry(m, 8), 0x00affb000000ffff);
	is(frame(m)->refs, 1);
	is(call(hc_set_gdt, (u64)gdt, 16, 0, 0), 0);
	is(call(hc_update_descriptor, slot(m, 9), 0x00cf92000000ffff, 0, 0), 0);
	is(entry(m, 9), 0x00cff3000000ffff);
	is(call(hc_update_descriptor, slot(m, 9), 0x00008b0000000067, 0, 0),
	   -XEN_EINVAL);
	is(call(hc_update_descriptor, slot(m, 9) + 4, 0, 0, 0), -XEN_EINVAL);
	is(call(hc_update_descriptor, slot(t.l1, 9), 0, 0, 0), -XEN_EINVAL);
	is(call(hc_update_descriptor, slot(page_of(neighbour), 9), 0, 0, 0),
	   -XEN_EINVAL);
	is(call(hc_update_descriptor, 0xfffffffffffffff8, 0, 0, 0),
	   -XEN_EINVAL);
	is(call_control(hc_update_descriptor, 0, 0, 0, 0), -XEN_EOPNOTSUPP);
	is(check(), 0);
}

int main(void)
{
	tap_run("mmuext: pin and unpin", test_ext_pin);
	tap_run("mmuext: restarts", test_ext_restart);
	tap_run("mmuext: base pointers", test_ext_base);
	tap_run("mmuext: flushes", test_ext_flush);
	tap_run("mmuext: clear and copy", test_ext_content);
	tap_run("mmuext: errors", test_ext_errors);
	tap_run("mmuext: LDT", test_ext_ldt);
	tap_run("mmuext: the control domain", test_ext_by_control);
	tap_run("set_gdt", test_set_gdt);
	tap_run("update_descriptor", test_update_descriptor);
	return tap_done();
}
