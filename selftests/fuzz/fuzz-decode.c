// SPDX-License-Identifier: GPL-2.0
/* The instruction decoder: reads no byte too many and agrees with itself. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "core/types.h"
#include "domain/decode.h"

static void expect(bool good)
{
	if (!good)
		abort();
}

static void check(const struct insn *i, const uint8_t *bytes, unsigned int n)
{
	struct insn again;

	expect(i->len && i->len <= n);
	expect(insn_decode(&again, bytes, i->len) == INSN_OK);
	expect(!memcmp(i, &again, sizeof(again)));
	expect(insn_decode(&again, bytes, i->len - 1U) == INSN_SHORT);
	expect(i->base == INSN_NO_REG || i->base < 16);
	expect(i->index == INSN_NO_REG || (i->index < 16 && i->index != 4));
	expect(i->reg < 16 && i->rm < 16 && i->scale < 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int n = size < INSN_MAX_LEN ? size : INSN_MAX_LEN;
	uint8_t *bytes = malloc(n ? n : 1);
	struct insn i;

	memcpy(bytes, data, n);
	if (insn_decode(&i, bytes, n) == INSN_OK)
		check(&i, bytes, n);
	free(bytes);
	return 0;
}
