/* SPDX-License-Identifier: GPL-2.0 */
/* The monitor's heap on malloc(), so that the sanitizers see each page. */
#ifndef FAKE_HEAP_H
#define FAKE_HEAP_H

/**
 * struct fake_heap - state and a way to make allocations fail
 * @used: pages that were not freed yet
 * @left: allocations until one fails, and all after it; UINT_MAX: never
 * @asked: called before each allocation, NULL: nothing is
 */
struct fake_heap {
	unsigned int used;
	unsigned int left;
	void (*asked)(void);
};

extern struct fake_heap fake_heap;

#endif /* FAKE_HEAP_H */
