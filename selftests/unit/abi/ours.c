// SPDX-License-Identifier: GPL-2.0
/* The tables, seen through the headers of this project. */
#include "record.h"
#include "our-headers.h"

#include "expand.h"

#define SAME(name, other)	CONST_AS(#name, name)
/* Not compared, but a name that is gone has to leave the tables, too. */
#define OWN(name)		((void)sizeof(name))

void record_ours(struct record_set *set)
{
#include "tables/all.inc"
}
