/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One fact about an ABI, in a form that two sets of headers can be compared
 * by. The tables are expanded twice, once against each set, into two arrays
 * with the same entries in the same order.
 */
#ifndef SELFTESTS_ABI_RECORD_H
#define SELFTESTS_ABI_RECORD_H

#include <stddef.h>
#include <stdint.h>

enum record_kind {
	RECORD_GROUP,		/* all that follow belong to this header */
	RECORD_STRUCT,		/* value is the size */
	RECORD_FIELD,		/* value is the offset */
	RECORD_CONST,
};

/* How a field's bits are to be read; plain char is neither of the others. */
enum record_sign {
	SIGN_UNSIGNED,
	SIGN_SIGNED,
	SIGN_OTHER,
};

struct record {
	enum record_kind kind;
	const char *name;
	uint64_t value;
	size_t size;
	enum record_sign sign;
};

#define RECORDS_MAX	4096

struct record_set {
	size_t count;
	struct record records[RECORDS_MAX];
};

/**
 * record_add() - append a copy of a record, or exit if the set is full
 * @set: the set to grow
 * @record: the record; its name must outlive the set
 */
void record_add(struct record_set *set, const struct record *record);

/**
 * record_ours() - describe the headers of src/pv-abi/xen
 * @set: an empty set
 */
void record_ours(struct record_set *set);

/**
 * record_theirs() - describe the headers of libxen-dev
 * @set: an empty set
 */
void record_theirs(struct record_set *set);

#endif
