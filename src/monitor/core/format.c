// SPDX-License-Identifier: GPL-2.0
#include "core/format.h"

struct out {
	char *buf;
	size_t size;
	size_t len;
};

static void put(struct out *o, char c)
{
	if (o->len + 1 < o->size)
		o->buf[o->len++] = c;
}

struct spec {
	u32 width;
	bool zero;
	bool wide; /* 64-bit argument */
};

static void put_padded(struct out *o, const char *s, size_t n,
		       const struct spec *sp)
{
	for (size_t i = n; i < sp->width; i++)
		put(o, sp->zero ? '0' : ' ');
	while (n--)
		put(o, *s++);
}

static void put_number(struct out *o, u64 v, u32 base, bool negative,
		       const struct spec *sp)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	if (negative)
		digits[--at] = '-';
	put_padded(o, digits + at, sizeof(digits) - at, sp);
}

static void put_string(struct out *o, const char *s, const struct spec *sp)
{
	size_t n = 0;

	if (!s)
		s = "(null)";
	while (s[n])
		n++;
	put_padded(o, s, n, sp);
}

static const char *parse_spec(const char *f, struct spec *sp)
{
	*sp = (struct spec){ .zero = *f == '0' };
	while (*f >= '0' && *f <= '9')
		sp->width = sp->width * 10 + (u32)(*f++ - '0');
	for (; *f == 'l' || *f == 'h' || *f == 'z'; f++)
		sp->wide |= *f != 'h';
	return f;
}

size_t format(char *buf, size_t size, const char *f, va_list args)
{
	struct out o = { .buf = buf, .size = size };
	struct spec sp;

	for (; *f; f++) {
		s64 v;

		if (*f != '%') {
			put(&o, *f);
			continue;
		}
		f = parse_spec(f + 1, &sp);
		switch (*f) {
		case 'd':
		case 'i':
			v = sp.wide ? va_arg(args, s64) : va_arg(args, int);
			put_number(&o, v < 0 ? -(u64)v : (u64)v, 10, v < 0,
				   &sp);
			break;
		case 'u':
		case 'x':
			put_number(&o,
				   sp.wide ? va_arg(args, u64) :
					     va_arg(args, unsigned int),
				   *f == 'x' ? 16 : 10, false, &sp);
			break;
		case 'p':
			put_number(&o, (u64)va_arg(args, void *), 16, false,
				   &sp);
			break;
		case 's':
			put_string(&o, va_arg(args, const char *), &sp);
			break;
		case 'c':
			put(&o, (char)va_arg(args, int));
			break;
		case '\0':
			f--;
			break;
		default:
			put(&o, *f);
		}
	}
	if (size)
		buf[o.len] = '\0';
	return o.len;
}
