// SPDX-License-Identifier: GPL-2.0
/* HYPERVISOR_iret: the way back, and what a hostile record can do. */
#include "world.h"
#include "xen/regs.h"

static struct iret_context record;

static void iret_world(void)
{
	guest_forbid_all();
	world_init();
	record = (struct iret_context){
		.rax = 0xa1,
		.r11 = 0xb1,
		.rcx = 0xc1,
		.rip = 0x402000,
		.cs = 0x33,
		.rflags = FLAGS,
		.rsp = 0x7fff0000,
		.ss = 0x2b,
	};
	guest_allow_read(&record, sizeof(record));
	v->regs.rsp = addr(&record);
	info->evtchn_upcall_mask = 1;
	v->nmi_masked = true;
}

static void test_user(void)
{
	iret_world();
	is(call(hc_iret, 0, 0, 0), 0xa1);
	is(last.final, true);
	is(v->kernel_mode, false);
	is(v->regs.rip, 0x402000);
	is(v->regs.cs, 0x33);
	is(v->regs.ss, 0x2b);
	is(v->regs.rsp, 0x7fff0000);
	is(v->regs.rflags, FLAGS);
	is(v->regs.rcx, 0xc1);
	is(v->regs.r11, 0xb1);
	is(info->evtchn_upcall_mask, 0);
	is(v->nmi_masked, false);
}

static void test_kernel(void)
{
	iret_world();
	record.cs = 0xe030;
	record.ss = 0xe028;
	record.rflags &= ~X86_RFLAGS_IF;
	call(hc_iret, 0, 0, 0);
	is(v->kernel_mode, true);
	is(v->regs.cs, 0xe033);
	is(v->regs.ss, 0xe02b);
	/* The guest's IF is the mask; the real one stays on. */
	is(info->evtchn_upcall_mask, 1);
	is(v->regs.rflags, FLAGS);
}

static void test_kernel_rpl(void)
{
	u16 rpl;

	for (rpl = 0; rpl < 3; rpl++) {
		iret_world();
		record.cs = 0x10 | rpl;
		call(hc_iret, 0, 0, 0);
		is(v->kernel_mode, true);
		is(v->regs.cs, 0x13);
	}
}

static void test_in_syscall(void)
{
	iret_world();
	record.flags = VGCF_in_syscall;
	call(hc_iret, 0, 0, 0);
	is(v->regs.rcx, v->regs.rip);
	is(v->regs.r11, v->regs.rflags);
}

static void test_flags(void)
{
	iret_world();
	record.rflags = U64_MAX;
	call(hc_iret, 0, 0, 0);
	is(v->regs.rflags & (X86_RFLAGS_IOPL | X86_RFLAGS_VM), 0);
	is(v->regs.rflags >> 22, 0);
	is(v->regs.rflags & X86_RFLAGS_IF, X86_RFLAGS_IF);
	is(v->iopl, 0);

	iret_world();
	record.rflags = 0;
	v->d->vm_assist = 1 << 4; /* architectural_iopl */
	v->iopl = 3;
	call(hc_iret, 0, 0, 0);
	is(v->regs.rflags, X86_RFLAGS_IF | X86_RFLAGS_ONE);
	is(v->iopl, 0);
}

static void test_any_rax(void)
{
	iret_world();
	record.rax = (u64)HC_RESTART;
	is(call(hc_iret, 0, 0, 0), HC_RESTART);
	is(last.final, true);
}

static void test_no_user_tables(void)
{
	iret_world();
	v->user_root = MFN_NONE;
	call(hc_iret, 0, 0, 0);
	is(fake_calls.crash, 1);
	is(v->kernel_mode, true);
}

static void test_unreadable(void)
{
	iret_world();
	v->regs.rsp += 8;
	call(hc_iret, 0, 0, 0);
	is(fake_calls.crash, 1);
}

static void test_in_multicall(void)
{
	iret_world();
	last = (struct hypercall){ .d = v->d, .v = v, .in_multicall = true };
	is(hc_iret(&last), -XEN_EINVAL);
	is(last.final, false);
	is(v->regs.rip, 0xffffffff80001234);
}

/* A page-fault frame with Linux's three words on top comes back exactly. */
static void test_round_trip(void)
{
	struct cpu_user_regs before;
	u64 *sp;

	guest_forbid_all();
	world_init();
	to_user();
	before = v->regs;
	trap_bounce_pf(v, 0x1000, 6);
	sp = (u64 *)(uintptr_t)v->regs.rsp;
	/* pop rcx; pop r11; add $8: then push flags, rcx, r11, rax. */
	sp[2] = 0;
	sp[1] = sp[0];
	sp[0] = 0x1111111111111111;
	sp[-1] = before.rax;
	v->regs.rsp -= 8;
	v->regs.rax = (u64)call(hc_iret, 0, 0, 0);
	is(v->kernel_mode, false);
	is(v->regs.rip, before.rip);
	is(v->regs.cs, before.cs);
	is(v->regs.rsp, before.rsp);
	is(v->regs.ss, before.ss);
	is(v->regs.rflags, before.rflags);
	is(v->regs.rax, before.rax);
	is(v->regs.rcx, before.rcx);
	is(v->regs.r11, before.r11);
}

int main(void)
{
	tap_run("iret goes to user mode", test_user);
	tap_run("iret stays in the kernel", test_kernel);
	tap_run("only RPL 3 is user mode", test_kernel_rpl);
	tap_run("a system call's return may use SYSRET", test_in_syscall);
	tap_run("privileged flags are not the guest's", test_flags);
	tap_run("RAX may be any value", test_any_rax);
	tap_run("user mode needs its page tables", test_no_user_tables);
	tap_run("a record that cannot be read crashes", test_unreadable);
	tap_run("iret has no place in a multicall", test_in_multicall);
	tap_run("a page fault's registers come back", test_round_trip);
	return tap_done();
}
