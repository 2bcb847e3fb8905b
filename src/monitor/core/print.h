/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor's log and its two ways to give up: bug_on() for the monitor's
 * own mistakes; a guest's mistakes crash that guest (domain/domain.h).
 */
#ifndef UNDERPIN_CORE_PRINT_H
#define UNDERPIN_CORE_PRINT_H

#include "core/types.h"

/**
 * log_line() - append one line to the log ring
 * @fmt: printf format; %s %c %d %u %x %lx %lu %ld %llx %llu %lld %p %%, with
 *       width and zero padding; the line feed is added
 *
 * Any context. A line longer than 200 characters is cut.
 */
void log_line(const char *fmt, ...) __printf(1, 2);

/**
 * log_guest() - append console output of a guest to the log ring
 * @domid: the guest
 * @text: its bytes; unprintable ones are replaced
 * @len: number of bytes
 */
void log_guest(u16 domid, const char *text, size_t len);

/**
 * panic() - the monitor cannot go on
 *
 * Leaves a report and takes every processor back to native Linux
 * (docs/architecture.md). Any context.
 */
void __noreturn panic(const char *fmt, ...) __printf(1, 2);

#define bug_on(cond)                                                           \
	do {                                                                   \
		if (unlikely(cond))                                            \
			panic("%s:%d: %s", __FILE__, __LINE__, #cond);         \
	} while (0)

#endif /* UNDERPIN_CORE_PRINT_H */
