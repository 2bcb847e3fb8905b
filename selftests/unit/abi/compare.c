// SPDX-License-Identifier: GPL-2.0
/*
 * Compares the two sets of records. Prints one line per header, "ok" or
 * "not ok", a tab and its name with what was compared; before it a line
 * "#", tab and text for each difference. check.sh makes TAP of this.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

static struct record_set ours;
static struct record_set theirs;

void record_add(struct record_set *set, const struct record *record)
{
	if (set->count == RECORDS_MAX) {
		fputs("compare: RECORDS_MAX is too small\n", stderr);
		exit(2);
	}
	set->records[set->count++] = *record;
}

static const char *what(enum record_kind kind)
{
	switch (kind) {
	case RECORD_STRUCT:
		return "size";
	case RECORD_FIELD:
		return "offset";
	default:
		return "value";
	}
}

/* Prints the differences of one entry and returns whether there was none. */
static bool same(const struct record *our, const struct record *their)
{
	bool good = true;

	if (our->kind != their->kind || strcmp(our->name, their->name)) {
		printf("#\t%s stands beside %s\n", our->name, their->name);
		return false;
	}
	if (our->value != their->value) {
		printf("#\t%s: %s 0x%lx, in Xen 0x%lx\n",
		       our->name, what(our->kind), our->value, their->value);
		good = false;
	}
	if (our->size != their->size) {
		printf("#\t%s: %zu bytes, in Xen %zu\n",
		       our->name, our->size, their->size);
		good = false;
	}
	if (our->sign != their->sign) {
		printf("#\t%s: other signedness than in Xen\n", our->name);
		good = false;
	}
	return good;
}

/* Compares the group that starts at index and returns where the next does. */
static size_t compare_group(size_t index)
{
	const char *header = ours.records[index].name;
	unsigned int kinds[RECORD_CONST + 1] = { 0 };
	bool good = true;

	for (index++; index < ours.count; index++) {
		const struct record *our = &ours.records[index];

		if (our->kind == RECORD_GROUP)
			break;
		good &= same(our, &theirs.records[index]);
		kinds[our->kind]++;
	}
	printf("%s\t%s: %u structures, %u fields, %u constants as in Xen\n",
	       good ? "ok" : "not ok", header, kinds[RECORD_STRUCT],
	       kinds[RECORD_FIELD], kinds[RECORD_CONST]);
	return index;
}

int main(void)
{
	size_t index = 0;

	record_ours(&ours);
	record_theirs(&theirs);
	if (ours.count != theirs.count) {
		printf("not ok\ttables: %zu entries, in Xen %zu\n",
		       ours.count, theirs.count);
		return 1;
	}
	while (index < ours.count)
		index = compare_group(index);
	return 0;
}
