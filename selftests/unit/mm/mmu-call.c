// SPDX-License-Identifier: GPL-2.0
/* See mmu-call.h. */
#include "mmu-call.h"
#include "world.h"
#include "core/print.h"
#include "guest.h"
#include "xen/base.h"

#define MAX_RESTARTS 1000000

struct tree t;
struct vcpu *v;
struct mmu_update updates[64];
struct mmuext_op ops[16];
u32 done;

u32 call_budget = 1000000;
unsigned int call_restarts;
void (*call_between)(void);

static s64 run(hc_fn *fn, struct hypercall *hc)
{
	s64 rc;

	call_restarts = 0;
	for (;;) {
		hc->budget.left = call_budget;
		rc = fn(hc);
		bug_on(spin_is_locked(&guest->lock));
		if (rc != HC_RESTART)
			return rc;
		bug_on(call_restarts++ == MAX_RESTARTS);
		if (call_between)
			call_between();
	}
}

s64 call(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct hypercall hc = {
		.d = guest,
		.v = fake_tlb.self ? fake_tlb.self : guest->vcpu[0],
		.arg = { a0, a1, a2, a3 },
	};

	return run(fn, &hc);
}

s64 call_control(hc_fn *fn, u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct hypercall hc = {
		.d = control_domain(),
		.arg = { a0, a1, a2, a3 },
	};

	return run(fn, &hc);
}

void running(void)
{
	world_init();
	t = tree_build();
	v = guest->vcpu[0];
	bug_on(pin(t.l4, FRAME_L4));
	bug_on(get_type(t.l4, FRAME_L4));
	v->root = t.l4;
	spin_unlock(&guest->lock);
	fake_domain(DOMAIN_CONTROL);
	guest_allow(updates, sizeof(updates));
	guest_allow(ops, sizeof(ops));
	guest_allow(&done, sizeof(done));
}

u64 slot(mfn_t table, unsigned int index)
{
	return mfn_to_maddr(table) + index * 8;
}

s64 update_list(u32 count, u64 domids)
{
	done = 0xdeadbeef;
	return call(hc_mmu_update, (u64)updates, count, (u64)&done, domids);
}

s64 update(u64 ptr, u64 val)
{
	updates[0] = (struct mmu_update){ ptr, val };
	return update_list(1, DOMID_SELF);
}

s64 ext_list(u32 count, u16 domid)
{
	done = 0xdeadbeef;
	return call(hc_mmuext_op, (u64)ops, count, (u64)&done, domid);
}

s64 ext(u32 cmd, u64 arg1, u64 arg2)
{
	ops[0].cmd = cmd;
	ops[0].arg1.mfn = arg1;
	ops[0].arg2.src_mfn = arg2;
	return ext_list(1, DOMID_SELF);
}
