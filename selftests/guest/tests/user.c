// SPDX-License-Identifier: GPL-2.0
/*
 * user - the guest's user mode, and ways into it that do not exist.
 *
 * Both modes are CPL 3 to the processor; what separates them is the second
 * root. User memory here is one page of code and one of
 * stack at 4 MiB, which only the user root maps.
 */
#include "guest.h"
#include "xen/mmu.h"
#include "xen/segment.h"

#define GP 13
#define PF 14
#define UD 6
#define BP 3

#define USER_CODE 0x400000ULL
#define USER_STACK 0x402000ULL /* top; the page below is mapped */
#define PF_USER 4

/* Where in the page each piece of code lies. */
enum { DO_SYSCALL, DO_READ = 16, DO_INT_81 = 32, DO_INT_80 = 48,
	DO_HLT = 64, DO_INT3 = 80, DO_UD2 = 96, DO_WRITE = 112 };

static const struct {
	u8 at;
	u8 bytes[8];
} code[] = {
	{ DO_SYSCALL, { 0x0f, 0x05, 0x0f, 0x0b } },
	{ DO_READ, { 0x48, 0x8b, 0x07, 0x0f, 0x0b } }, /* mov (%rdi), %rax */
	{ DO_INT_81, { 0xcd, 0x81, 0x0f, 0x0b } },
	{ DO_INT_80, { 0xcd, 0x80, 0x0f, 0x0b } },
	{ DO_HLT, { 0xf4, 0x0f, 0x0b } },
	{ DO_INT3, { 0xcc, 0x0f, 0x0b } },
	{ DO_UD2, { 0x0f, 0x0b } },
	{ DO_WRITE, { 0x48, 0x89, 0x07, 0x0f, 0x0b } },
};

/** struct entry - arguments of enter_user() */
struct entry {
	u64 rip, rsp, cs, ss, rdi;
};

static u64 *user_root;

static void protect(void *page)
{
	map(page, va_to_mfn(page), PTE_RO_PAGE);
}

static void user_build(void)
{
	u64 *l3 = page_take(), *l2 = page_take(), *l1 = page_take();
	u8 *text = page_take();
	unsigned int i;

	user_root = page_take();
	for (i = 0; i < ARRAY_SIZE(code); i++)
		memcpy(text + code[i].at, code[i].bytes, 8);
	l1[0] = va_to_mfn(text) << 12 | PTE_RO_PAGE;
	l1[1] = va_to_mfn(page_take()) << 12 | PTE_RW_PAGE;
	l2[2] = va_to_mfn(l1) << 12 | PTE_RW_PAGE;
	l3[0] = va_to_mfn(l2) << 12 | PTE_RW_PAGE;
	user_root[0] = va_to_mfn(l3) << 12 | PTE_RW_PAGE;
	protect(user_root);
	protect(l3);
	protect(l2);
	protect(l1);
	is(mmuext(MMUEXT_PIN_L4_TABLE, va_to_mfn(user_root), 0), 0,
	   "pin a user root");
	is(mmuext(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(user_root), 0), 0,
	   "load it");
}

static void do_enter(void *arg)
{
	const struct entry *e = arg;

	enter_user(e->rip, e->rsp, e->cs, e->ss, e->rdi);
}

static struct fault user(u64 offset, u64 rdi)
{
	struct entry e = {
		USER_CODE + offset, USER_STACK, FLAT_USER_CS, FLAT_USER_SS, rdi,
	};

	return try(do_enter, &e);
}

