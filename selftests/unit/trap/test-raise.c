// SPDX-License-Identifier: GPL-2.0
/*
 * What raises a trap: INT n, system calls, #NM, failed selector loads, and
 * the events and NMIs that wait for the next entry.
 */
#include "world.h"

static const u8 int80[] = { 0xcd, 0x80 };

static void int_world(bool user, u8 dpl)
{
	guest_forbid_all();
	world_init();
	if (user)
		to_user();
	guest_allow_read(int80, sizeof(int80));
	v->regs.rip = addr(int80);
	v->regs.cs = FLAT_RING3_CS64;
	v->traps.flags[0x80] = dpl;
}

static void test_int(void)
{
	/* As QEMU before 8.0 reports it: the instruction counts. */
	int_world(true, 3);
	trap_int(v, 0x80 * 16 + 2);
	is_in_kernel(HANDLER(0x80));
	FRAME_IS(0xcccccccccccccccc, 0x1111111111111111, addr(int80) + 2,
		 0xe033, FLAGS, 0x7ffffff0, 0x2b);
}

static void test_int_denied(void)
{
	u8 dpl;

	for (dpl = 0; dpl < 3; dpl++) {
		int_world(true, dpl);
		trap_int(v, 0x80 * 16 + 2);
		is_in_kernel(HANDLER(TRAP_GP));
		/* An exception: RIP stays on the instruction. */
		FRAME_IS(0xcccccccccccccccc, 0x1111111111111111, 0x402, addr(int80));
	}
	int_world(false, 0);
	trap_int(v, 0x402);
	is_in_kernel(HANDLER(TRAP_GP));
}

static void test_int_kernel(void)
{
	u8 dpl;

	for (dpl = 1; dpl < 4; dpl++) {
		int_world(false, dpl);
		trap_int(v, 0x402);
		is_in_kernel(HANDLER(0x80));
	}
}

static void test_int_unreadable(void)
{
	int_world(true, 3);
	v->regs.rip = 0x1000;
	trap_int(v, 0x402);
	is_in_kernel(HANDLER(0x80));
	is(((u64 *)(uintptr_t)v->regs.rsp)[2], 0x1002);
}

static void test_syscall(void)
{
	world_init();
	to_user();
	v->regs.cs = FLAT_USER_CS;
	v->regs.rcx = v->regs.rip;
	v->regs.r11 = v->regs.rflags;
	trap_syscall(v);
	is_in_kernel(SYSCALL_HANDLER);
	FRAME_IS(0x401000, FLAGS, 0x401000, 0xe033, FLAGS, 0x7ffffff0, 0x2b);
	is(info->evtchn_upcall_mask, 0);

	guest_forbid_all();
	world_init();
	to_user();
	v->syscall.mask_events = true;
	v->regs.cs = FLAT_USER_CS;
	trap_syscall(v);
	is(info->evtchn_upcall_mask, 1);
}

static void test_syscall32(void)
{
	world_init();
	to_user();
	v->regs.cs = FLAT_RING3_CS32;
	trap_syscall(v);
	is_in_kernel(SYSCALL32_HANDLER);
	is(((u64 *)(uintptr_t)v->regs.rsp)[3], 0xe023);
}

static void test_syscall_unset(void)
{
	world_init();
	to_user();
	v->regs.cs = FLAT_RING3_CS32;
	v->syscall32.rip = 0;
	trap_syscall(v);
	is_in_kernel(HANDLER(TRAP_UD));
	is(((u64 *)(uintptr_t)v->regs.rsp)[2], 0x401000 - 2);
}

static void test_no_fpu(void)
{
	world_init();
	trap_no_fpu(v);
	is(v->regs.rip, 0xffffffff80001234);
	v->cr0_ts = X86_CR0_TS;
	trap_no_fpu(v);
	is_in_kernel(HANDLER(TRAP_NM));
	is(v->cr0_ts, 0);
	is(fake_regs.ts, 1);
}

static void test_failsafe(void)
{
	world_init();
	to_user();
	v->failsafe.mask_events = true;
	v->regs.ds = 1;
	v->regs.es = 2;
	v->regs.fs = 3;
	v->regs.gs = 4;
	trap_failsafe(v);
	is_in_kernel(FAILSAFE_HANDLER);
	is(v->regs.rsp, addr(kernel_stack) - 11 * 8 - 0);
	FRAME_IS(0xcccccccccccccccc, 0x1111111111111111, 1, 2, 3, 4, 0x401000,
		 0x33, FLAGS, 0x7ffffff0, 0x2b);
	is(info->evtchn_upcall_mask, 1);
}

