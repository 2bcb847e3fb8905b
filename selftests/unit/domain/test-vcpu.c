// SPDX-License-Identifier: GPL-2.0
/* A vCPU's registers, as tools set, read and reset them. */
#include <limits.h>
#include <string.h>

#include "world.h"
#include "core/lib.h"
#include "domain/vcpu_context.h"
#include "domain/x86_bits.h"
#include "xen/segment.h"

static struct xen_domctl op;
static struct vcpu_guest_context ctx;
static struct domain *d;
static u64 m[6]; /* 0, 1: L4 tables; 2: a GDT; the rest: data */

static void setup(void)
{
	world_init(64);
	d = create(8);
	populate(d, 6, m);
	build_l4(m[0]);
	build_l4(m[1]);
	memset(frame_map(mfn(m[2])), 0, PAGE_SIZE);
	memset(&ctx, 0, sizeof(ctx));
	ctx.flags = VGCF_in_kernel | VGCF_online;
	ctx.user_regs.rip = 0xffffffff81000000;
	ctx.user_regs.rflags = X86_RFLAGS_IF;
	ctx.user_regs.cs = FLAT_KERNEL_CS & ~3;
	ctx.user_regs.ss = FLAT_KERNEL_SS & ~3;
	ctx.ctrlreg[3] = m[0] << PAGE_SHIFT;
	guest_allow(&ctx, sizeof(ctx));
}

static s64 set(void)
{
	op.u.vcpucontext.vcpu = 0;
	op.u.vcpucontext.ctxt = (u64)(uintptr_t)&ctx;
	return domctl(XEN_DOMCTL_setvcpucontext, 1, &op);
}

static s64 get(void)
{
	op.u.vcpucontext.vcpu = 0;
	op.u.vcpucontext.ctxt = (u64)(uintptr_t)&ctx;
	return domctl(XEN_DOMCTL_getvcpucontext, 1, &op);
}

static void test_set(void)
{
	struct vcpu *v;

	setup();
	v = d->vcpu[0];
	ctx.trap_ctxt[3] = (struct trap_info){ 3, 7, 0x10, 0xffffffff81000100 };
	ctx.kernel_sp = 0x1234;
	ctx.debugreg[7] = 0x400;
	ctx.vm_assist = 1ULL << VMASST_TYPE_writable_pagetables;
	is(get(), -XEN_ENODATA);
	is(set(), 0);
	yes(v->initialised && !v->down && v->kernel_mode);
	is(v->root.n, m[0]);
	is(frame_lookup(v->root)->type, FRAME_L4);
	is(v->regs.cs, FLAT_KERNEL_CS);
	is(v->regs.ss, FLAT_KERNEL_SS);
	is(v->regs.rflags, X86_RFLAGS_IF | X86_RFLAGS_ONE);
	is(v->traps.cs[3], 0x13);
	is(v->traps.flags[3], 7);
	is(v->kernel_sp, 0x1234);
	is(d->vm_assist, ctx.vm_assist);
	is(v->debugreg[7], 0x400);
	is(v->debugreg[6], 0xffff0ff0);
}

/* Every privilege that RFLAGS could carry stays out of the real one. */
static void test_rflags(void)
{
	struct vcpu *v;

	setup();
	v = d->vcpu[0];
	ctx.user_regs.rflags = U64_MAX;
	is(set(), 0);
	is(v->regs.rflags & (X86_RFLAGS_IOPL | X86_RFLAGS_VM | X86_RFLAGS_NT),
	   0);
	is(v->regs.rflags >> 22, 0);
	is(v->iopl, 3);
	ctx.user_regs.rflags = 0;
	is(set(), 0);
	is(v->regs.rflags, X86_RFLAGS_IF | X86_RFLAGS_ONE);
	v->info->evtchn_upcall_mask = 1;
	is(get(), 0);
	is(ctx.user_regs.rflags, X86_RFLAGS_ONE);
}

