/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The operations of grant_table_op, each on one element of the caller's
 * array: 0, -errno, or HC_RESTART/HC_NEED_FRAMES with nothing done.
 */
#ifndef UNDERPIN_HYPERCALL_GRANT_OPS_H
#define UNDERPIN_HYPERCALL_GRANT_OPS_H

#include "hypercall/hypercall.h"

/** typedef grant_fn - @at: the caller's structure, which receives the status */
typedef s64 grant_fn(struct hypercall *hc, gva_t at);

grant_fn grant_map_one; /* grant_map_op.c */
grant_fn grant_unmap_one;
grant_fn grant_replace_one;
grant_fn grant_copy_one; /* grant_copy.c */
grant_fn grant_transfer_one; /* grant_transfer.c */
grant_fn grant_setup_table; /* grant_size_op.c */
grant_fn grant_query_size;
grant_fn grant_status_frames;
grant_fn grant_set_version;
grant_fn grant_get_version;
grant_fn grant_swap_one;

/** grant_unmap_finish() - flush, and give back what this vCPU has unmapped */
void grant_unmap_finish(struct hypercall *hc);

#endif /* UNDERPIN_HYPERCALL_GRANT_OPS_H */
