// SPDX-License-Identifier: GPL-2.0
/*
 * A day's work in small: system calls, a pipe, fresh memory, processes, and
 * programs. Prints for each what the time stamp counter counted meanwhile,
 * and "total". Under -icount these are instructions.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGES 64

static const char *self;

static uint64_t tsc(void)
{
	uint32_t low, high;

	asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static void system_calls(void)
{
	for (int i = 0; i < 100000; i++)
		syscall(SYS_getppid);
}

static void pipes(void)
{
	char buf[512] = "";
	int fd[2];

	if (pipe(fd))
		err(1, "pipe");
	for (int i = 0; i < 3000; i++)
		if (write(fd[1], buf, sizeof(buf)) != sizeof(buf) ||
		    read(fd[0], buf, sizeof(buf)) != sizeof(buf))
			err(1, "pipe");
	close(fd[0]);
	close(fd[1]);
}

static void memory(void)
{
	size_t size = PAGES * 4096;

	for (int i = 0; i < 100; i++) {
		char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			err(1, "mmap");
		for (int page = 0; page < PAGES; page++)
			p[page * 4096] = 1;
		munmap(p, size);
	}
}

/* A child that does nothing, or runs this program to do nothing. */
static void child(int run)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		if (run)
			execl(self, self, "nothing", NULL);
		_exit(run);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		errx(1, "a child failed");
}

static void processes(void)
{
	for (int i = 0; i < 160; i++)
		child(0);
}

static void programs(void)
{
	for (int i = 0; i < 60; i++)
		child(1);
}

static const struct {
	const char *name;
	void (*run)(void);
} parts[] = {
	{ "syscall", system_calls },
	{ "pipe", pipes },
	{ "mmap", memory },
	{ "fork", processes },
	{ "exec", programs },
};

int main(int argc, char **argv)
{
	uint64_t count, total = 0;

	if (argc > 1)
		return 0;
	self = argv[0];
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		count = tsc();
		parts[i].run();
		count = tsc() - count;
		total += count;
		printf("%s %llu\n", parts[i].name, (unsigned long long)count);
	}
	printf("total %llu\n", (unsigned long long)total);
	return 0;
}
