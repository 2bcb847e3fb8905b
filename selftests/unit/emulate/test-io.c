// SPDX-License-Identifier: GPL-2.0
/* IN and OUT: who may, and what ports without a device answer. */
#include <string.h>

#include "world.h"

CODE(inb, "in %dx, %al");
CODE(inw, "in %dx, %ax");
CODE(inl, "in %dx, %eax");
CODE(inb_imm, "in $0x64, %al");
CODE(inb_pit, "in $0x42, %al");
CODE(outb, "out %al, %dx");
CODE(outl_imm, "out %eax, $0x80");
CODE(insb, "insb");
CODE(rep_insw, "rep insw");
CODE(rep_insl32, "addr32 rep insl");
CODE(rep_outsb, "rep outsb");
CODE(outsl_fs, "fs outsl");
CODE(cli, "cli");

static u64 addr(const void *p)
{
	return (u64)(uintptr_t)p;
}

static void test_in(void)
{
	world_init();
	v->regs.rax = 0x1122334455667788;
	AT(inb);
	run();
	is(v->regs.rax, 0x11223344556677ff);
	AT(inw);
	run();
	is(v->regs.rax, 0x112233445566ffff);
	AT(inl);
	run();
	is(v->regs.rax, 0xffffffff);
	v->regs.rax = 0;
	AT(inb_imm);
	run();
	is(v->regs.rax, 0xff);
	/* A counter that stands still. */
	AT(inb_pit);
	run();
	is(v->regs.rax, 0);
}

static void test_out(void)
{
	world_init();
	v->regs.rax = 5;
	AT(outb);
	run();
	AT(outl_imm);
	run();
	is(v->regs.rax, 5);
}

static void test_privilege(void)
{
	world_init();
	v->iopl = 0;
	AT(inb);
	refused();
	AT(cli);
	refused();
	v->d->vm_assist |= 1 << 4; /* architectural_iopl: the kernel is 0 */
	AT(inb);
	run();

	v->iopl = 2;
	user();
	AT(inb);
	refused();
	v->iopl = 3;
	run();
	AT(cli);
	run();
}

/* The bitmap is read in kernel mode whoever asks; a set bit forbids. */
static void test_bitmap(void)
{
	static u8 bitmap[8];

	world_init();
	user();
	v->iopl = 0;
	guest_allow_read(bitmap, sizeof(bitmap));
	v->iobitmap = gva(addr(bitmap));
	v->iobitmap_ports = 64;
	memset(bitmap, 0xff, sizeof(bitmap));
	bitmap[1] = 0x7f; /* port 15 */
	bitmap[2] = 0xf8; /* 16 to 18 */
	v->regs.rdx = 15;
	AT(inb);
	run();
	is(v->kernel_mode, false);
	AT(inl); /* 15 to 18 */
	run();
	v->regs.rdx = 16;
	AT(inl);
	refused();
	v->regs.rdx = 62;
	bitmap[7] = 0;
	AT(inw);
	run();
	AT(inl); /* two of them beyond the end */
	refused();
	v->regs.rdx = 0xffff;
	AT(inb);
	refused();
	/* The map itself cannot be read. */
	v->iobitmap = gva(0x1000);
	v->regs.rdx = 15;
	refused();
	is(v->kernel_mode, false);
	v->iobitmap_ports = 0;
	refused();
}

static void test_ins(void)
{
	static u8 buffer[16];

	world_init();
	guest_allow(buffer, sizeof(buffer));
	v->regs.rdi = addr(buffer);
	AT(insb);
	run();
	is(buffer[0], 0xff);
	is(buffer[1], 0);
	is(v->regs.rdi, addr(buffer) + 1);

	/* Downwards. */
	memset(buffer, 0, sizeof(buffer));
	v->regs.rflags |= X86_RFLAGS_DF;
	v->regs.rdi = addr(buffer) + 4;
	v->regs.rcx = 2;
	AT(rep_insw);
	run();
	is(v->regs.rcx, 0);
	is(v->regs.rdi, addr(buffer));
	is(buffer[1], 0);
	is(buffer[2], 0xff);
	is(buffer[5], 0xff);
	is(buffer[6], 0);

	/* A count of zero, and one that is zero in 32 bits. */
	v->regs.rcx = 0;
	AT(rep_insw);
	run();
	is(v->regs.rdi, addr(buffer));
	v->regs.rcx = 1ULL << 32;
	AT(rep_insl32);
	run();
	is(v->regs.rcx, 1ULL << 32);
}

static void test_ins_long(void)
{
	static u8 buffer[1024];

	world_init();
	guest_allow(buffer, sizeof(buffer));
	v->regs.rdi = addr(buffer);
	v->regs.rcx = 300;
	AT(rep_insw);
	is(emulate_privileged(v), EMULATE_DONE);
	/* Not at once: RIP stays while elements remain. */
	is(v->regs.rip, code_rip);
	is(v->regs.rcx, 300 - 256);
	run();
	is(v->regs.rcx, 0);
	is(buffer[599], 0xff);
	is(buffer[600], 0);
}

static void test_ins_fault(void)
{
	static u8 buffer[4];

	world_init();
	guest_allow(buffer, sizeof(buffer));
	v->regs.rdi = addr(buffer);
	v->regs.rcx = 4;
	AT(rep_insw);
	is(emulate_privileged(v), EMULATE_DONE);
	is(v->regs.rip, HANDLER(TRAP_PF));
	is(info->arch.cr2, addr(buffer) + 4);
	is(v->regs.rcx, 2);
	is(v->regs.rdi, addr(buffer) + 4);
	is(((u64 *)(uintptr_t)v->regs.rsp)[2], 2); /* a write */
	is(((u64 *)(uintptr_t)v->regs.rsp)[3], code_rip);
}

static void test_outs(void)
{
	static const u8 buffer[8] = { 1, 2, 3 };

	world_init();
	guest_allow_read(buffer, sizeof(buffer));
	v->regs.rsi = addr(buffer);
	v->regs.rcx = 8;
	AT(rep_outsb);
	run();
	is(v->regs.rsi, addr(buffer) + 8);

	fake_regs.fs_base = addr(buffer);
	v->regs.rsi = 4;
	AT(outsl_fs);
	run();
	is(v->regs.rsi, 8);
	AT(outsl_fs);
	is(emulate_privileged(v), EMULATE_DONE);
	is(v->regs.rip, HANDLER(TRAP_PF));
	is(info->arch.cr2, addr(buffer) + 8);
}

int main(void)
{
	tap_run("ports read as all ones", test_in);
	tap_run("writes to ports vanish", test_out);
	tap_run("IOPL decides who may", test_privilege);
	tap_run("so does the bitmap", test_bitmap);
	tap_run("INS stores", test_ins);
	tap_run("long INS goes on later", test_ins_long);
	tap_run("INS faults in the middle", test_ins_fault);
	tap_run("OUTS loads", test_outs);
	return tap_done();
}
