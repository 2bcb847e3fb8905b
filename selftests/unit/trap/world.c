// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "world.h"
#include "domain/time.h"

struct vcpu *v;
struct vcpu_info *info;
u64 *kernel_stack;
u64 *current_stack;
struct hypercall last;

static struct vcpu_info the_info;
static u64 stacks[2][STACK_WORDS] __aligned(64);

u64 addr(const void *p)
{
	return (u64)(uintptr_t)p;
}

static void handlers_init(void)
{
	unsigned int n;

	for (n = 0; n < VCPU_VECTORS; n++)
		v->traps.rip[n] = HANDLER(n);
	v->event.rip = EVENT_HANDLER;
	v->failsafe.rip = FAILSAFE_HANDLER;
	v->syscall.rip = SYSCALL_HANDLER;
	v->syscall32.rip = SYSCALL32_HANDLER;
}

u64 fake_now;

u64 time_now(void)
{
	return fake_now;
}

enum cpuid_vendor fake_vendor;

enum cpuid_vendor cpuid_vendor(const struct vcpu *vcpu)
{
	return fake_vendor;
}

void world_init(void)
{
	fake_now = 5 * NSEC_PER_SEC;
	memset(stacks, 0x5a, sizeof(stacks));
	guest_allow(stacks, sizeof(stacks));
	kernel_stack = stacks[0] + STACK_WORDS;
	current_stack = stacks[1] + STACK_WORDS;

	v = fake_domain(1)->vcpu[0];
	info = &the_info;
	v->info = info;
	v->user_root = mfn(7);
	v->kernel_sp = addr(kernel_stack);
	v->kernel_ss = FLAT_KERNEL_SS;
	handlers_init();

	v->regs = (struct cpu_user_regs){
		.rcx = 0xcccccccccccccccc,
		.r11 = 0x1111111111111111,
		.rax = 0xaaaaaaaaaaaaaaaa,
		.rip = 0xffffffff80001234,
		.cs = FLAT_KERNEL_CS,
		.rflags = FLAGS,
		.rsp = addr(current_stack),
		.ss = FLAT_KERNEL_SS,
	};
}

void to_user(void)
{
	v->kernel_mode = false;
	v->regs.rip = 0x401000;
	v->regs.cs = 0x33;
	v->regs.ss = 0x2b;
	v->regs.rsp = 0x7ffffff0;
}

void frame_is(const u64 *words, unsigned int n)
{
	const u64 *at = (const u64 *)(uintptr_t)v->regs.rsp;
	unsigned int i;

	for (i = 0; i < n; i++)
		is(at[i], words[i]);
}

void is_in_kernel(u64 rip)
{
	is(v->kernel_mode, true);
	is(v->regs.rip, rip);
	is(v->regs.cs, FLAT_KERNEL_CS);
	is(v->regs.ss, FLAT_KERNEL_SS);
	is(v->regs.rflags & X86_RFLAGS_IF, X86_RFLAGS_IF);
	is(v->regs.rflags & (X86_RFLAGS_TF | X86_RFLAGS_NT | X86_RFLAGS_RF |
			     X86_RFLAGS_AC | X86_RFLAGS_VM | X86_RFLAGS_DF),
	   0);
	is(v->regs.rsp & 7, 0);
	is(fake_calls.crash, 0);
}

s64 call(hc_fn *fn, u64 a, u64 b, u64 c)
{
	last = (struct hypercall){
		.d = v->d,
		.v = v,
		.arg = { a, b, c },
		.budget = { .left = 100 },
	};
	return fn(&last);
}
