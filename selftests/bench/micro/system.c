// SPDX-License-Identifier: GPL-2.0
/* System calls, signals, files. */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "micro.h"

static void null_call(unsigned int n)
{
	while (n--)
		syscall(SYS_getppid);
}

static void clock_read(unsigned int n)
{
	struct timespec t;

	while (n--)
		clock_gettime(CLOCK_MONOTONIC, &t);
}

static void stat_begin(void)
{
	close(file_make("stat", 1));
}

static void stat_file(unsigned int n)
{
	struct stat s;

	while (n--)
		if (stat("/tmp/stat", &s))
			err(1, "stat");
}

static void on_signal(int nr)
{
	(void)nr;
}

static void signal_install(unsigned int n)
{
	struct sigaction a = { .sa_handler = on_signal };

	while (n--)
		if (sigaction(SIGUSR1, &a, NULL))
			err(1, "sigaction");
}

static void signal_begin(void)
{
	signal_install(1);
}

static void signal_deliver(unsigned int n)
{
	pid_t self = getpid();

	while (n--)
		kill(self, SIGUSR1);
}

static void file_create(unsigned int n)
{
	while (n--) {
		close(file_make("create", 1));
		if (unlink("create"))
			err(1, "unlink");
	}
}

const struct row system_rows[] = {
	{ .name = "null-call", .ops = 1000, .run = null_call },
	{ .name = "clock", .ops = 1000, .run = clock_read },
	{ .name = "stat", .ops = 200, .begin = stat_begin, .run = stat_file },
	{ .name = "signal-install", .ops = 500, .run = signal_install },
	{ .name = "signal", .ops = 200, .begin = signal_begin,
	  .run = signal_deliver },
	{ .name = "file-create", .ops = 50, .run = file_create },
	{}
};
