// SPDX-License-Identifier: GPL-2.0
/*
 * Contexts and extended states of random bits, half of them near what is right:
 * what a saved file may hold that somebody has been at. Each is refused or
 * becomes a vCPU that the processor can load without harm.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"
#include "core/lib.h"
#include "domain/vcpu_context.h"
#include "domain/x86_bits.h"
#include "xen/segment.h"

#define ROUNDS 20000
#define SEEDS 4
#define FRAMES 8

#define XSTATE_LEADIN 16 /* XCR0 and all it ever was */
#define DR7_GD (1ULL << 13)

static struct xen_domctl op;
static struct vcpu_guest_context ctx;
static u64 area[(XSTATE_LEADIN + PAGE_SIZE) / 8];
static struct domain *d;
static u64 m[FRAMES];
static unsigned int seed;
static u32 taken, refused;

static u32 below(u32 n)
{
	return (u32)random() % n;
}

static u64 bits(void)
{
	return (u64)random() << 42 ^ (u64)random() << 21 ^ (u64)random();
}

static bool canonical(u64 a)
{
	return (u64)((s64)(a << 16) >> 16) == a;
}

/* An address that is right, or not quite. */
static u64 address(void)
{
	static const u64 edges[] = {
		0, 0x7fffffffffff, 0x800000000000, 0xffff7fffffffffff,
		0xffff800000000000, 0xffff880000000000, U64_MAX,
	};

	return below(8) ? 0xffffffff81000000 : edges[below(ARRAY_SIZE(edges))];
}

/* A frame that is the domain's, somebody's or nobody's. */
static u64 frame(void)
{
	return below(8) ? m[below(FRAMES)] : bits() >> below(64);
}

static void context_make(void)
{
	u64 *word = (u64 *)&ctx;
	u32 i;

	memset(&ctx, 0, sizeof(ctx));
	ctx.flags = VGCF_in_kernel | below(32);
	ctx.user_regs.rip = address();
	ctx.user_regs.rflags = bits();
	ctx.user_regs.cs = (u16)bits();
	ctx.user_regs.ss = (u16)bits();
	ctx.ctrlreg[0] = bits();
	ctx.ctrlreg[1] = below(2) ? frame() << PAGE_SHIFT : 0;
	ctx.ctrlreg[3] = frame() << PAGE_SHIFT;
	ctx.ctrlreg[4] = bits();
	ctx.gdt_ents = below(4) ? 0 : below(8000);
	for (i = 0; i < ARRAY_SIZE(ctx.gdt_frames); i++)
		ctx.gdt_frames[i] = frame();
	ctx.ldt_ents = below(8) ? 0 : below(9000);
	ctx.ldt_base = below(8) ? 0 : address() & ~(PAGE_SIZE - 1);
	ctx.kernel_sp = address();
	ctx.kernel_ss = bits();
	for (i = 0; i < ARRAY_SIZE(ctx.debugreg); i++)
		ctx.debugreg[i] = below(2) ? address() : bits();
	ctx.event_callback_eip = address();
	ctx.fs_base = address();
	for (i = below(3); i > 0; i--)
		word[below(sizeof(ctx) / 8)] = bits();
}

static bool type_is(mfn_t mfn, u8 type)
{
	const struct frame *f = frame_lookup(mfn);

	return f && f->owner == d->domid && f->type == type && f->type_refs;
}

static void memory_is_safe(const struct vcpu *v)
{
	u32 i;

	yes(type_is(v->root, FRAME_L4));
	yes(mfn_is_none(v->user_root) || type_is(v->user_root, FRAME_L4));
	yes(v->kernel_mode || !mfn_is_none(v->user_root));
	for (i = 0; i < (v->gdt_entries + 511) / 512; i++)
		yes(type_is(v->gdt[i], FRAME_SEG_DESC));
	for (i = 0; i < (v->ldt_entries + 511) / 512; i++)
		yes(type_is(v->ldt[i], FRAME_SEG_DESC));
}

