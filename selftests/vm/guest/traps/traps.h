/* SPDX-License-Identifier: GPL-2.0 */
/* Signals as the result of an instruction. */
#ifndef TRAPS_H
#define TRAPS_H

#include <stdbool.h>

#include "tap.h"

/**
 * struct caught - what an instruction raised
 * @signal: 0 if nothing
 * @trap: vector, @error: its error code, @cr2: the address of a page fault
 */
struct caught {
	int signal;
	long rip;
	long trap;
	long error;
	long cr2;
};

/** catch_init() - handlers for the signals of exceptions, on their own stack */
void catch_init(void);

/**
 * catch() - call @fn, which may not return
 * @out: what it raised
 */
void catch(void (*fn)(void), struct caught *out);

/*
 * The groups of tests. With @guest, the program runs in a guest of ours.
 */
void test_faults(bool guest);
void test_steps(void);
void test_segments(void);
void test_sigreturn(void);
void test_ports(void);

#endif /* TRAPS_H */
