/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TAP for programs that test system calls: a call and the errno it is to
 * fail with, or 0 for success.
 */
#ifndef PROGRAMS_TAP_H
#define PROGRAMS_TAP_H

/**
 * errno_is() - one test of a system call
 * @name: of the test
 * @result: of the call; negative is failure and errno says which
 * @want: the errno, 0: it has to succeed
 */
void errno_is(const char *name, long result, int want);

/** value_is() - one test of a number */
void value_is(const char *name, long got, long want);

/** tap_done() - print the plan; returns main()'s exit status */
int tap_done(void);

#endif /* PROGRAMS_TAP_H */
