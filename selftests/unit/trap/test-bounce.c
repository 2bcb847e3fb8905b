// SPDX-License-Identifier: GPL-2.0
/*
 * Bounce frames, word for word: what is pushed, where, and in which state the
 * handler starts.
 */
#include "world.h"

static void test_kernel(void)
{
	u64 rsp;

	world_init();
	rsp = v->regs.rsp;
	trap_bounce(v, TRAP_DE, 0);
	is_in_kernel(HANDLER(0));
	is(v->regs.rsp, rsp - 7 * 8);
	/* Kernel: CS with RPL 0, on the stack in use. */
	FRAME_IS(0xcccccccccccccccc, 0x1111111111111111, 0xffffffff80001234,
		 0xe030, FLAGS, rsp, 0xe02b);
	is(info->evtchn_upcall_mask, 0);
}

static void test_user(void)
{
	world_init();
	to_user();
	trap_bounce(v, TRAP_UD, 0);
	is_in_kernel(HANDLER(TRAP_UD));
	is(v->regs.rsp, addr(kernel_stack) - 7 * 8);
	FRAME_IS(0xcccccccccccccccc, 0x1111111111111111, 0x401000, 0x33, FLAGS,
		 0x7ffffff0, 0x2b);
}

static void test_error_code(void)
{
	world_init();
	trap_bounce(v, TRAP_GP, 0x1234);
	is_in_kernel(HANDLER(TRAP_GP));
	is(v->regs.rsp, addr(current_stack) - 8 * 8);
	FRAME_IS(0xcccccccccccccccc, 0x1111111111111111, 0x1234,
		 0xffffffff80001234, 0xe030, FLAGS, addr(current_stack),
		 0xe02b);
}

/* APM vol.2 8.2: which exceptions push an error code. */
static void test_error_vectors(void)
{
	static const u8 with[] = { 8, 10, 11, 12, 13, 14, 17, 21 };
	unsigned int vector;
	unsigned int n;
	u64 words;

	for (vector = 0; vector < 256; vector++) {
		world_init();
		words = 7;
		for (n = 0; n < sizeof(with); n++)
			if (with[n] == vector)
				words = 8;
		trap_bounce(v, vector, 5);
		is_in_kernel(HANDLER(vector));
		is(addr(current_stack) - v->regs.rsp, words * 8);
		guest_forbid_all();
	}
}

static void test_alignment(void)
{
	unsigned int offset;

	for (offset = 0; offset < 16; offset++) {
		world_init();
		v->regs.rsp -= offset;
		trap_bounce(v, TRAP_DE, 0);
		is(v->regs.rsp, addr(current_stack) - (offset ? 16 : 0) - 56);
		is(((u64 *)(uintptr_t)v->regs.rsp)[5],
		   addr(current_stack) - offset);
		guest_forbid_all();
	}
}

static void test_masked(void)
{
	world_init();
	info->evtchn_upcall_mask = 1;
	trap_bounce(v, TRAP_DE, 0);
	is_in_kernel(HANDLER(0));
	/* IF is the mask's opposite; the mask itself is saved beside CS. */
	FRAME_IS(0xcccccccccccccccc, 0x1111111111111111, 0xffffffff80001234,
		 0x10000e030, FLAGS & ~X86_RFLAGS_IF);
	is(info->evtchn_upcall_mask, 1);
}

static void test_masks_events(void)
{
	world_init();
	v->traps.flags[TRAP_PF] = TI_FLAG_MASK_EVENTS;
	trap_bounce(v, TRAP_PF, 0);
	is(info->evtchn_upcall_mask, 1);
	/* Saved before it was set. */
	is(((u64 *)(uintptr_t)v->regs.rsp)[4], 0xe030);
	is(((u64 *)(uintptr_t)v->regs.rsp)[5], FLAGS);
}

