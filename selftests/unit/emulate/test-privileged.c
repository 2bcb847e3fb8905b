// SPDX-License-Identifier: GPL-2.0
/* Control registers, CPUID, and what else a PV kernel executes at CPL 3. */
#include <string.h>
#include <sys/mman.h>

#include "world.h"
#include "core/print.h"

CODE(read_cr0, "mov %cr0, %rax");
CODE(read_cr2, "mov %cr2, %rbx");
CODE(read_cr3, "mov %cr3, %rcx");
CODE(read_cr4, "mov %cr4, %rdx");
CODE(read_cr8, "mov %cr8, %rdx");
CODE(write_cr0, "mov %rax, %cr0");
CODE(write_cr2, "mov %rax, %cr2");
CODE(write_cr3, "mov %rax, %cr3");
CODE(write_cr4, "mov %r9, %cr4");
CODE(write_cr8, "mov %rax, %cr8");
CODE(clts, "clts");
CODE(read_dr6, "mov %dr6, %rax");
CODE(write_dr0, "mov %rax, %dr0");
CODE(write_dr7, "mov %rax, %dr7");
CODE(write_dr4, "mov %rax, %dr4");
CODE(xsetbv, "xsetbv");
CODE(wbinvd, "wbinvd");
CODE(invd, "invd");
CODE(rdtsc, "rdtsc");
CODE(rdtscp, "rdtscp");
CODE(cpuid, "cpuid");
CODE(hlt, "hlt");
CODE(sti, "sti");
CODE(lock_clts, ".byte 0xf0, 0x0f, 0x06");
CODE(forced, ".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e; cpuid");
CODE(forced_other, ".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e; rdtsc");
CODE(ud2, "ud2");

#define CR0 0x80050033ULL

static void test_cr0(void)
{
	world_init();
	AT(read_cr0);
	run();
	is(v->regs.rax, CR0);
	v->regs.rax |= X86_CR0_TS;
	AT(write_cr0);
	run();
	is(v->cr0_ts, X86_CR0_TS);
	AT(read_cr0);
	run();
	is(v->regs.rax, CR0 | X86_CR0_TS);
	AT(clts);
	run();
	is(v->cr0_ts, 0);
	is(fake_regs.ts, 2);
	v->regs.rax = CR0 & ~X86_CR0_WP;
	AT(write_cr0);
	refused();
	v->regs.rax = CR0 | 1ULL << 40;
	refused();
}

static void test_cr2(void)
{
	world_init();
	info->arch.cr2 = 0x1234;
	AT(read_cr2);
	run();
	is(v->regs.rbx, 0x1234);
	v->regs.rax = 0x5678;
	AT(write_cr2);
	run();
	is(info->arch.cr2, 0x5678);
}

static void test_cr3(void)
{
	world_init();
	AT(read_cr3);
	run();
	is(v->regs.rcx, mfn_to_maddr(l4));
	v->regs.rax = mfn_to_maddr(l4);
	AT(write_cr3);
	run();
	is(fake_calls.root_load, 1);
	/* A table of the wrong level, a page of data, no frame at all. */
	v->regs.rax = mfn_to_maddr(l1);
	refused();
	v->regs.rax = mfn_to_maddr(data);
	refused();
	v->regs.rax = 1ULL << 63;
	refused();
	is(v->root.n, l4.n);
}

static void test_cr4(void)
{
	world_init();
	AT(read_cr4);
	run();
	is(v->regs.rdx, 0x660);
	v->regs.r9 = U64_MAX;
	AT(write_cr4);
	run();
	is(v->cr4, X86_CR4_TSD | X86_CR4_DE | X86_CR4_FSGSBASE |
	   X86_CR4_OSXSAVE);
	is(fake_regs.cr4, 1);
	AT(read_cr4);
	run();
	is(v->regs.rdx, 0x660 | v->cr4);
	AT(read_cr8);
	refused();
	AT(write_cr8);
	refused();
}

static void test_dr(void)
{
	world_init();
	v->debugreg[6] = 0xffff0ff1;
	AT(read_dr6);
	run();
	is(v->regs.rax, 0xffff0ff1);
	v->regs.rax = 0x400000;
	AT(write_dr0);
	run();
	is(v->debugreg[0], 0x400000);
	is(fake_regs.debugreg, 1);
	v->regs.rax = 0xffff800000001000;
	refused();
	v->regs.rax = 1ULL << 32 | 0x400;
	AT(write_dr7);
	refused();
	v->regs.rax = 0x401;
	run();
	is(v->debugreg[7], 0x401);
	AT(write_dr4);
	v->cr4 = X86_CR4_DE;
	refused();
}