static void registers_are_safe(const struct vcpu *v)
{
	const u64 forbidden = X86_RFLAGS_IOPL | X86_RFLAGS_NT | X86_RFLAGS_VM;

	is(v->regs.cs & 3, 3);
	is(v->regs.ss & 3, 3);
	is(v->kernel_ss & 3, 3);
	yes(canonical(v->regs.rip) && canonical(v->regs.rsp));
	yes(v->regs.rflags & X86_RFLAGS_IF);
	is(v->regs.rflags & forbidden, 0);
	yes(canonical(v->fs_base) && canonical(v->gs_base_kernel) &&
	    canonical(v->gs_base_user));
	yes(canonical(v->event.rip) && canonical(v->syscall.rip));
	is(v->debugreg[7] & DR7_GD, 0);
	is(v->debugreg[7] >> 32, 0);
	is(xstate_check(v, v->xcr0, v->xcr0_accum), 0);
	is(d->vm_assist & ~DOMAIN_VM_ASSISTS, 0);
}

static void context_try(void)
{
	struct vcpu *v = d->vcpu[0];
	s64 ret;

	context_make();
	guest_forbid_all();
	guest_allow(&ctx, sizeof(ctx));
	op.u.vcpucontext.vcpu = below(16) ? 0 : below(100);
	op.u.vcpucontext.ctxt = (u64)(uintptr_t)(below(16) ? &ctx : NULL);
	ret = domctl(XEN_DOMCTL_setvcpucontext, 1, &op);
	yes(ret == 0 || ret == -XEN_EINVAL || ret == -XEN_EOPNOTSUPP ||
	    ret == -XEN_EBUSY);
	if (ret)
		refused++;
	else
		taken++;
	if (v->initialised) {
		memory_is_safe(v);
		registers_are_safe(v);
	}
}

static void xstate_try(void)
{
	static const u64 xcr0[] = { 1, 2, 3, 5, 7, 0xe7, 0x201 };
	struct vcpu *v = d->vcpu[0];
	u64 *header = area + XSTATE_LEADIN / 8 + 512 / 8;
	s64 ret;

	memset(area, 0, sizeof(area));
	area[0] = below(8) ? xcr0[below(ARRAY_SIZE(xcr0))] : bits();
	area[1] = area[0] | (below(2) ? 0 : xcr0[below(ARRAY_SIZE(xcr0))]);
	header[0] = below(4) ? area[1] : bits();
	if (!below(4))
		header[below(8)] = bits();
	if (!below(4))
		area[XSTATE_LEADIN / 8 + below(64)] = bits();
	guest_forbid_all();
	guest_allow(area, sizeof(area));
	op.u.vcpuextstate.vcpu = 0;
	op.u.vcpuextstate.size = below(8) ? sizeof(area) : below(8192);
	op.u.vcpuextstate.buffer = (u64)(uintptr_t)area;
	ret = domctl(XEN_DOMCTL_setvcpuextstate, 1, &op);
	yes(ret == 0 || ret == -XEN_EINVAL || ret == -XEN_EFAULT);
	is(xstate_check(v, v->xcr0, v->xcr0_accum), 0);
	if (!ret)
		taken++;
}

static void setup(void)
{
	u32 i;

	srandom(seed);
	world_init(64);
	d = create(FRAMES);
	populate(d, FRAMES, m);
	for (i = 0; i < FRAMES / 2; i++)
		build_l4(m[i]);
	taken = 0;
	refused = 0;
}

static void finish(void)
{
	/* Neither kind is rare, or nothing was tried. */
	yes(taken > ROUNDS / 100);
	kill(1, UINT_MAX);
	is(domain_get(1), NULL);
	is(fake_heap.used, 0);
}

static void test_contexts(void)
{
	u32 i;

	setup();
	for (i = 0; i < ROUNDS; i++)
		context_try();
	yes(refused > ROUNDS / 100);
	finish();
}

static void test_xstates(void)
{
	u32 i;

	setup();
	for (i = 0; i < ROUNDS; i++)
		xstate_try();
	finish();
}

int main(void)
{
	char name[64];

	for (seed = 1; seed <= SEEDS; seed++) {
		snprintf(name, sizeof(name), "contexts, seed %u", seed);
		tap_run(name, test_contexts);
		snprintf(name, sizeof(name), "extended states, seed %u", seed);
		tap_run(name, test_xstates);
	}
	return tap_done();
}
