/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Turns the lines of the tables into calls of record_add(). A name that the
 * included headers lack fails to compile here. The including file says what
 * SAME(name, other) and OWN(name) mean for its set of headers.
 */
#ifndef SELFTESTS_ABI_EXPAND_H
#define SELFTESTS_ABI_EXPAND_H

#include "record.h"

#define MEMBER(tag, field)	(((struct tag *)0)->field)

#define IS(member, type) \
	__builtin_types_compatible_p(typeof(member), type)

/* Arrays and structures count as unsigned: only their size can differ. */
#define SIGN(member) \
	(IS(member, char) ? SIGN_OTHER : \
	 IS(member, int8_t) || IS(member, int16_t) || \
	 IS(member, int32_t) || IS(member, int64_t) ? SIGN_SIGNED : \
	 SIGN_UNSIGNED)

#define RECORD(...) \
	record_add(set, &(const struct record){ __VA_ARGS__ })

#define GROUP(header) \
	RECORD(.kind = RECORD_GROUP, .name = header)

#define STRUCT(tag) \
	RECORD(.kind = RECORD_STRUCT, .name = #tag, \
	       .value = sizeof(struct tag))

#define FIELD(tag, field) \
	RECORD(.kind = RECORD_FIELD, .name = #tag "." #field, \
	       .value = offsetof(struct tag, field), \
	       .size = sizeof(MEMBER(tag, field)), \
	       .sign = SIGN(MEMBER(tag, field)))

#define CONST_AS(text, expression) \
	RECORD(.kind = RECORD_CONST, .name = text, \
	       .value = (uint64_t)(expression))

#define CONST(name)	CONST_AS(#name, name)

#endif
