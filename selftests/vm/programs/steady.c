// SPDX-License-Identifier: GPL-2.0
/* See steady.h. */
#include "steady.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tap.h"

#define PAUSE_US 5000

static int ended;

static void end(int signal)
{
	(void)signal;
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
}

void steady_begin(void)
{
	struct sigaction action = { .sa_handler = end };

	sigaction(SIGTERM, &action, NULL);
}

bool steady_on(void)
{
	static int begun;

	if (!__atomic_exchange_n(&begun, 1, __ATOMIC_RELAXED)) {
		printf("# watching\n");
		fflush(stdout);
		return true;
	}
	return !__atomic_load_n(&ended, __ATOMIC_RELAXED);
}

void steady_pause(void)
{
	usleep(PAUSE_US);
}

void steady_exact(const char *name, uint64_t got, uint64_t want)
{
	printf("# %s: %llu\n", name, (unsigned long long)want);
	value_is(name, got && got == want ? 0 : (long)(got - want) ? : 1, 0);
}

void steady_clean(const char *name, uint64_t looks, uint64_t bad)
{
	printf("# %s: %llu looks\n", name, (unsigned long long)looks);
	value_is(name, looks ? (long)bad : -1, 0);
}
