// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tap.h"

static int count, failed;

static void verdict(const char *name, int good)
{
	failed += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", ++count, name);
}

void errno_is(const char *name, long result, int want)
{
	int got = result < 0 ? errno : 0;

	verdict(name, got == want);
	if (got != want)
		printf("# got: %s, wanted: %s\n", strerror(got),
		       strerror(want));
}

void value_is(const char *name, long got, long want)
{
	verdict(name, got == want);
	if (got != want)
		printf("# got: %ld, wanted: %ld\n", got, want);
}

int tap_done(void)
{
	printf("1..%d\n", count);
	fflush(stdout);
	return failed != 0;
}
