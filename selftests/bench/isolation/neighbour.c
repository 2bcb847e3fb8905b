// SPDX-License-Identifier: GPL-2.0
/*
 * What the guests of isolation.sh do.
 *
 *	neighbour calibrate		print LOOPS, for a request of 2 ms
 *	neighbour serve SECONDS LOOPS	serve requests, 8 ms after one another
 *	neighbour forks			fork in forty processes at once
 *	neighbour thrash		touch most of memory, over and over
 *
 * "serve" prints how many requests it served in how many ms, and how many us
 * one took: it wants less than a quarter of a processor, as a server does whose
 * clients think before they ask again, so its neighbours have no claim on it.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096
#define REQUEST_NS 2000000
#define THINK_NS 8000000
#define PROCESSES 40

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static char *pages(size_t n)
{
	char *p = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}

/* Arithmetic on fresh memory, with a system call or two. */
static void request(long loops)
{
	uint32_t sum = 1;

	while (loops--) {
		char *p = pages(4);

		for (int i = 0; i < 4 * PAGE; i++) {
			p[i] = (char)sum;
			sum = sum * 31 + (uint32_t)i;
		}
		syscall(SYS_getppid);
		munmap(p, 4 * PAGE);
	}
	/* The compiler is not to see that nobody reads it. */
	asm volatile("" : : "r"(sum));
}

static void calibrate(void)
{
	int64_t best = INT64_MAX;

	for (int i = 0; i < 20; i++) {
		int64_t began = now();

		request(10);
		began = now() - began;
		if (began < best)
			best = began;
	}
	printf("loops %lld\n", (long long)(REQUEST_NS * 10 / best) + 1);
}

static void serve(long seconds, long loops)
{
	struct timespec think = { .tv_nsec = THINK_NS };
	int64_t began = now(), at = began, busy = 0;
	long served = 0;

	while (at - began < seconds * 1000000000LL) {
		int64_t from = now();

		request(loops);
		at = now();
		busy += at - from;
		served++;
		nanosleep(&think, NULL);
	}
	at = now();
	printf("served %ld %lld %lld\n", served,
	       (long long)(at - began) / 1000000,
	       (long long)busy / served / 1000);
}

static void fork_once(void)
{
	pid_t pid = fork();

	if (!pid) {
		memset(pages(16), 1, 16 * PAGE);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void forks(void)
{
	for (int i = 0; i < PROCESSES; i++) {
		if (fork())
			continue;
		for (;;)
			fork_once();
	}
	pause();
}

static void thrash(void)
{
	struct sysinfo info;
	uint64_t at = 1, n;
	char *p;

	if (sysinfo(&info))
		err(1, "sysinfo");
	n = (uint64_t)info.freeram * info.mem_unit / PAGE / 4 * 3;
	p = pages(n);
	for (;;) {
		for (uint64_t i = 0; i < 2 * n; i++) {
			at = at * 6364136223846793005ULL + 1442695040888963407ULL;
			p[(at >> 33) % n * PAGE]++;
		}
		/* The next pass faults everything in again. */
		madvise(p, n * PAGE, MADV_DONTNEED);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(what, "calibrate"))
		calibrate();
	else if (!strcmp(what, "serve") && argc == 4)
		serve(atol(argv[2]), atol(argv[3]));
	else if (!strcmp(what, "forks"))
		forks();
	else if (!strcmp(what, "thrash"))
		thrash();
	else
		errx(2, "usage: calibrate | serve SECONDS LOOPS | forks | thrash");
	return 0;
}
