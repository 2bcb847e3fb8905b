/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What kind of code a guest runs: its CS descriptor, read from its own
 * descriptor tables.
 */
#ifndef UNDERPIN_DOMAIN_SEGMENT_H
#define UNDERPIN_DOMAIN_SEGMENT_H

#include "core/types.h"
#include "domain/vcpu.h"

/**
 * struct code_segment - the code that a selector names
 * @base: added to RIP; zero in 64-bit code
 * @long_mode: 64-bit code
 */
struct code_segment {
	u64 base;
	bool long_mode;
};

/**
 * segment_code() - look up the current vCPU's CS
 * @v: current vCPU; v->regs.cs is looked up
 * @out: result
 *
 * Return: false if the selector no longer names code (the guest may have changed
 * its tables since the processor loaded it).
 */
bool segment_code(const struct vcpu *v, struct code_segment *out);

/** segment_is_64bit() - the current vCPU executes 64-bit code */
bool segment_is_64bit(const struct vcpu *v);

/** addr_is_canonical() - bits 63:47 are equal (APM vol.2 5.3.1) */
static inline bool addr_is_canonical(u64 a)
{
	return (u64)((s64)(a << 16) >> 16) == a;
}

#endif /* UNDERPIN_DOMAIN_SEGMENT_H */
