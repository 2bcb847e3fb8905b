/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TAP for host tests: each program is one list of cases.
 *
 *	int main(void)
 *	{
 *		tap_run("a frame has one type", test_one_type);
 *		return tap_done();
 *	}
 *
 * Each case runs in a child process: the monitor's static data is pristine
 * when it starts. It states its expectations with is(); the first that fails
 * is printed with both values, and the case is "not ok", as if it crashed.
 */
#ifndef FAKE_TAP_H
#define FAKE_TAP_H

#include <stdbool.h>

/** tap_run() - run one case and print its line */
void tap_run(const char *name, void (*fn)(void));

/** tap_done() - print the plan. Return: main()'s exit status */
int tap_done(void);

/** tap_failed() - has an expectation of the case at hand failed? */
bool tap_failed(void);

void tap_is(const char *file, int line, const char *what, long long got,
	    long long want);

/** is() - expect two integers to be equal */
#define is(got, want)                                                          \
	tap_is(__FILE__, __LINE__, #got, (long long)(got), (long long)(want))

/** yes() - expect a condition to hold */
#define yes(cond) tap_is(__FILE__, __LINE__, #cond, !!(cond), 1)

/**
 * tap_panics() - does fn() reach panic()?
 *
 * Whatever fn() allocated or locked stays so.
 */
bool tap_panics(void (*fn)(void));

#endif /* FAKE_TAP_H */
