/* SPDX-License-Identifier: GPL-2.0 */
/* Time as a guest computes it from the TSC. */
#ifndef PV_ABI_XEN_TIME_H
#define PV_ABI_XEN_TIME_H

#include "../types.h"

/* All vCPUs read one synchronous TSC: user mode may compute time itself. */
#define XEN_PVCLOCK_TSC_STABLE_BIT	0x1
/* The guest was stopped; its watchdogs should not count the gap. */
#define XEN_PVCLOCK_GUEST_STOPPED	0x2

/*
 * With delta = tsc - tsc_timestamp, shifted left by tsc_shift (right if
 * negative), nanoseconds since the host started are
 * system_time + (delta * tsc_to_system_mul >> 32).
 *
 * The writer makes version odd, writes, and makes it even again; the reader
 * repeats until it saw the same even version before and after.
 */
struct vcpu_time_info {
	uint32_t version;
	uint32_t pad0;
	uint64_t tsc_timestamp;
	uint64_t system_time;
	uint32_t tsc_to_system_mul;
	int8_t tsc_shift;
	uint8_t flags;
	uint8_t pad1[2];
};

#endif
