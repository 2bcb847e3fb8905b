/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Access to the memory of the guest that this processor runs, through the
 * guest's own mappings: a read-only mapping cannot be written, a hole faults,
 * and the fault is reported, never taken.
 */
#ifndef UNDERPIN_MM_GUEST_COPY_H
#define UNDERPIN_MM_GUEST_COPY_H

#include "core/types.h"

/** guest_range_ok() - canonical, outside the monitor's hole, no wrap */
bool guest_range_ok(gva_t a, size_t n);

/** guest_copy_from() - Return: 0 or -XEN_EFAULT (@dst then undefined) */
int guest_copy_from(void *dst, gva_t src, size_t n);

/** guest_copy_to() - Return: 0 or -XEN_EFAULT (partly written) */
int guest_copy_to(gva_t dst, const void *src, size_t n);

/**
 * guest_cmpxchg() - atomic compare and exchange of a naturally aligned u64
 * @old: expected; receives what was there
 *
 * Return: 0 exchanged, 1 different, -XEN_EFAULT.
 */
int guest_cmpxchg(gva_t a, u64 *old, u64 new_value);

#endif /* UNDERPIN_MM_GUEST_COPY_H */
