/* SPDX-License-Identifier: GPL-2.0 */
/* Failures on demand, of the monitor and of memory: in the tests' module alone. */
#ifndef UNDERPIN_LOADER_FAIL_TEST_H
#define UNDERPIN_LOADER_FAIL_TEST_H

#include <linux/types.h>

struct dentry;

#ifdef UNDERPIN_TEST

/** ldr_fail_test_init() - debugfs file "fail" in @dir, for "WHERE:HOW" */
void ldr_fail_test_init(struct dentry *dir);

/**
 * ldr_fail_lend() - is Linux to have no memory to lend, this time?
 *
 * The debugfs file "fail_lend" counts down to that. Lock: memory_lock.
 */
bool ldr_fail_lend(void);

#else

static inline void ldr_fail_test_init(struct dentry *dir)
{
}

static inline bool ldr_fail_lend(void)
{
	return false;
}

#endif /* UNDERPIN_TEST */

#endif /* UNDERPIN_LOADER_FAIL_TEST_H */
