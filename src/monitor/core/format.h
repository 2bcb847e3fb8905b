/* SPDX-License-Identifier: GPL-2.0 */
/* printf-like formatting for the log. */
#ifndef UNDERPIN_CORE_FORMAT_H
#define UNDERPIN_CORE_FORMAT_H

#include <stdarg.h>

#include "core/types.h"

/**
 * format() - write a formatted line
 * @buf: result, always terminated
 * @size: of @buf
 *
 * Knows %s %c %d %i %u %x %p %%, the lengths h, l, ll and z, a width and
 * a leading 0 for padding. Return: characters written, without the terminator.
 */
size_t format(char *buf, size_t size, const char *fmt, va_list args);

#endif /* UNDERPIN_CORE_FORMAT_H */
