/* SPDX-License-Identifier: GPL-2.0 */
/* Formatting with a list of arguments. */
#ifndef LIB_H
#define LIB_H

#include <stdarg.h>
#include <stddef.h>

/** format_args() - format() on a va_list */
size_t format_args(char *buf, size_t size, const char *fmt, va_list args);

#endif /* LIB_H */