static void test_flags(void)
{
	u64 odd = X86_RFLAGS_TF | X86_RFLAGS_NT | X86_RFLAGS_RF |
		  X86_RFLAGS_AC | X86_RFLAGS_IOPL | X86_RFLAGS_DF;

	world_init();
	v->iopl = 1;
	v->regs.rflags |= odd;
	trap_bounce(v, TRAP_DB, 0);
	is_in_kernel(HANDLER(TRAP_DB));
	/* The handler's frame shows them, but for IOPL. */
	is(((u64 *)(uintptr_t)v->regs.rsp)[4],
	   FLAGS | (odd & ~X86_RFLAGS_IOPL));

	guest_forbid_all();
	world_init();
	v->d->vm_assist = 1 << 4; /* architectural_iopl */
	v->iopl = 1;
	trap_bounce(v, TRAP_DB, 0);
	is(((u64 *)(uintptr_t)v->regs.rsp)[4], FLAGS | 0x1000);
}

static void test_page_fault(void)
{
	world_init();
	trap_bounce_pf(v, 0xdeadbeef000, 7);
	is(info->arch.cr2, 0xdeadbeef000);
	/* The hardware says user; the guest was in its kernel. */
	is(((u64 *)(uintptr_t)v->regs.rsp)[2], 3);

	guest_forbid_all();
	world_init();
	to_user();
	trap_bounce_pf(v, 0x1000, 0x12);
	is(((u64 *)(uintptr_t)v->regs.rsp)[2], 0x16);
}

static void test_no_handler(void)
{
	world_init();
	v->traps.rip[TRAP_UD] = 0;
	trap_bounce(v, TRAP_UD, 0);
	is(fake_calls.crash, 1);
	is(v->d->shutdown, true);

	guest_forbid_all();
	world_init();
	v->traps.rip[TRAP_UD] = 0x0000800000000000;
	trap_bounce(v, TRAP_UD, 0);
	is(fake_calls.crash, 2);
}

static void test_bad_stack(void)
{
	u64 page[16] __aligned(16);

	world_init();
	v->regs.rsp = 0x1000;
	trap_bounce(v, TRAP_DE, 0);
	is(fake_calls.crash, 1);

	/* A frame that begins on a writable page and ends on none. */
	guest_forbid_all();
	world_init();
	guest_forbid_all();
	guest_allow(page + 8, 8 * 8);
	v->regs.rsp = addr(page + 12);
	trap_bounce(v, TRAP_DE, 0);
	is(fake_calls.crash, 2);

	/* Read-only: a page table under the stack pointer. */
	guest_forbid_all();
	guest_allow_read(page, sizeof(page));
	v->regs.rsp = addr(page + 16);
	trap_bounce(v, TRAP_DE, 0);
	is(fake_calls.crash, 3);
	yes(fake_log_count() >= 3);
}

static void test_rsp_wraps(void)
{
	static const u64 odd[] = { 0, 8, 15, 16, 0x38, U64_MAX, 1ULL << 63,
				   0xffff800000000000, 0xffff880000000000,
				   0x0000800000000000 };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(odd); n++) {
		guest_forbid_all();
		world_init();
		v->regs.rsp = odd[n];
		trap_bounce(v, TRAP_GP, 0);
		is(fake_calls.crash, n + 1);
	}
}

int main(void)
{
	tap_run("a kernel's frame is on its own stack", test_kernel);
	tap_run("a user's frame is on the kernel stack", test_user);
	tap_run("an error code lies below RIP", test_error_code);
	tap_run("only some exceptions push an error code", test_error_vectors);
	tap_run("frames are aligned to 16 bytes", test_alignment);
	tap_run("IF in a frame is the upcall mask's opposite", test_masked);
	tap_run("a trap may mask events", test_masks_events);
	tap_run("handlers start with quiet flags", test_flags);
	tap_run("page faults carry CR2 and the guest's mode", test_page_fault);
	tap_run("no handler, no guest", test_no_handler);
	tap_run("an unwritable stack crashes the guest", test_bad_stack);
	tap_run("stack pointers at the edges crash the guest", test_rsp_wraps);
	return tap_done();
}
