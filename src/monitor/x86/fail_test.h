/* SPDX-License-Identifier: GPL-2.0 */
/* Hooks for failures on demand: nothing at all in the product. */
#ifndef UNDERPIN_X86_FAIL_TEST_H
#define UNDERPIN_X86_FAIL_TEST_H

#include "failure_test.h"
#include "x86/cpu.h"

#ifdef UNDERPIN_TEST

/** fail_test_call() - serve UP_CALL_FAIL_TEST. Return: it was that */
bool fail_test_call(struct cpu *c);

/** fail_test_point() - fail here if that is what was asked for */
void fail_test_point(enum fail_test_where where);

#else

static inline bool fail_test_call(struct cpu *c)
{
	(void)c;
	return false;
}

static inline void fail_test_point(enum fail_test_where where)
{
	(void)where;
}

#endif /* UNDERPIN_TEST */

#endif /* UNDERPIN_X86_FAIL_TEST_H */
