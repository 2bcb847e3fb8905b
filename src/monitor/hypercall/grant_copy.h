/* SPDX-License-Identifier: GPL-2.0 */
/* GNTTABOP_copy */
#ifndef UNDERPIN_HYPERCALL_GRANT_COPY_H
#define UNDERPIN_HYPERCALL_GRANT_COPY_H

#include "hypercall/hypercall.h"

/**
 * grant_copy_one() - carry out one struct gnttab_copy
 * @at: the caller's structure, which receives the status
 *
 * Return: 0, -XEN_EFAULT, or HC_RESTART/HC_NEED_FRAMES with nothing done.
 */
s64 grant_copy_one(struct hypercall *hc, gva_t at);

#endif /* UNDERPIN_HYPERCALL_GRANT_COPY_H */