static void test_xsetbv(void)
{
	static const u64 bad[] = { 0, 2, 5, 8, 0x207, 0xe7, 1ULL << 62 | 3 };
	unsigned int n;

	world_init();
	v->regs.rax = 7;
	AT(xsetbv);
	refused(); /* OSXSAVE is off */
	v->cr4 = X86_CR4_OSXSAVE;
	run();
	is(v->xcr0, 7);
	is(v->xcr0_accum, 7);
	is(fake_regs.xcr0, 1);
	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		AT(xsetbv);
		v->regs.rax = 0xffffffff00000000 | (u32)bad[n];
		v->regs.rdx = bad[n] >> 32;
		refused();
	}
	v->regs.rax = 3;
	v->regs.rdx = 0;
	v->regs.rcx = 1;
	refused();
	v->regs.rcx = 0;
	run();
	is(v->xcr0, 3);
	is(v->xcr0_accum, 7);
	user();
	AT(xsetbv);
	refused();
}

/* All of AVX-512 or none of it, on a processor that has it. */
static void test_xsetbv_avx512(void)
{
	world_init();
	cpuid_set(0xd, 0, 0x2e7, 2688, 2696, 0);
	v->cr4 = X86_CR4_OSXSAVE;
	AT(xsetbv);
	v->regs.rax = 0xe7;
	run();
	is(v->xcr0, 0xe7);
	AT(xsetbv);
	v->regs.rax = 0x67;
	refused();
	v->regs.rax = 0xe3;
	refused();
	v->regs.rax = 0x2e7; /* PKRU */
	refused();
}

static void test_harmless(void)
{
	world_init();
	AT(wbinvd);
	run();
	AT(sti);
	run();
	AT(invd);
	refused();
	AT(hlt);
	refused();
	AT(lock_clts);
	refused();
	user();
	AT(wbinvd);
	refused();
	AT(sti);
	refused();
	AT(clts);
	refused();
	AT(read_cr0);
	refused();
	v->regs.rip = 0x1000;
	refused();
}

static void test_rdtsc(void)
{
	world_init();
	AT(rdtsc);
	run();
	is(v->regs.rax, 0x9abcdef0);
	is(v->regs.rdx, 0x12345678);
	v->regs.rcx = 9;
	AT(rdtscp);
	run();
	is(v->regs.rcx, 0);
	/* A process: TSD is the monitor's, or its own kernel's. */
	user();
	AT(rdtsc);
	v->regs.rdx = 0;
	run();
	is(v->regs.rdx, 0x12345678);
	v->cr4 |= X86_CR4_TSD;
	AT(rdtsc);
	refused();
	user();
	AT(rdtsc);
	refused();
	AT(rdtscp);
	refused();
	v->cr4 &= ~X86_CR4_TSD;
}

/* Where 32-bit code reaches: bytes at the end of what can be read. */
static void at_low(const u8 *code, unsigned int len)
{
	static u8 *low;

	if (!low)
		low = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	bug_on(low == MAP_FAILED);
	guest_forbid_all();
	memcpy(low, code, len);
	guest_allow_read(low, len);
	v->regs.rip = (uintptr_t)low;
}

#define AT_LOW(id) at_low(id, CODE_LEN(id))

static void run_low(unsigned int len)
{
	u64 rip = v->regs.rip;

	is(emulate_privileged(v), EMULATE_DONE);
	is(v->regs.rip, rip + len);
}

/* A 32-bit program gets the TSC that the monitor keeps from it, no more. */
static void test_rdtsc_compat(void)
{
	u64 *table;

	world_init();
	user();
	v->regs.cs = FLAT_RING3_CS32;
	AT_LOW(rdtsc);
	run_low(2);
	is(v->regs.rax, 0x9abcdef0);
	is(v->regs.rdx, 0x12345678);
	v->regs.rcx = 9;
	v->regs.rdx = 0;
	AT_LOW(rdtscp);
	run_low(3);
	is(v->regs.rdx, 0x12345678);
	is(v->regs.rcx, 0);
	AT_LOW(xsetbv);
	refused();
	AT_LOW(clts);
	refused();
	v->cr4 |= X86_CR4_TSD;
	AT_LOW(rdtsc);
	refused();
	AT_LOW(rdtscp);
	refused();
	v->cr4 &= ~X86_CR4_TSD;

	/* Code that nobody may read, at a base */
	table = frame_map(data);
	table[3] = 0x00cff9001000ffff;
	v->gdt[0] = data;
	v->gdt_entries = 4;
	v->regs.cs = 0x1b;
	AT_LOW(rdtsc);
	refused();
	v->regs.rip -= 0x1000;
	run_low(2);
	AT_LOW(rdtsc);
	table[3] = 0x00cff3000000ffff; /* data */
	refused();
}