static void mode_test(void)
{
	struct fault f = user(DO_SYSCALL, 0);

	is(f.vector, VECTOR_SYSCALL, "SYSCALL goes to the guest's kernel");
	is(f.cs & 3, 3, "from user mode");
	is(f.rip, USER_CODE + DO_SYSCALL + 2, "with the address behind it");
	f = user(DO_READ, VIRT_BASE + 0x100000);
	ok(f.vector == PF && f.error & PF_USER, "kernel memory is not there");
	is(f.cr2, VIRT_BASE + 0x100000, "its address");
	f = user(DO_READ, USER_CODE + 0x100000);
	ok(f.vector == PF && f.error & PF_USER, "nor is what nobody mapped");
	f = user(DO_WRITE, USER_CODE);
	ok(f.vector == PF && f.error == 7, "code is read-only (%lx)",
	   (long)f.error);
	f = user(DO_READ, 0xffff840000000000);
	ok(f.vector == PF, "nor the monitor's memory");
	is(user(DO_INT_81, 0).vector, VECTOR_SOFTWARE, "INT with DPL 3");
	is(user(DO_INT_80, 0).vector, GP, "INT without a handler");
	is(user(DO_HLT, 0).vector, GP, "HLT");
	is(user(DO_INT3, 0).vector, BP, "INT3");
	is(user(DO_UD2, 0).vector, UD, "UD2");
	f = user(DO_UD2, 0);
	is(f.rip, USER_CODE + DO_UD2, "at its address");
}

/* Frames that the processor would refuse in the monitor's face. */
static void frame_test(void)
{
	static const u16 selectors[] = {
		0, 3, 8, 0x10, 0x1b, 0x23, 0x2b, 0x33, 0xe000, 0xe003, 0xe008,
		0xe00b, 0xe010, 0xe013, 0xe01b, 0xe02b, 0xe03b, 0xe040,
		0xe043, 0xe04b, 0xe050, 0xe053, 0xe05b, 0xf003, 0xfffb,
		0xffff,
	};
	static const u64 addresses[] = {
		0x800000000000, 0x8000000000000000, 0xffff7fffffffffff,
		0xffff840000000000, 0xffff818000000000, 1,
	};
	struct entry e = {
		USER_CODE + DO_UD2, USER_STACK, FLAT_USER_CS, FLAT_USER_SS, 0,
	};
	unsigned int i, survived = 0;
	struct fault f;

	for (i = 0; i < ARRAY_SIZE(selectors); i++) {
		e.cs = selectors[i] | 3;
		survived += try(do_enter, &e).happened;
		e.cs = FLAT_USER_CS;
		e.ss = selectors[i];
		survived += try(do_enter, &e).happened;
		e.ss = FLAT_USER_SS;
	}
	is(survived, 2 * ARRAY_SIZE(selectors), "any selector in iret");
	for (i = 0; i < ARRAY_SIZE(addresses); i++) {
		e.rip = addresses[i];
		f = try(do_enter, &e);
		ok(f.vector == GP || f.vector == PF, "iret to %lx: vector %lu",
		   (long)addresses[i], (long)f.vector);
		e.rip = USER_CODE + DO_UD2;
		e.rsp = addresses[i];
		ok(try(do_enter, &e).happened, "iret with stack %lx",
		   (long)addresses[i]);
		e.rsp = USER_STACK;
	}
	is(user(DO_UD2, 0).vector, UD, "and user mode still works");
}

static void root_test(void)
{
	is(mmuext(MMUEXT_NEW_USER_BASEPTR, 0x12345, 0), -XEN_EINVAL,
	   "a foreign frame for user root");
	is(user(DO_UD2, 0).vector, UD, "the old one stays");
	is(mmuext(MMUEXT_UNPIN_TABLE, va_to_mfn(user_root), 0), 0,
	   "unpin it while it is loaded");
	is(user(DO_UD2, 0).vector, UD, "it stays a table");
	is(map(user_root, va_to_mfn(user_root), PTE_RW_PAGE), -XEN_EBUSY,
	   "and read-only");
	is(mmuext(MMUEXT_NEW_USER_BASEPTR, 0, 0), 0, "take it away");
	is(map(user_root, va_to_mfn(user_root), PTE_RW_PAGE), 0,
	   "it is memory again");
}

static void run(void)
{
	static u8 stack[PAGE_SIZE] __aligned(PAGE_SIZE);

	is(hypercall2(__HYPERVISOR_stack_switch, FLAT_KERNEL_SS,
		      addr(stack + PAGE_SIZE)), 0, "a stack for the kernel");
	user_build();
	mode_test();
	frame_test();
	root_test();
}

TEST("user", run);
