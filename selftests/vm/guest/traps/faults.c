// SPDX-License-Identifier: GPL-2.0
/* Each exception that a program can raise: signal, vector, code, address. */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "traps.h"

/* A function of one instruction whose address is that of the function. */
#define CODE(name, text)                                                       \
	void name(void);                                                       \
	asm(".pushsection .text\n.globl " #name "\n" #name ":\n\t" text        \
	    "\n\tret\n.popsection")

CODE(do_int3, "int3");
CODE(do_ud2, "ud2");
CODE(do_div, "divq zero(%rip)");
CODE(do_hlt, "hlt");
CODE(do_cli, "cli");
CODE(do_in, "inb $0x80, %al");
CODE(do_out, "outb %al, $0x80");
CODE(do_rdmsr, "rdmsr");
CODE(do_wrmsr, "wrmsr");
CODE(do_clts, "clts");
CODE(do_read_cr, "mov %cr0, %rax");
CODE(do_write_cr, "mov %rax, %cr3");
CODE(do_xsetbv, "xsetbv");
CODE(do_invlpg, "invlpg (%rsp)");
CODE(do_lgdt, "lgdt zero(%rip)");
CODE(do_swapgs, "swapgs");
CODE(do_int81, "int $0x81");
CODE(do_int13, "int $13");
CODE(do_selector, "mov bad_selector(%rip), %ss");
CODE(do_wild, "mov wild(%rip), %rax\n\tmov (%rax), %rax");
CODE(do_load, "mov 0x10, %rax");
CODE(do_store, "mov %rax, read_only(%rip)");
CODE(do_fpu, "fninit\n\tfldcw unmasked(%rip)\n\tfld1\n\tfdivs zero(%rip)\n"
	     "\tfwait");
CODE(do_sse, "ldmxcsr mxcsr(%rip)\n\tcvtsi2sd one(%rip), %xmm0\n"
	     "\tdivsd zero(%rip), %xmm0");
CODE(do_forced, "ud2\n\t.ascii \"xen\"\n\tcpuid");

unsigned long zero;
unsigned int one = 1;
const unsigned long read_only = 1;
unsigned long wild = 1UL << 63;
unsigned short bad_selector = 0xfff8;
unsigned short unmasked = 0x37b; /* divide by zero */
unsigned int mxcsr = 0x1d80;

#define ANY (-1L)

struct fault {
	const char *name;
	void (*fn)(void);
	int signal;
	long trap;
	long error;
	long at; /* RIP counted from @fn */
};

static const struct fault faults[] = {
	{ "int3", do_int3, SIGTRAP, 3, 0, 1 },
	{ "ud2", do_ud2, SIGILL, 6, 0, 0 },
	{ "divide by zero", do_div, SIGFPE, 0, 0, 0 },
	{ "hlt", do_hlt, SIGSEGV, 13, 0, 0 },
	{ "cli", do_cli, SIGSEGV, 13, 0, 0 },
	{ "in", do_in, SIGSEGV, 13, 0, 0 },
	{ "out", do_out, SIGSEGV, 13, 0, 0 },
	{ "rdmsr", do_rdmsr, SIGSEGV, 13, 0, 0 },
	{ "wrmsr", do_wrmsr, SIGSEGV, 13, 0, 0 },
	{ "clts", do_clts, SIGSEGV, 13, 0, 0 },
	{ "mov from cr0", do_read_cr, SIGSEGV, 13, 0, 0 },
	{ "mov to cr3", do_write_cr, SIGSEGV, 13, 0, 0 },
	{ "xsetbv", do_xsetbv, SIGSEGV, 13, 0, 0 },
	{ "invlpg", do_invlpg, SIGSEGV, 13, 0, 0 },
	{ "lgdt", do_lgdt, SIGSEGV, 13, 0, 0 },
	{ "swapgs", do_swapgs, SIGSEGV, 13, 0, 0 },
	/* The code is not the emulator's strength: design 9. */
	{ "int 0x81", do_int81, SIGSEGV, 13, ANY, 0 },
	{ "int 13", do_int13, SIGSEGV, 13, ANY, 0 },
	{ "a selector beyond the table", do_selector, SIGSEGV, 13, 0xfff8, 0 },
	{ "an address not canonical", do_wild, SIGSEGV, 13, 0, 7 },
	{ "a load from nowhere", do_load, SIGSEGV, 14, 4, 0 },
	{ "a store to read-only memory", do_store, SIGSEGV, 14, 7, 0 },
	{ "an x87 exception", do_fpu, SIGFPE, 16, 0, 16 },
	{ "an SSE exception", do_sse, SIGFPE, 19, 0, 15 },
};

static void test_fault(const struct fault *f)
{
	struct caught c;

	catch(f->fn, &c);
	if (c.signal == f->signal && c.trap == f->trap &&
	    (f->error == ANY || c.error == f->error) &&
	    c.rip == (long)f->fn + f->at)
		c.signal = 0;
	value_is(f->name, c.signal ? c.trap << 32 | c.error << 16 |
		 (c.rip - (long)f->fn) : 0, 0);
}

static void *page_pair(int protection)
{
	long size = sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(p + size - 2, "\x0f\x0b", 2); /* ud2 */
	mprotect(p, size, protection);
	munmap(p + size, size);
	return p + size - 2;
}

static void test_fetch(void)
{
	struct caught c;
	void *last = page_pair(PROT_READ | PROT_EXEC);

	catch(last, &c);
	value_is("ud2 at the end of memory", c.signal, SIGILL);
	value_is("ud2 at the end of memory: RIP", c.rip, (long)last);

	last = page_pair(PROT_READ);
	catch(last, &c);
	value_is("a page without execute permission", c.signal, SIGSEGV);
	value_is("... its error code", c.error, 0x15);
	value_is("... its address", c.cr2, (long)last);
}

static void test_addresses(void)
{
	struct caught c;

	catch(do_load, &c);
	value_is("CR2 of a load", c.cr2, 0x10);
	catch(do_store, &c);
	value_is("CR2 of a store", c.cr2, (long)&read_only);
}

/* The system call of 32-bit programs, which 64-bit ones can use, too. */
static void test_int80(void)
{
	long pid = 20;

	asm volatile("int $0x80" : "+a"(pid) : : "memory", "r8", "r9", "r10",
		     "r11");
	value_is("getpid by int 0x80", pid, getpid());
}

/* uname() copies more than 300 bytes: upwards, whatever the program prefers. */
static void test_direction(void)
{
	struct utsname now, then = { 0 };
	long status;

	uname(&now);
	asm volatile("std\n\tsyscall\n\tcld"
		     : "=a"(status)
		     : "a"(SYS_uname), "D"(&then)
		     : "rcx", "r11", "memory", "cc");
	value_is("uname with DF set", status, 0);
	value_is("uname with DF set: its answer",
		 memcmp(&now, &then, sizeof(now)), 0);
}

static unsigned int forced_ebx(void)
{
	unsigned int a = 0x40000000, b, c = 0, d;

	asm volatile("ud2\n\t.ascii \"xen\"\n\tcpuid"
		     : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return b;
}

void test_faults(bool guest)
{
	unsigned int n;
	struct caught c;

	for (n = 0; n < sizeof(faults) / sizeof(faults[0]); n++)
		test_fault(&faults[n]);
	test_fetch();
	test_addresses();
	test_int80();
	test_direction();
	if (guest) {
		value_is("Xen's CPUID in user mode", forced_ebx(), 0x566e6558);
		return;
	}
	catch(do_forced, &c);
	value_is("Xen's CPUID without Xen", c.signal, SIGILL);
}
