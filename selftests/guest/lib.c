// SPDX-License-Identifier: GPL-2.0
/* The few functions that the compiler and the tests expect. */
#include <stdarg.h>

#include "guest.h"
#include "lib.h"

void *memset(void *p, int c, size_t n)
{
	void *at = p;

	asm volatile("rep stosb" : "+D"(at), "+c"(n) : "a"(c) : "memory");
	return p;
}

void *memcpy(void *dst, const void *src, size_t n)
{
	void *at = dst;

	asm volatile("rep movsb" : "+D"(at), "+S"(src), "+c"(n) : : "memory");
	return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

/** struct out - a buffer being filled; what does not fit is dropped */
struct out {
	char *buf;
	size_t size;
	size_t used;
};

static void out_char(struct out *o, char c)
{
	if (o->used + 1 < o->size)
		o->buf[o->used++] = c;
}

static void out_number(struct out *o, u64 value, unsigned int base)
{
	char digits[20];
	unsigned int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		out_char(o, digits[--n]);
}

static void out_string(struct out *o, const char *s)
{
	while (*s)
		out_char(o, *s++);
}

/* One conversion: @type, of a 64-bit number if @wide. */
static void out_number_arg(struct out *o, char type, bool wide, u64 value)
{
	s64 number = wide ? (s64)value : (int)value;

	if (!wide && type != 'd')
		value = (u32)value;
	if (type != 'd') {
		out_number(o, value, type == 'x' ? 16 : 10);
		return;
	}
	if (number < 0)
		out_char(o, '-');
	out_number(o, number < 0 ? -(u64)number : (u64)number, 10);
}

size_t format_args(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out o = { buf, size, 0 };
	bool wide;

	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			out_char(&o, *fmt);
			continue;
		}
		for (wide = false; *++fmt == 'l';)
			wide = true;
		if (*fmt == 's')
			out_string(&o, va_arg(args, const char *));
		else if (*fmt == '%')
			out_char(&o, '%');
		else
			out_number_arg(&o, *fmt, wide,
				       wide ? va_arg(args, u64) :
					      (u64)va_arg(args, u32));
	}
	buf[o.used] = 0;
	return o.used;
}

size_t format(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	size_t n;

	va_start(args, fmt);
	n = format_args(buf, size, fmt, args);
	va_end(args);
	return n;
}
