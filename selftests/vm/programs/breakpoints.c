// SPDX-License-Identifier: GPL-2.0
/*
 * Hardware breakpoints in use: every write to a watched variable is counted,
 * none twice. It is perf's and follows the thread, perf's and stays with a
 * processor, or a debugger's.
 *
 * usage: breakpoints thread|processor|debugger CPU
 */
#define _GNU_SOURCE
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "steady.h"
#include "tap.h"

#define BURST 20

/* DR7: enable breakpoint 0 locally, on writes, of 8 bytes (APM vol.2 13.1.1) */
#define DR7_WRITE_8 (1UL | 1UL << 16 | 2UL << 18)
#define DR6_HIT_0 1UL

/* No other process has memory at such an address. */
#define FAR_AWAY ((void *)0x5a5a5a000000UL)

struct counters {
	uint64_t by_perf;
	uint64_t by_debugger;
	uint64_t writes;
};

static struct counters *watched;

static void write_once(uint64_t *variable, uint64_t value)
{
	__atomic_store_n(variable, value, __ATOMIC_RELAXED);
}

static int watch(uint64_t *variable, pid_t pid, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = sizeof(attr),
		.bp_type = HW_BREAKPOINT_W,
		.bp_addr = (uintptr_t)variable,
		.bp_len = HW_BREAKPOINT_LEN_8,
		.exclude_kernel = 1,
	};

	return syscall(SYS_perf_event_open, &attr, pid, cpu, -1, 0);
}

static uint64_t count_of(int fd)
{
	uint64_t count = 0;

	return read(fd, &count, sizeof(count)) == sizeof(count) ? count : 0;
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* The debugged process: a trap after each write. */
static void debugged(void)
{
	uint64_t n = 0;
	int i;

	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	while (steady_on()) {
		for (i = 0; i < BURST; i++) {
			write_once(&watched->by_debugger, ++n);
			write_once(&watched->writes, n);
		}
		steady_pause();
	}
	_exit(0);
}

static long poke(pid_t pid, int n, unsigned long value)
{
	return ptrace(PTRACE_POKEUSER, pid,
		      offsetof(struct user, u_debugreg) + n * 8UL, value);
}

static bool hit(pid_t pid)
{
	long dr6 = ptrace(PTRACE_PEEKUSER, pid,
			  offsetof(struct user, u_debugreg) + 6 * 8UL, 0);

	poke(pid, 6, 0);
	return dr6 & DR6_HIT_0;
}

static void debug(void)
{
	uint64_t traps = 0, strange = 0;
	bool told = false;
	pid_t pid = fork();
	int status, signal;

	if (!pid)
		debugged();
	waitpid(pid, &status, 0);
	errno_is("a debugger sets DR0",
		 poke(pid, 0, (uintptr_t)&watched->by_debugger), 0);
	errno_is("and DR7", poke(pid, 7, DR7_WRITE_8), 0);
	ptrace(PTRACE_CONT, pid, 0, 0);
	for (;;) {
		/* The next trap is never far: no signal is missed for long. */
		if (!steady_on() && !told)
			told = !kill(pid, SIGTERM);
		if (waitpid(pid, &status, 0) != pid)
			continue;
		if (!WIFSTOPPED(status))
			break;
		signal = WSTOPSIG(status);
		if (signal == SIGTRAP) {
			strange += !hit(pid);
			traps++;
			signal = 0;
		}
		ptrace(PTRACE_CONT, pid, 0, signal);
	}
	steady_exact("a debugger's breakpoint traps each write", traps,
		     watched->writes);
	value_is("DR6 says so each time", (long)strange, 0);
}

static void counted(const char *name, pid_t pid, int cpu)
{
	int fd = watch(&watched->by_perf, pid, cpu);
	uint64_t n = 0;
	int i;

	errno_is("perf sets a breakpoint", fd, 0);
	while (steady_on()) {
		for (i = 0; i < BURST; i++)
			write_once(&watched->by_perf, ++n);
		steady_pause();
	}
	steady_exact(name, count_of(fd), n);
}

static void watch_as(const char *kind, int cpu)
{
	if (!strcmp(kind, "thread"))
		counted("a thread's breakpoint counts each write", 0, -1);
	else if (!strcmp(kind, "processor"))
		counted("a processor's breakpoint counts each write", -1, cpu);
	else
		debug();
}

int main(int argc, char **argv)
{
	int cpu;

	if (argc != 3)
		return 2;
	cpu = atoi(argv[2]);
	steady_begin();
	pin(cpu);
	watched = mmap((char *)FAR_AWAY + (cpu << 16) + (argv[1][0] << 24),
		       4096, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (watched == MAP_FAILED)
		return 1;
	watch_as(argv[1], cpu);
	return tap_done();
}
