/* SPDX-License-Identifier: GPL-2.0 */
/* The few C library functions and bit operations that the monitor uses. */
#ifndef UNDERPIN_CORE_LIB_H
#define UNDERPIN_CORE_LIB_H

#include "core/types.h"

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);

/* Atomic bit operations on arrays of 64-bit words shared with a guest. */
static inline bool test_and_set_bit(u64 nr, u64 *words)
{
	u64 bit = 1ULL << (nr % 64);

	return __atomic_fetch_or(&words[nr / 64], bit, __ATOMIC_SEQ_CST) & bit;
}

static inline bool test_and_clear_bit(u64 nr, u64 *words)
{
	u64 bit = 1ULL << (nr % 64);

	return __atomic_fetch_and(&words[nr / 64], ~bit, __ATOMIC_SEQ_CST) &
	       bit;
}

static inline bool test_bit(u64 nr, const u64 *words)
{
	return __atomic_load_n(&words[nr / 64], __ATOMIC_SEQ_CST) >>
		       (nr % 64) & 1;
}

#endif /* UNDERPIN_CORE_LIB_H */
