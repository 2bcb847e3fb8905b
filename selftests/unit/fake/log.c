// SPDX-License-Identifier: GPL-2.0
/* The monitor's log on stderr (with VERBOSE set), its panic, and TAP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/failure.h"
#include "core/print.h"
#include "log.h"
#include "tap.h"

static char last[256];
static unsigned int lines;
static jmp_buf *panic_catch;
static unsigned int cases, failures;
static bool case_failed;

void log_line(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(last, sizeof(last), fmt, ap);
	va_end(ap);
	lines++;
	if (getenv("VERBOSE"))
		fprintf(stderr, "# log: %s\n", last);
}

void log_guest(u16 domid, const char *text, size_t len)
{
	log_line("d%u: %.*s", domid, (int)len, text);
}

void panic(const char *fmt, ...)
{
	va_list ap;

	if (panic_catch)
		longjmp(*panic_catch, 1);
	fflush(stdout);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

/* One processor, so nobody else can have failed. */
void fail_check(void)
{
}

const char *fake_log_last(void)
{
	return last;
}

unsigned int fake_log_count(void)
{
	return lines;
}

bool tap_panics(void (*fn)(void))
{
	/* Static: what setjmp() returns to must not be in a register. */
	static bool panicked;
	jmp_buf here;

	panicked = true;
	panic_catch = &here;
	if (!setjmp(here)) {
		fn();
		panicked = false;
	}
	panic_catch = NULL;
	return panicked;
}

void tap_is(const char *file, int line, const char *what, long long got,
	    long long want)
{
	if (got == want)
		return;
	if (!case_failed)
		printf("# %s:%d: %s is %lld (%#llx), not %lld (%#llx)\n", file,
		       line, what, got, got, want, want);
	case_failed = true;
}

bool tap_failed(void)
{
	return case_failed;
}

/* In a child: a case starts with pristine data and may crash alone. */
void tap_run(const char *name, void (*fn)(void))
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		fn();
		exit(case_failed);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status) {
		printf("not ");
		failures++;
	}
	printf("ok %u - %s\n", ++cases, name);
}

int tap_done(void)
{
	printf("1..%u\n", cases);
	return failures != 0;
}
