// SPDX-License-Identifier: GPL-2.0
/*
 * An LDT in use: two processes on one processor have one each, read through
 * it all the time and must see their own. Started with a processor's number.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "steady.h"
#include "tap.h"

#define ENTRIES 16
#define LOOKS 200
#define LIMIT 4095

/* Table indicator: LDT; requested privilege level 3 */
#define SELECTOR(n) ((n) << 3 | 7)

static int entry_set(unsigned int n, void *base)
{
	struct user_desc d = {
		.entry_number = n,
		.base_addr = (uintptr_t)base,
		.limit = LIMIT,
		.seg_32bit = 1,
		.useable = 1,
	};

	return syscall(SYS_modify_ldt, 1, &d, sizeof(d));
}

static uint64_t read_gs(void)
{
	uint64_t value;

	asm volatile("mov %%gs:0, %0" : "=r"(value));
	return value;
}

static uint32_t limit_of(uint16_t selector)
{
	uint32_t limit = 0;

	asm volatile("lsl %1, %0" : "+r"(limit) : "r"((uint32_t)selector));
	return limit;
}

/* Once through all entries; GS stays loaded while others run. */
static uint64_t look(char *pages, uint64_t pattern, unsigned int n)
{
	uint16_t selector = SELECTOR(n), now;
	uint64_t bad = 0;
	int i;

	asm volatile("mov %0, %%gs" : : "r"((uint32_t)selector));
	for (i = 0; i < LOOKS; i++) {
		bad += read_gs() != pattern + n;
		bad += limit_of(selector) != LIMIT;
		asm volatile("mov %%gs, %0" : "=r"(now));
		bad += now != selector;
	}
	steady_pause();
	bad += read_gs() != *(uint64_t *)(pages + n * 4096UL);
	return bad;
}

static int watch(uint64_t pattern)
{
	char *pages = mmap(NULL, ENTRIES * 4096UL, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	uint64_t looks = 0, bad = 0;
	unsigned int n;

	if (pages == MAP_FAILED)
		return 1;
	for (n = 0; n < ENTRIES; n++) {
		*(uint64_t *)(pages + n * 4096UL) = pattern + n;
		if (entry_set(n, pages + n * 4096UL))
			return 1;
	}
	while (steady_on()) {
		bad += look(pages, pattern, looks % ENTRIES);
		looks++;
	}
	asm volatile("mov %0, %%gs" : : "r"(0));
	steady_clean("segments of an LDT are its own process's", looks, bad);
	return tap_done();
}

int main(int argc, char **argv)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(argc > 1 ? atoi(argv[1]) : 0, &set);
	sched_setaffinity(0, sizeof(set), &set);
	steady_begin();
	return watch((uint64_t)getpid() << 32);
}