static void test_cpuid(void)
{
	world_init();
	v->regs.rax = 0xffffffff40000000;
	AT(cpuid);
	run();
	is(v->regs.rax, 0x40000005);
	is(v->regs.rbx, 0x566e6558);
	user();
	v->regs.rax = 0x40000001;
	AT(cpuid);
	run();
	is(v->regs.rax, 0x40011);
}

static void test_forced(void)
{
	world_init();
	v->regs.rax = 0x40000001;
	AT(forced);
	is(emulate_forced_cpuid(v), EMULATE_DONE);
	is(v->regs.rax, 0x40011);
	is(v->regs.rip, code_rip + 7);

	user();
	v->regs.rax = 0x40000001;
	AT(forced);
	is(emulate_forced_cpuid(v), EMULATE_DONE);
	is(v->regs.rax, 0x40011);

	AT(forced_other);
	is(emulate_forced_cpuid(v), EMULATE_BOUNCE);
	/* The last instruction of a mapping. */
	guest_forbid_all();
	AT(ud2);
	is(emulate_forced_cpuid(v), EMULATE_BOUNCE);
	v->regs.rip = 0x1000;
	is(emulate_forced_cpuid(v), EMULATE_BOUNCE);
	v->regs.cs = 0x1b; /* beyond an empty GDT */
	AT(forced);
	is(emulate_forced_cpuid(v), EMULATE_BOUNCE);
}

/* 64-bit code by the guest's own descriptors, in GDT and LDT. */
static void test_segments(void)
{
	u64 *table;

	world_init();
	table = frame_map(data);
	table[2] = 0x00affb000000ffff; /* 64-bit code */
	table[3] = 0x00cffb000000ffff; /* 32-bit code */
	table[4] = 0x00cff3000000ffff; /* data */
	table[5] = 0x00af7b000000ffff; /* not present */
	v->gdt[0] = data;
	v->gdt_entries = 8;
	v->ldt[0] = data;
	v->ldt_entries = 3;
	AT(clts);
	v->regs.cs = 0x13;
	run();
	AT(clts);
	v->regs.cs = 0x1b;
	refused();
	v->regs.cs = 0x23;
	refused();
	v->regs.cs = 0x2b;
	refused();
	v->regs.cs = 0x43;
	refused();
	v->regs.cs = 0x17; /* LDT */
	run();
	AT(clts);
	v->regs.cs = 0x1f;
	refused();
	v->regs.cs = FLAT_RING3_CS32;
	refused();
}

static void test_single_step(void)
{
	world_init();
	v->regs.rflags |= X86_RFLAGS_TF;
	AT(clts);
	is(emulate_privileged(v), EMULATE_DONE);
	is(v->regs.rip, HANDLER(TRAP_DB));
	is(v->debugreg[6], X86_DR6_BS);
}

int main(void)
{
	tap_run("CR0 has a TS", test_cr0);
	tap_run("CR2 is the vCPU's record", test_cr2);
	tap_run("CR3 takes validated tables", test_cr3);
	tap_run("CR4 has four bits of the guest's", test_cr4);
	tap_run("debug registers", test_dr);
	tap_run("XSETBV takes what the processor would", test_xsetbv);
	tap_run("XSETBV and AVX-512", test_xsetbv_avx512);
	tap_run("what is ignored and what is refused", test_harmless);
	tap_run("RDTSC for a kernel under TSD", test_rdtsc);
	tap_run("RDTSC of 32-bit code", test_rdtsc_compat);
	tap_run("CPUID where it traps", test_cpuid);
	tap_run("CPUID with Xen's prefix", test_forced);
	tap_run("64-bit code by any descriptor", test_segments);
	tap_run("single steps over emulated code", test_single_step);
	return tap_done();
}
