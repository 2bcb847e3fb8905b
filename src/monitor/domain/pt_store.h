/* SPDX-License-Identifier: GPL-2.0 */
/* Between pt_write.c and its short path. */
#ifndef UNDERPIN_DOMAIN_PT_STORE_H
#define UNDERPIN_DOMAIN_PT_STORE_H

#include "core/types.h"
#include "domain/vcpu.h"
#include "mm/frame.h"

/* Work that one store may do, in page-table entries. */
#define PT_STORE_BUDGET 1024

/**
 * pt_store_target() - the L1 table behind a faulting address
 *
 * d->lock held. It must be mapped read-only and be in use as a table: else the
 * fault is the guest's, and NULL returned.
 */
struct frame *pt_store_target(const struct vcpu *v, u64 address);

/**
 * pt_store_fast() - carry out the instruction at RIP if it is a usual one
 * @cr2: faulting address; segments and modes are those that pt_write.c checks
 *
 * Return: false if it is none, or anything is in its way. Nothing has happened
 * then, and pt_write.c knows what is to.
 */
bool pt_store_fast(struct vcpu *v, u64 cr2);

#endif /* UNDERPIN_DOMAIN_PT_STORE_H */
