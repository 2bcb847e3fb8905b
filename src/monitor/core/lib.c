// SPDX-License-Identifier: GPL-2.0
/* What the compiler and the rest of the monitor expect of a C library. */
#include "core/lib.h"

/*
 * Used, whatever the compiler sees: it makes calls to these four of its own
 * after it has thrown away what nobody calls (GCC manual, -ffreestanding).
 */

/* Eight bytes a step where one instruction a byte would be slow. */
__used void *memcpy(void *dst, const void *src, size_t n)
{
	void *d = dst;
	size_t words = n / 8, bytes = n % 8;

	asm volatile("rep movsq" : "+D"(d), "+S"(src), "+c"(words) : : "memory");
	asm volatile("rep movsb" : "+D"(d), "+S"(src), "+c"(bytes) : : "memory");
	return dst;
}

__used void *memmove(void *dst, const void *src, size_t n)
{
	u8 *d = dst;
	const u8 *s = src;

	if (d <= s || d >= s + n)
		return memcpy(dst, src, n);
	while (n--)
		d[n] = s[n];
	return dst;
}

__used void *memset(void *dst, int c, size_t n)
{
	void *d = dst;
	size_t words = n / 8, bytes = n % 8;
	u64 fill = (u8)c * 0x0101010101010101ULL;

	asm volatile("rep stosq" : "+D"(d), "+c"(words) : "a"(fill) : "memory");
	asm volatile("rep stosb" : "+D"(d), "+c"(bytes) : "a"(fill) : "memory");
	return dst;
}

__used int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (size_t i = 0; i < n; i++)
		if (x[i] != y[i])
			return x[i] - y[i];
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}
