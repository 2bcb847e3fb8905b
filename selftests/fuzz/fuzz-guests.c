// SPDX-License-Identifier: GPL-2.0
/*
 * The validator: an input is what two hostile guests choose (hostile.h). It
 * ends with its last byte.
 */
#include <stdlib.h>

#include "fuzz.h"
#include "hostile.h"
#include "tap.h"

#define STEPS_MAX 400

static const uint8_t *next, *end;

/* As many bytes as the number needs; afterwards the quickest choice. */
static u64 choose(u64 below)
{
	u64 n = 0, range;

	if (next == end)
		return below - 1;
	for (range = 1; range < below && next < end; range <<= 8) {
		n = n << 8 | *next++;
		if (range >> 56)
			break;
	}
	return n % below;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int n;

	next = data;
	end = data + size;
	hostile_start(choose);
	for (n = 0; n < STEPS_MAX && next < end && !tap_failed(); n++)
		hostile_step();
	if (!tap_failed())
		hostile_finish();
	if (tap_failed())
		abort();
	return 0;
}