static void test_addresses(void)
{
	static u64 *const fields[] = {
		&ctx.user_regs.rip, &ctx.user_regs.rsp, &ctx.kernel_sp,
		&ctx.event_callback_eip,
		&ctx.failsafe_callback_eip, &ctx.syscall_callback_eip,
		&ctx.fs_base, &ctx.gs_base_kernel, &ctx.gs_base_user,
		&ctx.trap_ctxt[0].address, &ctx.trap_ctxt[255].address,
	};
	u64 old;
	u32 i;

	setup();
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		old = *fields[i];
		*fields[i] = 1ULL << 47;
		is(set(), -XEN_EINVAL);
		*fields[i] = old;
	}
	yes(!d->vcpu[0]->initialised);
	is(set(), 0);
}

/* Point the first entry of table @from to @to. */
static void link_table(u64 from, u64 to, u64 flags)
{
	u64 *table = frame_map(mfn(from));

	memset(table, 0, PAGE_SIZE);
	table[0] = to << PAGE_SHIFT | flags;
}

/* A saved process had one: its frame is what the tables of the context map. */
static void test_ldt(void)
{
	struct vcpu *v;

	setup();
	v = d->vcpu[0];
	link_table(m[0], m[3], PTE_P | PTE_RW | PTE_US);
	link_table(m[3], m[4], PTE_P | PTE_RW | PTE_US);
	link_table(m[4], m[5], PTE_P | PTE_RW | PTE_US);
	link_table(m[5], m[2], PTE_P | PTE_US);
	ctx.ldt_ents = 3;
	is(set(), 0);
	is(v->ldt_entries, 3);
	is(v->ldt[0].n, m[2]);
	is(frame_lookup(mfn(m[2]))->type, FRAME_SEG_DESC);
	is(get(), 0);
	is(ctx.ldt_ents, 3);
	is(set(), 0);
	ctx.ldt_ents = 4;
	is(set(), -XEN_EOPNOTSUPP);
	kill(1, UINT_MAX);
	is(domain_get(1), NULL);
}

static void test_ldt_nowhere(void)
{
	setup();
	ctx.ldt_ents = 3;
	is(set(), -XEN_EINVAL);
	yes(!d->vcpu[0]->initialised);
	ctx.ldt_ents = 0;
	is(set(), 0);
	kill(1, UINT_MAX);
	is(domain_get(1), NULL);
}

static void test_refused(void)
{
	setup();
	ctx.gdt_ents = FIRST_RESERVED_GDT_ENTRY + 1;
	is(set(), -XEN_EINVAL);
	ctx.gdt_ents = 0;
	ctx.ldt_ents = 8193;
	is(set(), -XEN_EINVAL);
	ctx.ldt_ents = 0;
	ctx.ldt_base = 1;
	is(set(), -XEN_EINVAL);
	ctx.ldt_base = 0;
	ctx.vm_assist = 1ULL << VMASST_TYPE_m2p_strict;
	is(set(), -XEN_EINVAL);
	ctx.vm_assist = 0;
	/* User mode needs tables of its own. */
	ctx.flags = VGCF_online;
	is(set(), -XEN_EINVAL);
	ctx.flags = VGCF_in_kernel;
	/* Not a frame of this domain; none at all; a bad table. */
	ctx.ctrlreg[3] = 0xdead000;
	is(set(), -XEN_EINVAL);
	ctx.ctrlreg[3] = 0;
	is(set(), -XEN_EINVAL);
	memset(frame_map(mfn(m[3])), 0xff, PAGE_SIZE);
	ctx.ctrlreg[3] = m[3] << PAGE_SHIFT;
	is(set(), -XEN_EINVAL);
	ctx.ctrlreg[3] = m[0] << PAGE_SHIFT;
	ctx.gdt_ents = 512;
	ctx.gdt_frames[0] = m[0];
	is(set(), -XEN_EINVAL);
	is(get(), -XEN_ENODATA);
	op.u.vcpucontext.vcpu = 1;
	is(domctl(XEN_DOMCTL_setvcpucontext, 1, &op), -XEN_EINVAL);
	op.u.vcpucontext.vcpu = 0;
	op.u.vcpucontext.ctxt = 16;
	is(domctl(XEN_DOMCTL_setvcpucontext, 1, &op), -XEN_EFAULT);
	d->vcpu[0]->running = true;
	is(set(), -XEN_EBUSY);
	is(get(), -XEN_EBUSY);
}

