/* SPDX-License-Identifier: GPL-2.0 */
/* What the tiny kernel offers to its tests. */
#ifndef GUEST_H
#define GUEST_H

#include "base.h"
#include "hypercall.h"
#include "memory.h"
#include "trap.h"
#include "xen/errno.h"
#include "xen/shared_info.h"
#include "xen/start_info.h"

/** format() - %s %d %u %x %lx %ld %lu %llx... and %% ; returns the length */
size_t format(char *buf, size_t size, const char *fmt, ...)
	__printf(3, 4);

/** put() - to the monitor's log and to the console ring */
void put(const char *text, size_t n);

/** print() - one line */
void print(const char *fmt, ...) __printf(1, 2);

/* report.c: TAP on the console */

/** ok() - one test; prints both the name and, if it failed, the place */
#define ok(cond, ...) report(cond, __FILE__, __LINE__, __VA_ARGS__)
bool report(bool good, const char *file, int line, const char *fmt, ...)
	__printf(4, 5);

/** is() - expect a number */
bool is(s64 got, s64 want, const char *fmt, ...)
	__printf(3, 4);

/** plan() - after the last test */
void plan(void);

/** struct test - named on the command line as test=NAME */
struct test {
	const char *name;
	void (*run)(void);
};

#define TEST(id, fn)                                                           \
	static const struct test test_##fn __used __section(".tests") = {      \
		id, fn                                                         \
	}

/* boot.c; tests_begin and tests_end are the linker's */
extern const struct test tests_begin[], tests_end[];
extern struct start_info *start;
extern struct shared_info *shared;
void __noreturn shutdown(u32 reason);

/** option_number() - the number that follows @key on the command line */
u64 option_number(const char *key, u64 otherwise);
void guest_main(struct start_info *si);

#endif /* GUEST_H */
