// SPDX-License-Identifier: GPL-2.0
/* Verdicts, in the format of the Test Anything Protocol. */
#include <stdarg.h>

#include "guest.h"
#include "lib.h"

#define NAME 120

static unsigned int tests;

static bool verdict(bool good, const char *fmt, va_list args)
{
	char name[NAME];

	format_args(name, sizeof(name), fmt, args);
	print("%s %u - %s", good ? "ok" : "not ok", ++tests, name);
	return good;
}

bool report(bool good, const char *file, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	verdict(good, fmt, args);
	va_end(args);
	if (!good)
		print("# at %s:%d", file, line);
	return good;
}

bool is(s64 got, s64 want, const char *fmt, ...)
{
	bool good = got == want;
	va_list args;

	va_start(args, fmt);
	verdict(good, fmt, args);
	va_end(args);
	if (!good)
		print("# got %ld (0x%lx), wanted %ld", (long)got, (long)got,
		      (long)want);
	return good;
}

void plan(void)
{
	print("1..%u", tests);
}