static void test_again(void)
{
	setup();
	ctx.gdt_ents = 16;
	ctx.gdt_frames[0] = m[2];
	ctx.ctrlreg[1] = m[1] << PAGE_SHIFT;
	is(set(), 0);
	is(frame_lookup(mfn(m[2]))->type, FRAME_SEG_DESC);
	ctx.user_regs.rax = 1;
	is(set(), 0);
	is(d->vcpu[0]->regs.rax, 1);
	ctx.gdt_ents = 17;
	is(set(), -XEN_EOPNOTSUPP);
	ctx.gdt_ents = 16;
	ctx.ctrlreg[1] = 0;
	is(set(), -XEN_EOPNOTSUPP);
	ctx.ctrlreg[1] = m[1] << PAGE_SHIFT;
	ctx.ctrlreg[3] = m[1] << PAGE_SHIFT;
	is(set(), -XEN_EOPNOTSUPP);
}

/* What goes in comes out. */
static void test_round_trip(void)
{
	static struct vcpu_guest_context before;
	u32 i;

	setup();
	for (i = 0; i < XEN_NR_TRAPS; i++)
		ctx.trap_ctxt[i] = (struct trap_info){ i, i & 7, 0x33, i };
	ctx.flags |= VGCF_i387_valid | VGCF_syscall_disables_events;
	ctx.user_regs = (struct cpu_user_regs){
		.r15 = 15, .rax = 1, .rip = 0x1000, .cs = 0xe033,
		.rflags = X86_RFLAGS_IF | X86_RFLAGS_ONE | X86_RFLAGS_ZF |
			  1ULL << X86_RFLAGS_IOPL_SHIFT,
		.rsp = 77, .ss = 0xe02b, .fs = 1,
	};
	ctx.fpu_ctxt[24] = 0x80;
	ctx.fpu_ctxt[25] = 0x1f;
	ctx.fpu_ctxt[28] = 0xff;
	ctx.fpu_ctxt[29] = 0xff;
	ctx.fpu_ctxt[160] = 9;
	ctx.gdt_ents = 16;
	ctx.gdt_frames[0] = m[2];
	ctx.kernel_ss = 0xe02b;
	ctx.kernel_sp = 5;
	ctx.ctrlreg[0] = 0x8005003b; /* PG AM WP NE ET TS MP PE */
	ctx.ctrlreg[1] = m[1] << PAGE_SHIFT;
	ctx.ctrlreg[4] = X86_CR4_PAE | X86_CR4_FSGSBASE;
	ctx.debugreg[0] = 0x400000;
	ctx.debugreg[6] = 0xffff0ff0;
	ctx.debugreg[7] = 0x401;
	ctx.event_callback_eip = 0x10;
	ctx.failsafe_callback_eip = 0x20;
	ctx.syscall_callback_eip = 0x30;
	ctx.vm_assist = 4;
	ctx.fs_base = 6;
	ctx.gs_base_kernel = 7;
	ctx.gs_base_user = 8;
	before = ctx;
	is(set(), 0);
	memset(&ctx, 0xee, sizeof(ctx));
	is(get(), 0);
	is(memcmp(ctx.fpu_ctxt, before.fpu_ctxt, 512), 0);
	is(ctx.flags, before.flags);
	is(memcmp(&ctx.user_regs, &before.user_regs, sizeof(ctx.user_regs)),
	   0);
	is(memcmp(ctx.trap_ctxt, before.trap_ctxt, sizeof(ctx.trap_ctxt)), 0);
	is(memcmp(ctx.gdt_frames, before.gdt_frames, sizeof(ctx.gdt_frames)),
	   0);
	is(memcmp(ctx.ctrlreg, before.ctrlreg, sizeof(ctx.ctrlreg)), 0);
	is(memcmp(ctx.debugreg, before.debugreg, sizeof(ctx.debugreg)), 0);
	is(memcmp(&ctx, &before, sizeof(ctx)), 0);
}

static void test_fpu_sanitised(void)
{
	struct vcpu *v;

	setup();
	v = d->vcpu[0];
	memset(ctx.fpu_ctxt, 0xff, sizeof(ctx.fpu_ctxt));
	ctx.flags |= VGCF_i387_valid;
	is(set(), 0);
	is(((u32 *)v->xsave)[6], 0xffff);
	is(xstate_check(v, v->xcr0, v->xcr0_accum), 0);
}

