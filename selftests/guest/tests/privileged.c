// SPDX-License-Identifier: GPL-2.0
/*
 * privileged - instructions that a PV kernel may and may not execute.
 *
 * Some are emulated, the others end in #GP at the instruction, with the guest
 * none the worse. Also addresses in the monitor's hole.
 */
#include "guest.h"
#include "xen/layout.h"

#define GP 13
#define PF 14
#define UD 6

#define MSR_EFER 0xc0000080
#define MSR_LSTAR 0xc0000082
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_VM_HSAVE_PA 0xc0010117
#define MSR_VM_CR 0xc0010114

#define INSTRUCTION(name, text)                                                \
	static void do_##name(void *arg)                                       \
	{                                                                      \
		static u8 operand[64];                                         \
		asm volatile(text                                              \
			     :                                                 \
			     : "a"(operand), "c"(0), "d"(0)                    \
			     : "memory");                                      \
	}

INSTRUCTION(hlt, "hlt")
INSTRUCTION(lgdt, "lgdt (%%rax)")
INSTRUCTION(lidt, "lidt (%%rax)")
INSTRUCTION(ltr, "ltr %%cx")
INSTRUCTION(lldt, "lldt %%cx")
INSTRUCTION(invlpg, "invlpg (%%rax)")
INSTRUCTION(invd, "invd")
INSTRUCTION(swapgs, "swapgs")
INSTRUCTION(sysret, "sysretq")
INSTRUCTION(lmsw, "lmsw %%cx")
INSTRUCTION(mov_cr8, "mov %%rcx, %%cr8")
INSTRUCTION(mov_dr7, "mov %%rcx, %%dr7")
INSTRUCTION(int_90, "int $0x90")
INSTRUCTION(int_2, "int $2")
INSTRUCTION(vmrun, "vmrun")
INSTRUCTION(clgi, "clgi")
INSTRUCTION(stgi, "stgi")
INSTRUCTION(vmload, "vmload")
INSTRUCTION(ud2, "ud2")

/** struct forbidden - what it has to end in; 0: #GP or #UD alike */
static const struct forbidden {
	const char *name;
	void (*fn)(void *arg);
	u64 vector;
} forbidden[] = {
	{ "hlt", do_hlt, GP },
	{ "lgdt", do_lgdt, GP },
	{ "lidt", do_lidt, GP },
	{ "ltr", do_ltr, GP },
	{ "lldt", do_lldt, GP },
	{ "invlpg", do_invlpg, GP },
	{ "invd", do_invd, GP },
	{ "swapgs", do_swapgs, GP },
	{ "sysret", do_sysret, GP },
	{ "lmsw", do_lmsw, GP },
	{ "mov to cr8", do_mov_cr8, GP },
	{ "mov to dr7", do_mov_dr7, 0 },
	{ "int 0x90", do_int_90, GP },
	{ "int 2", do_int_2, GP },
	{ "vmrun", do_vmrun, 0 },
	{ "clgi", do_clgi, 0 },
	{ "stgi", do_stgi, 0 },
	{ "vmload", do_vmload, 0 },
	{ "ud2", do_ud2, UD },
};

static void forbidden_test(void)
{
	const struct forbidden *i;
	struct fault f;
	bool good;

	for (i = forbidden; i < forbidden + ARRAY_SIZE(forbidden); i++) {
		/* Moves to debug registers may as well be emulated. */
		f = try(i->fn, NULL);
		good = i->vector ? f.vector == i->vector :
				   !f.happened || f.vector == GP ||
				   f.vector == UD;
		ok(good, "%s: vector %lu", i->name, (long)f.vector);
	}
}

/** struct msr - argument and result of an access */
struct msr {
	u32 nr;
	u64 value;
};

static void do_rdmsr(void *arg)
{
	struct msr *m = arg;
	u32 lo, hi;

	asm volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(m->nr));
	m->value = (u64)hi << 32 | lo;
}

static void do_wrmsr(void *arg)
{
	struct msr *m = arg;

	asm volatile("wrmsr"
		     :
		     : "c"(m->nr), "a"((u32)m->value),
		       "d"((u32)(m->value >> 32)));
}

static void base_test(u32 nr, const char *name)
{
	struct msr m = { nr, 0x123456789000 };

	ok(!try(do_wrmsr, &m).happened, "write %s", name);
	m.value = 0;
	ok(!try(do_rdmsr, &m).happened, "read %s", name);
	is(m.value, 0x123456789000, "%s", name);
	m.value = 0x800000000000;
	is(try(do_wrmsr, &m).vector, GP, "%s: not canonical", name);
}

