/* SPDX-License-Identifier: GPL-2.0 */
/* Failures of the monitor on demand: in the tests' module alone. */
#ifndef UNDERPIN_LOADER_FAIL_TEST_H
#define UNDERPIN_LOADER_FAIL_TEST_H

struct dentry;

#ifdef UNDERPIN_TEST

/** ldr_fail_test_init() - debugfs file "fail" in @dir, for "WHERE:HOW" */
void ldr_fail_test_init(struct dentry *dir);

#else

static inline void ldr_fail_test_init(struct dentry *dir)
{
}

#endif /* UNDERPIN_TEST */

#endif /* UNDERPIN_LOADER_FAIL_TEST_H */