static void test_reset(void)
{
	struct vcpu *v;

	setup();
	v = d->vcpu[0];
	is(set(), 0);
	op.u.vcpucontext.vcpu = 0;
	op.u.vcpucontext.ctxt = 0;
	is(domctl(XEN_DOMCTL_setvcpucontext, 1, &op), 0);
	yes(!v->initialised && v->down);
	yes(mfn_is_none(v->root));
	is(frame_lookup(mfn(m[0]))->type_refs, 0);
	ctx.ctrlreg[3] = m[1] << PAGE_SHIFT;
	is(set(), 0);
	is(v->root.n, m[1]);
}

static void test_info_nmi(void)
{
	setup();
	is(set(), 0);
	op.u.getvcpuinfo.vcpu = 0;
	is(domctl(XEN_DOMCTL_getvcpuinfo, 1, &op), 0);
	is(op.u.getvcpuinfo.online, 1);
	is(op.u.getvcpuinfo.running, 0);
	op.u.getvcpuinfo.vcpu = 1;
	is(domctl(XEN_DOMCTL_getvcpuinfo, 1, &op), -XEN_EINVAL);
	op.u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_POWER;
	op.u.sendtrigger.vcpu = 0;
	is(domctl(XEN_DOMCTL_sendtrigger, 1, &op), -XEN_EINVAL);
	op.u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_SLEEP;
	is(domctl(XEN_DOMCTL_sendtrigger, 1, &op), -XEN_EINVAL);
	op.u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_RESET;
	is(domctl(XEN_DOMCTL_sendtrigger, 1, &op), -XEN_ENOSYS);
	yes(!d->vcpu[0]->nmi_pending);
	op.u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_NMI;
	is(domctl(XEN_DOMCTL_sendtrigger, 1, &op), 0);
	yes(d->vcpu[0]->nmi_pending);
	op.u.sendtrigger.vcpu = 1;
	is(domctl(XEN_DOMCTL_sendtrigger, 1, &op), -XEN_ESRCH);
}

static void test_ext(void)
{
	struct xen_domctl_ext_vcpucontext *e = &op.u.ext_vcpucontext;

	setup();
	memset(&op, 0, sizeof(op));
	e->size = sizeof(*e);
	e->syscall32_callback_eip = 0x1000;
	e->sysenter_callback_eip = 0x2000;
	e->sysenter_disables_events = 1;
	is(domctl(XEN_DOMCTL_set_ext_vcpucontext, 1, &op), 0);
	e->sysenter_callback_eip = 1ULL << 63;
	is(domctl(XEN_DOMCTL_set_ext_vcpucontext, 1, &op), -XEN_EINVAL);
	memset(&op, 0, sizeof(op));
	is(domctl(XEN_DOMCTL_set_ext_vcpucontext, 1, &op), -XEN_EINVAL);
	is(domctl(XEN_DOMCTL_get_ext_vcpucontext, 1, &op), 0);
	is(e->size, sizeof(*e));
	is(e->syscall32_callback_eip, 0x1000);
	is(e->sysenter_callback_eip, 0x2000);
	is(e->sysenter_disables_events, 1);
	op.u.vcpu_msrs.vcpu = 0;
	op.u.vcpu_msrs.msr_count = 3;
	is(domctl(XEN_DOMCTL_set_vcpu_msrs, 1, &op), -XEN_EINVAL);
	is(domctl(XEN_DOMCTL_get_vcpu_msrs, 1, &op), 0);
	is(op.u.vcpu_msrs.msr_count, 0);
	is(domctl(XEN_DOMCTL_set_vcpu_msrs, 1, &op), 0);
}

/* XCR0, all it ever was, and the area: 0xd of the fake processor. */
static u64 area[2 + PAGE_SIZE / 8];

static s64 xstate(u32 cmd, u64 size)
{
	op.u.vcpuextstate.vcpu = 0;
	op.u.vcpuextstate.size = size;
	op.u.vcpuextstate.buffer = size ? (u64)(uintptr_t)area : 0;
	return domctl(cmd, 1, &op);
}