static void msr_test(void)
{
	static const u32 refused[] = {
		MSR_LSTAR, MSR_VM_HSAVE_PA, 0x12345678, 0x79,
	};
	struct msr m = { MSR_EFER, 0 };
	unsigned int i;
	u64 efer;

	base_test(MSR_FS_BASE, "FS base");
	base_test(MSR_GS_BASE, "GS base");
	ok(!try(do_rdmsr, &m).happened, "read EFER");
	efer = m.value;
	ok(efer & 1 << 10 && !(efer & 1 << 12), "EFER: LMA, no SVME (%lx)",
	   (long)efer);
	m.value = efer | 1 << 12;
	is(try(do_wrmsr, &m).vector, GP, "EFER.SVME cannot be set");
	m.value = efer & ~1ULL;
	is(try(do_wrmsr, &m).vector, GP, "EFER.SCE cannot be cleared");
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		m = (struct msr){ refused[i], 0 };
		ok(try(do_wrmsr, &m).vector == GP, "no write to MSR 0x%x",
		   refused[i]);
	}
	m = (struct msr){ 0x12345678, 0 };
	is(try(do_rdmsr, &m).vector, GP, "no read of an unknown MSR");
}

static void do_read_cr0(void *arg)
{
	asm volatile("mov %%cr0, %0" : "=r"(*(u64 *)arg));
}

static void do_write_cr0(void *arg)
{
	asm volatile("mov %0, %%cr0" : : "r"(*(u64 *)arg));
}

static void do_read_cr3(void *arg)
{
	asm volatile("mov %%cr3, %0" : "=r"(*(u64 *)arg));
}

static void do_write_cr3(void *arg)
{
	asm volatile("mov %0, %%cr3" : : "r"(*(u64 *)arg));
}

static void do_read_cr4(void *arg)
{
	asm volatile("mov %%cr4, %0" : "=r"(*(u64 *)arg));
}

static void do_write_cr4(void *arg)
{
	asm volatile("mov %0, %%cr4" : : "r"(*(u64 *)arg));
}

static void control_test(void)
{
	u64 v = 0, smap;

	ok(!try(do_read_cr0, &v).happened && v & 1ULL << 31, "CR0 %lx",
	   (long)v);
	v &= ~(1ULL << 31);
	is(try(do_write_cr0, &v).vector, GP, "CR0.PG cannot be cleared");
	v = 0;
	ok(!try(do_read_cr3, &v).happened, "CR3 can be read");
	is(v >> 12, table_of(&v, 4), "it is the root");
	ok(!try(do_write_cr3, &v).happened, "and be written");
	v = 0x12345000;
	ok(try(do_write_cr3, &v).happened, "but not with a foreign frame");
	ok(!try(do_read_cr4, &v).happened && v & 1 << 5, "CR4 %lx", (long)v);
	smap = v ^ (1ULL << 20 | 1ULL << 5);
	try(do_write_cr4, &smap);
	try(do_read_cr4, &smap);
	is(smap, v, "CR4 keeps what is not the guest's");
}

static void do_in(void *arg)
{
	u32 value;

	asm volatile("inl %%dx, %%eax" : "=a"(value) : "d"(0xcf8));
	*(u32 *)arg = value;
}

static void do_cli(void *arg)
{
	asm volatile("cli");
}

static void do_wbinvd(void *arg)
{
	asm volatile("wbinvd");
}

static void do_xsetbv(void *arg)
{
	asm volatile("xsetbv" : : "a"(0), "d"(0), "c"(0));
}

static void other_test(void)
{
	u32 value = 0;
	struct fault f;

	f = try(do_in, &value);
	ok(f.happened ? f.vector == GP : value == ~0U,
	   "port access without permission");
	f = try(do_cli, NULL);
	ok(!f.happened || f.vector == GP, "cli");
	ok(!try(do_wbinvd, NULL).happened, "wbinvd is ignored");
	f = try(do_xsetbv, NULL);
	ok(f.vector == GP || f.vector == UD, "XCR0 without x87");
}

static void do_read(void *arg)
{
	READ_ONCE(*(u64 *)arg);
}

static void do_write(void *arg)
{
	WRITE_ONCE(*(u64 *)arg, 0);
}

static void do_jump(void *arg)
{
	((void (*)(void))arg)();
}

static void hole_test(void)
{
	static const u64 hidden[] = {
		0xffff808000000000, 0xffff810000000000, 0xffff818000000000,
		0xffff818040000000, 0xffff818040005ff8, 0xffff840000000000,
		0xffff840000001000, 0xffff87fffffffff8,
	};
	struct fault f;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hidden); i++) {
		f = try(do_read, (void *)hidden[i]);
		ok(f.vector == PF && f.cr2 == hidden[i] && !(f.error & 4),
		   "no read at %lx", (long)hidden[i]);
		f = try(do_write, (void *)hidden[i]);
		ok(f.vector == PF, "no write at %lx", (long)hidden[i]);
		f = try(do_jump, (void *)hidden[i]);
		ok(f.vector == PF || f.vector == GP, "no jump to %lx",
		   (long)hidden[i]);
	}
	f = try(do_write, (void *)(MACH2PHYS_VIRT_START +
				   va_to_mfn(&f) * 8));
	is(f.vector, PF, "the M2P is read-only");
	f = try(do_write, (void *)start->pt_base);
	is(f.vector, PF, "the page tables are read-only");
	f = try(do_jump, (void *)0x8000000000000000);
	ok(f.vector == GP || f.vector == PF, "no jump out of the space");
}

static void run(void)
{
	forbidden_test();
	msr_test();
	control_test();
	other_test();
	hole_test();
}

TEST("privileged", run);
