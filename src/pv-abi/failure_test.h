/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Failures of the monitor on demand, in the module that tests load
 * (UNDERPIN_TEST); the product has neither the call nor the hooks.
 */
#ifndef UNDERPIN_FAILURE_TEST_H
#define UNDERPIN_FAILURE_TEST_H

/* (where, how): arm it; the next one to come by fails */
#define UP_CALL_FAIL_TEST 0x1ff

/** enum fail_test_where - who fails */
enum fail_test_where {
	FAIL_TEST_NOWHERE,
	FAIL_TEST_CONTROL, /* this call, at once */
	FAIL_TEST_HYPERCALL, /* a guest's hypercall */
	FAIL_TEST_EXCEPTION, /* a guest's exception */
	FAIL_TEST_MSR, /* Linux' write to an MSR: no call that could fail */
};

/** enum fail_test_how - what happens to him */
enum fail_test_how {
	FAIL_TEST_BUG, /* an assertion */
	FAIL_TEST_FAULT, /* a page fault */
	FAIL_TEST_OVERFLOW, /* of the stack */
	FAIL_TEST_LOCKED, /* an assertion, with a lock that others wait for */
};

#endif /* UNDERPIN_FAILURE_TEST_H */
