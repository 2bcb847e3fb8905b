/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A caller's memory is host memory that the case allowed; a guest address is
 * a host address. Everything else faults.
 */
#ifndef FAKE_GUEST_H
#define FAKE_GUEST_H

#include "core/types.h"

/** guest_allow() - let the caller's memory contain [@p, @p + @n) */
gva_t guest_allow(void *p, size_t n);

/** guest_allow_read() - as guest_allow(), but read-only */
gva_t guest_allow_read(const void *p, size_t n);

/** guest_forbid_all() - every access faults again */
void guest_forbid_all(void);

/*
 * Called before each copy, if set: a hostile processor of the same guest that
 * changes the memory between two fetches.
 */
extern void (*guest_race)(void);

#endif /* FAKE_GUEST_H */
