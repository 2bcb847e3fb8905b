/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of the microbenchmark: see main.c. */
#ifndef UNDERPIN_BENCH_MICRO_H
#define UNDERPIN_BENCH_MICRO_H

#include <stddef.h>

#define PAGE 4096

/**
 * struct row - one operation that is measured
 * @name: no blanks
 * @ops: how often it is done in one go; few enough that a go takes some
 *	 hundred thousand instructions, so that most see no tick of the timer
 * @begin: before the first go, or NULL
 * @run: do it @n times
 * @end: after the last go, or NULL
 */
struct row {
	const char *name;
	unsigned int ops;
	void (*begin)(void);
	void (*run)(unsigned int n);
	void (*end)(void);
};

/* An array of rows ends with one that has no name. */
extern const struct row system_rows[];
extern const struct row memory_rows[];
extern const struct row channel_rows[];
extern const struct row process_rows[];

/** pages() - fresh private anonymous memory */
char *pages(size_t n);

/** file_make() - create @name in the current folder with @n pages of data */
int file_make(const char *name, size_t n);

/** child_await() - a child has ended, and all was well */
void child_await(int pid);

/** process_part() - what this program does for a process row's exec */
int process_part(const char *name);

#endif /* UNDERPIN_BENCH_MICRO_H */
