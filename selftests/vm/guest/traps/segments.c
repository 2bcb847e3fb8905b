// SPDX-License-Identifier: GPL-2.0
/* FS, GS and the LDT, each across switches to another process and back. */
#include <asm/ldt.h>
#include <asm/prctl.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "traps.h"

#define HWCAP2_FSGSBASE 2
#define LDT_SELECTOR(n) ((n) << 3 | 7)

static unsigned long words[4] = { 11, 22, 33, 44 };

/* Another process runs, with other values in its registers. */
static void elsewhere(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		syscall(SYS_arch_prctl, ARCH_SET_GS, &words[3]);
		syscall(SYS_sched_yield);
		_exit(0);
	}
	syscall(SYS_sched_yield);
	waitpid(pid, &status, 0);
}

static unsigned long gs_word(void)
{
	unsigned long word;

	asm volatile("mov %%gs:0, %0" : "=r"(word));
	return word;
}

static void test_gs_base(void)
{
	unsigned long base = 0;

	syscall(SYS_arch_prctl, ARCH_SET_GS, &words[1]);
	value_is("GS has a base", (long)gs_word(), 22);
	elsewhere();
	value_is("GS has it still", (long)gs_word(), 22);
	syscall(SYS_arch_prctl, ARCH_GET_GS, &base);
	value_is("the kernel knows it", (long)base, (long)&words[1]);
}

static void test_wrgsbase(void)
{
	unsigned long base = (unsigned long)&words[2];

	if (!(getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE))
		return;
	asm volatile("wrgsbase %0" : : "r"(base));
	value_is("GS by an instruction", (long)gs_word(), 33);
	elsewhere();
	value_is("GS by an instruction stays", (long)gs_word(), 33);
	asm volatile("rdgsbase %0" : "=r"(base));
	value_is("GS can be read", (long)base, (long)&words[2]);
	base = 0;
	syscall(SYS_arch_prctl, ARCH_GET_GS, &base);
	value_is("the kernel finds it", (long)base, (long)&words[2]);
}

/* A data segment over a page below 4 GiB. */
static long ldt_set(unsigned int entry, const void *base)
{
	struct user_desc desc = {
		.entry_number = entry,
		.base_addr = (uint32_t)(uintptr_t)base,
		.limit = 0xfff,
		.seg_32bit = 1,
		.useable = 1,
	};

	return syscall(SYS_modify_ldt, 1, &desc, sizeof(desc));
}

static unsigned int ldt_word(unsigned int entry)
{
	unsigned int selector = LDT_SELECTOR(entry);
	unsigned int word;

	asm volatile("mov %1, %%gs\n\tmov %%gs:8, %0"
		     : "=r"(word) : "r"(selector));
	return word;
}

static void test_ldt(void)
{
	unsigned int *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1,
				  0);
	unsigned int word;

	page[2] = 77;
	errno_is("modify_ldt", ldt_set(3, page), 0);
	value_is("a segment of the LDT", ldt_word(3), 77);
	elsewhere();
	asm volatile("mov %%gs:8, %0" : "=r"(word));
	value_is("it survives a switch", word, 77);
	/* The LDT grows beyond a page. */
	errno_is("modify_ldt of a far entry", ldt_set(1000, page), 0);
	value_is("a segment of a larger LDT", ldt_word(1000), 77);
	asm volatile("mov %0, %%gs" : : "r"(0));
}

void test_segments(void)
{
	test_gs_base();
	test_wrgsbase();
	test_ldt();
}