static void test_xstate(void)
{
	u64 *header = area + 2 + 512 / 8;
	struct vcpu *v;

	setup();
	v = d->vcpu[0];
	is(xstate(XEN_DOMCTL_getvcpuextstate, 0), 0);
	is(op.u.vcpuextstate.size, 16 + 576);
	is(op.u.vcpuextstate.xfeature_mask, 7);
	is(xstate(XEN_DOMCTL_getvcpuextstate, 16 + 576), -XEN_EFAULT);
	guest_allow(area, sizeof(area));
	is(xstate(XEN_DOMCTL_getvcpuextstate, 16 + 577), -XEN_EINVAL);
	is(xstate(XEN_DOMCTL_getvcpuextstate, 16 + 576), 0);
	is(area[0], 3);
	is(area[1], 3);

	/* The processor stores what it was told of, initial as it may be. */
	((u64 *)v->xsave)[512 / 8] = 7;
	is(xstate(XEN_DOMCTL_getvcpuextstate, 16 + 576), 0);
	is(header[0], 3);
	is(xstate(XEN_DOMCTL_setvcpuextstate, 16 + 576), 0);

	area[0] = 7;
	area[1] = 7;
	header[0] = 4;
	is(xstate(XEN_DOMCTL_setvcpuextstate, 16 + 576), -XEN_EINVAL);
	is(xstate(XEN_DOMCTL_setvcpuextstate, 16 + 832), 0);
	is(v->xcr0, 7);
	is(xstate(XEN_DOMCTL_setvcpuextstate, 8), -XEN_EINVAL);
	is(xstate(XEN_DOMCTL_setvcpuextstate, 16 + PAGE_SIZE + 1),
	   -XEN_EINVAL);
}

/* XRSTOR would fault on each of these: none may stay in the area. */
static void test_xstate_malformed(void)
{
	u64 *header = area + 2 + 512 / 8;
	static const struct {
		u64 xcr0, accum, bv, comp, reserved;
		u32 mxcsr;
	} bad[] = {
		{ 8, 15, 0, 0, 0, 0 },	/* not the processor's */
		{ 2, 3, 0, 0, 0, 0 },	/* no x87 */
		{ 5, 7, 0, 0, 0, 0 },	/* AVX without SSE */
		{ 7, 3, 0, 0, 0, 0 },	/* more than it ever had */
		{ 3, 3, 4, 0, 0, 0 },	/* state that is not enabled */
		{ 3, 3, 0, 1ULL << 63, 0, 0 },
		{ 3, 3, 0, 0, 1, 0 },
		{ 3, 3, 0, 0, 0, 0x10000 },
	};
	u32 i;

	setup();
	guest_allow(area, sizeof(area));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(area, 0, sizeof(area));
		area[0] = bad[i].xcr0;
		area[1] = bad[i].accum;
		header[0] = bad[i].bv;
		header[1] = bad[i].comp;
		header[7] = bad[i].reserved;
		((u32 *)(area + 2))[6] = bad[i].mxcsr;
		is(xstate(XEN_DOMCTL_setvcpuextstate, 16 + 832), -XEN_EINVAL);
		is(xstate_check(d->vcpu[0], 3, 3), 0);
		is(d->vcpu[0]->xcr0, 3);
	}
}

int main(void)
{
	tap_run("a context becomes registers", test_set);
	tap_run("RFLAGS carry no privilege", test_rflags);
	tap_run("addresses must be canonical", test_addresses);
	tap_run("a context with an LDT", test_ldt);
	tap_run("an LDT that is not mapped", test_ldt_nowhere);
	tap_run("bad contexts change nothing", test_refused);
	tap_run("a vCPU keeps its memory", test_again);
	tap_run("a context comes back as it went in", test_round_trip);
	tap_run("an FXSAVE image cannot fault", test_fpu_sanitised);
	tap_run("a reset gives all back", test_reset);
	tap_run("state and NMI of a vCPU", test_info_nmi);
	tap_run("extended context and MSRs", test_ext);
	tap_run("extended state in and out", test_xstate);
	tap_run("malformed extended state is refused", test_xstate_malformed);
	return tap_done();
}