static void test_event(void)
{
	world_init();
	trap_deliver(v);
	is(v->regs.rip, 0xffffffff80001234);

	info->evtchn_upcall_pending = 1;
	info->evtchn_upcall_mask = 1;
	trap_deliver(v);
	is(v->regs.rip, 0xffffffff80001234);

	info->evtchn_upcall_mask = 0;
	trap_deliver(v);
	is_in_kernel(EVENT_HANDLER);
	is(info->evtchn_upcall_mask, 1);
	is(info->evtchn_upcall_pending, 1);
	is(v->regs.rsp, addr(current_stack) - 56);

	/* Masked by its own delivery: once. */
	trap_deliver(v);
	is(v->regs.rsp, addr(current_stack) - 56);
}

static void test_nmi(void)
{
	world_init();
	v->traps.flags[TRAP_NMI] = TI_FLAG_MASK_EVENTS;
	v->nmi_pending = true;
	info->evtchn_upcall_pending = 1;
	trap_deliver(v);
	/* The NMI first; it masks events. */
	is_in_kernel(HANDLER(TRAP_NMI));
	is(v->nmi_pending, false);
	is(v->nmi_masked, true);

	v->nmi_pending = true;
	trap_deliver(v);
	is(v->regs.rsp, addr(current_stack) - 56);
	is(v->nmi_pending, true);

	/* The iret of its handler lets the next one in. */
	v->nmi_masked = false;
	trap_deliver(v);
	is(v->regs.rsp, addr(current_stack) - 64 - 56);
}

static void test_nmi_unmasked(void)
{
	world_init();
	v->nmi_pending = true;
	info->evtchn_upcall_pending = 1;
	trap_deliver(v);
	/* On top of it the event: it runs first. */
	is_in_kernel(EVENT_HANDLER);
	is(((u64 *)(uintptr_t)v->regs.rsp)[2], HANDLER(TRAP_NMI));
}

static void test_nmi_without_handler(void)
{
	world_init();
	v->traps.rip[TRAP_NMI] = 0;
	v->nmi_pending = true;
	trap_deliver(v);
	is(v->regs.rip, 0xffffffff80001234);
	is(v->nmi_pending, true);
	is(fake_calls.crash, 0);
}

static void test_canonical(void)
{
	static const u64 bad[] = { 0x0000800000000000, 0xffff7fffffffffff,
				   1ULL << 63, 0x7fffffffffffffff };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		guest_forbid_all();
		world_init();
		to_user();
		v->regs.rip = bad[n];
		trap_deliver(v);
		is_in_kernel(HANDLER(TRAP_GP));
		is(((u64 *)(uintptr_t)v->regs.rsp)[2], 0);
		is(((u64 *)(uintptr_t)v->regs.rsp)[3], bad[n]);
	}
	guest_forbid_all();
	world_init();
	v->regs.rip = 0x00007fffffffffff;
	trap_deliver(v);
	is(v->regs.rip, 0x00007fffffffffff);
}

int main(void)
{
	tap_run("INT n enters its handler behind itself", test_int);
	tap_run("INT n without the privilege is #GP", test_int_denied);
	tap_run("the kernel may raise what has DPL 1", test_int_kernel);
	tap_run("INT n out of reach: the error code's", test_int_unreadable);
	tap_run("SYSCALL enters the callback", test_syscall);
	tap_run("SYSCALL from 32-bit code has its own", test_syscall32);
	tap_run("SYSCALL without a callback is #UD", test_syscall_unset);
	tap_run("#NM is the guest's while TS is", test_no_fpu);
	tap_run("the failsafe frame has the selectors", test_failsafe);
	tap_run("events are delivered once, unless masked", test_event);
	tap_run("NMIs come first and do not nest", test_nmi);
	tap_run("an event interrupts an NMI's handler", test_nmi_unmasked);
	tap_run("an NMI waits for a handler", test_nmi_without_handler);
	tap_run("a RIP that is not canonical is #GP", test_canonical);
	return tap_done();
}
