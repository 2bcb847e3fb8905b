// SPDX-License-Identifier: GPL-2.0
/*
 * Clocks of all processors never run backwards, a periodic timer misses no
 * period, and no signal gets lost or comes twice.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "steady.h"
#include "tap.h"

#define MAX_CPUS 64
#define LOOKS 50
#define PERIOD 10000000ULL /* ns */
#define SECOND 1000000000ULL

/** struct clock - the latest value that any processor read */
struct clock {
	pthread_mutex_t lock;
	uint64_t tsc, ns, looks, backwards;
};

static struct clock latest = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint64_t monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void compare(void)
{
	uint64_t tsc, ns;

	pthread_mutex_lock(&latest.lock);
	tsc = __builtin_ia32_rdtsc();
	ns = monotonic();
	latest.backwards += tsc < latest.tsc;
	latest.backwards += ns < latest.ns;
	latest.tsc = tsc;
	latest.ns = ns;
	latest.looks++;
	pthread_mutex_unlock(&latest.lock);
}

static void *compare_on(void *cpu)
{
	cpu_set_t set;
	int i;

	CPU_ZERO(&set);
	CPU_SET((uintptr_t)cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	while (steady_on()) {
		for (i = 0; i < LOOKS; i++)
			compare();
		steady_pause();
	}
	return NULL;
}

static int timer_start(void)
{
	struct itimerspec every = {
		.it_interval.tv_nsec = PERIOD,
		.it_value.tv_nsec = PERIOD,
	};
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);

	timerfd_settime(fd, 0, &every, NULL);
	return fd;
}

/* How often it was due lies between the clock's readings around the last. */
static void timer_watch(void)
{
	uint64_t early = monotonic(), before, after, n, sum = 0;
	int fd = timer_start();
	uint64_t late = monotonic();

	do {
		before = monotonic();
		if (read(fd, &n, sizeof(n)) == sizeof(n))
			sum += n;
		after = monotonic();
	} while (steady_on());
	printf("# %llu periods of the timer\n", (unsigned long long)sum);
	value_is("a timer is due as often as time says",
		 sum + 1 >= (before - late) / PERIOD &&
		 sum <= (after - early) / PERIOD, 1);
	close(fd);
}

/* Queued signals carry numbers; the other process sends each one back. */
static void echo(const sigset_t *set)
{
	siginfo_t info;

	while (sigwaitinfo(set, &info) > 0 && info.si_int)
		sigqueue(getppid(), SIGRTMIN, info.si_value);
	_exit(0);
}

static void *signals_watch(void *process)
{
	pid_t pid = (uintptr_t)process;
	union sigval value = { .sival_int = 0 };
	uint64_t sent = 0, bad = 0;
	siginfo_t info;
	sigset_t set, end;

	/* The end is for other threads: it would cut a wait short here. */
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &end, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	while (steady_on()) {
		value.sival_int++;
		sent++;
		sigqueue(pid, SIGRTMIN, value);
		bad += sigwaitinfo(&set, &info) != SIGRTMIN ||
		       info.si_int != value.sival_int;
		if (!(sent % LOOKS))
			steady_pause();
	}
	value.sival_int = 0;
	sigqueue(pid, SIGRTMIN, value);
	waitpid(pid, NULL, 0);
	steady_clean("signals go there and back", sent, bad);
	return NULL;
}

int main(void)
{
	long i, cpus = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t clocks[MAX_CPUS], signals;
	sigset_t set;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	pid = fork();
	if (!pid) {
		signal(SIGTERM, SIG_IGN);
		echo(&set);
	}
	steady_begin();
	for (i = 0; i < cpus && i < MAX_CPUS; i++)
		pthread_create(&clocks[i], NULL, compare_on, (void *)i);
	pthread_create(&signals, NULL, signals_watch, (void *)(uintptr_t)pid);
	timer_watch();
	while (i--)
		pthread_join(clocks[i], NULL);
	pthread_join(signals, NULL);
	steady_clean("no clock runs backwards", latest.looks,
		     latest.backwards);
	return tap_done();
}
