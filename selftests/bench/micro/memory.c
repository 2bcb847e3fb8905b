// SPDX-License-Identifier: GPL-2.0
/* Mappings and faults. */
#include <err.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "micro.h"

#define SPAN 64 /* pages */
/* Linux maps so many pages of a file at one fault (fault_around_bytes). */
#define AROUND 16

static int fd;
static char *area;

static void peek(const char *p)
{
	char c;

	asm volatile("movb %1, %0" : "=q"(c) : "m"(*p));
}

static void poke(char *p)
{
	asm volatile("movb $1, %0" : "=m"(*p));
}

static void file_begin(void)
{
	fd = file_make("mapped", SPAN);
}

static void file_end(void)
{
	close(fd);
	unlink("mapped");
}

static char *file_map(void)
{
	char *p = mmap(NULL, SPAN * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE,
		       fd, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}

/* Every page is looked at, as lmbench's lat_mmap does in part. */
static void map_unmap(unsigned int n)
{
	while (n--) {
		char *p = file_map();

		for (int i = 0; i < SPAN; i++)
			peek(p + i * PAGE);
		munmap(p, SPAN * PAGE);
	}
}

static void protect_begin(void)
{
	area = pages(1);
	*area = 1;
}

static void protect(unsigned int n)
{
	while (n--) {
		mprotect(area, PAGE, PROT_READ);
		mprotect(area, PAGE, PROT_READ | PROT_WRITE);
		poke(area);
	}
}

static void protect_end(void)
{
	munmap(area, PAGE);
}

static sigjmp_buf back;

static void on_fault(int nr)
{
	(void)nr;
	siglongjmp(back, 1);
}

/* Neither the mask nor the frame of a signal outlives the jump. */
static void protection_begin(void)
{
	struct sigaction a = { .sa_handler = on_fault, .sa_flags = SA_NODEFER };

	protect_begin();
	if (mprotect(area, PAGE, PROT_READ) || sigaction(SIGSEGV, &a, NULL))
		err(1, "protection");
}

static void protection_fault(unsigned int n)
{
	static unsigned int left; /* no register that a jump restores */

	for (left = n; left; left--)
		if (!sigsetjmp(back, 0))
			poke(area);
}

static void protection_end(void)
{
	signal(SIGSEGV, SIG_DFL);
	protect_end();
}

static void anonymous_begin(void)
{
	area = pages(SPAN);
}

/* The tables stay: what is counted is the faults, and the pages' end. */
static void anonymous_fault(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		poke(area + i % SPAN * PAGE);
	madvise(area, SPAN * PAGE, MADV_DONTNEED);
}

static void span_end(void)
{
	munmap(area, SPAN * PAGE);
}

static void file_fault_begin(void)
{
	file_begin();
	area = file_map();
}

static void file_fault(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		peek(area + i * AROUND % SPAN * PAGE);
	madvise(area, SPAN * PAGE, MADV_DONTNEED);
}

static void file_fault_end(void)
{
	span_end();
	file_end();
}

/* Write to what is mapped already, to read. */
static void copy_fault(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		peek(area + i % SPAN * PAGE);
	for (unsigned int i = 0; i < n; i++)
		poke(area + i % SPAN * PAGE);
	madvise(area, SPAN * PAGE, MADV_DONTNEED);
}

const struct row memory_rows[] = {
	{ .name = "mmap", .ops = 4, .begin = file_begin, .run = map_unmap,
	  .end = file_end },
	{ .name = "mprotect", .ops = 100, .begin = protect_begin,
	  .run = protect, .end = protect_end },
	{ .name = "prot-fault", .ops = 100, .begin = protection_begin,
	  .run = protection_fault, .end = protection_end },
	{ .name = "anon-fault", .ops = SPAN, .begin = anonymous_begin,
	  .run = anonymous_fault, .end = span_end },
	{ .name = "file-fault", .ops = SPAN / AROUND,
	  .begin = file_fault_begin, .run = file_fault,
	  .end = file_fault_end },
	{ .name = "cow-fault", .ops = SPAN, .begin = file_fault_begin,
	  .run = copy_fault, .end = file_fault_end },
	{}
};
