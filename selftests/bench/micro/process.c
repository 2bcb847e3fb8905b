// SPDX-License-Identifier: GPL-2.0
/* Processes, programs, and a load like a compiler's. */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "micro.h"

#define SOURCES 4 /* files that a compilation reads */
#define SOURCE_PAGES 16
#define HEADERS 40 /* places where it looks for one */
#define HEAP_PAGES 256
#define WORK 1500000 /* steps of computation */

static void process(unsigned int n)
{
	while (n--) {
		pid_t pid = fork();

		if (pid < 0)
			err(1, "fork");
		if (!pid)
			_exit(0);
		child_await(pid);
	}
}

static void program(unsigned int n, const char *file, char *const argv[])
{
	while (n--) {
		pid_t pid = fork();

		if (pid < 0)
			err(1, "fork");
		if (!pid) {
			execv(file, argv);
			_exit(127);
		}
		child_await(pid);
	}
}

static void program_nothing(unsigned int n)
{
	static char *const argv[] = { "micro", "-", "nothing", NULL };

	program(n, "/proc/self/exe", argv);
}

static void program_shell(unsigned int n)
{
	static char *const argv[] = { "sh", "-c", "exit 0", NULL };

	program(n, "/bin/sh", argv);
}

static void source_name(char *name, size_t n, int i)
{
	snprintf(name, n, "source-%d", i);
}

static void compile_begin(void)
{
	char name[32];

	for (int i = 0; i < SOURCES; i++) {
		source_name(name, sizeof(name), i);
		close(file_make(name, SOURCE_PAGES));
	}
}

static void compile(unsigned int n)
{
	static char *const argv[] = { "micro", "-", "compile", NULL };

	program(n, "/proc/self/exe", argv);
}

static void sources_read(char *heap)
{
	char name[32];
	struct stat s;

	for (int i = 0; i < HEADERS; i++) {
		snprintf(name, sizeof(name), "header-%d", i);
		stat(name, &s);
	}
	for (int i = 0; i < SOURCES; i++) {
		int fd;

		source_name(name, sizeof(name), i);
		fd = open(name, O_RDONLY);
		if (read(fd, heap + i * SOURCE_PAGES * PAGE,
			 SOURCE_PAGES * PAGE) != SOURCE_PAGES * PAGE)
			err(1, "%s", name);
		close(fd);
	}
}

/* Walk over the heap in an order that no page comes twice in a row. */
static unsigned int work(char *heap)
{
	unsigned int sum = 1;

	for (unsigned int i = 0; i < WORK; i++) {
		sum = sum * 1103515245 + 12345;
		heap[(sum >> 8) % (HEAP_PAGES * PAGE)] += (char)sum;
	}
	return sum;
}

static int compile_part(void)
{
	char *heap = pages(HEAP_PAGES);
	unsigned int sum;

	sources_read(heap);
	sum = work(heap);
	close(file_make("object", 8));
	unlink("object");
	return !sum;
}

int process_part(const char *name)
{
	return strcmp(name, "compile") ? 0 : compile_part();
}

const struct row process_rows[] = {
	{ .name = "fork", .ops = 4, .run = process },
	{ .name = "exec", .ops = 2, .run = program_nothing },
	{ .name = "sh", .ops = 1, .run = program_shell },
	{ .name = "compile", .ops = 1, .begin = compile_begin,
	  .run = compile },
	{}
};
