// SPDX-License-Identifier: GPL-2.0
/*
 * Microbenchmarks: lmbench's rows, and a load like a compiler's.
 *
 * usage: micro [ROW...]
 *
 * Prints "row NAME N OPS GOES" for each: what the time stamp counter advances
 * for one operation, of which there are OPS in a go. Under -icount N is
 * instructions, of everybody. Each row is
 * gone through several times and the least counts: the others had ticks of a
 * timer in them. Two instructions that do nothing tell the plugin (count.c)
 * where such a go begins and ends.
 */
#include <err.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "micro.h"

#define GOES 7

static const struct row *const groups[] = { system_rows, memory_rows,
					    channel_rows, process_rows };

static uint64_t tsc(void)
{
	uint32_t low, high;

	asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* A long NOP with a displacement that count.c knows. */
static void mark_begin(void)
{
	asm volatile(".byte 0x0f, 0x1f, 0x80, 'U', 'P', 'B', 'E'");
}

static void mark_end(void)
{
	asm volatile(".byte 0x0f, 0x1f, 0x80, 'U', 'P', 'E', 'N'");
}

char *pages(size_t n)
{
	char *p = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}

int file_make(const char *name, size_t n)
{
	static const char page[PAGE] = "data";
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		err(1, "%s", name);
	while (n--)
		if (write(fd, page, PAGE) != PAGE)
			err(1, "%s", name);
	return fd;
}

void child_await(int pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || status)
		errx(1, "a child failed");
}

static void row_run(const struct row *r)
{
	uint64_t least = UINT64_MAX;

	if (r->begin)
		r->begin();
	r->run(r->ops);
	for (int i = 0; i < GOES; i++) {
		uint64_t count;

		mark_begin();
		count = tsc();
		r->run(r->ops);
		count = tsc() - count;
		mark_end();
		if (count < least)
			least = count;
	}
	if (r->end)
		r->end();
	printf("row %s %llu %u %u\n", r->name,
	       (unsigned long long)least / r->ops, r->ops, GOES);
	fflush(stdout);
}

static int wanted(const char *name, char **names)
{
	if (!*names)
		return 1;
	for (; *names; names++)
		if (!strcmp(*names, name))
			return 1;
	return 0;
}

static void loopback_up(void)
{
	struct ifreq r = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	r.ifr_flags = IFF_UP | IFF_RUNNING;
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &r))
		err(1, "lo");
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "-"))
		return process_part(argv[2]);
	if (chdir("/tmp"))
		err(1, "/tmp");
	loopback_up();
	for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
		for (const struct row *r = groups[g]; r->name; r++)
			if (wanted(r->name, argv + 1))
				row_run(r);
	return 0;
}
