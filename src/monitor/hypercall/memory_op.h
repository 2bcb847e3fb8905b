/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory_op, one function per operation.
 *
 * The low 6 bits of the command are the operation, the rest is how many
 * extents are done: that is how a reservation goes on after a restart, in a
 * multicall too.
 */
#ifndef UNDERPIN_HYPERCALL_MEMORY_OP_H
#define UNDERPIN_HYPERCALL_MEMORY_OP_H

#include "hypercall/hypercall.h"

#define MEMOP_CMD_MASK 0x3f
#define MEMOP_DONE_SHIFT 6

/**
 * memory_frames_refused() - Linux has just been asked and has none to spare
 *
 * The guest is then told so and asks again when it likes. Return: true once
 * for each time that Linux refused.
 */
bool memory_frames_refused(const struct hypercall *hc);

/* memory_exchange.c */
hc_fn memory_exchange;

/* memory_reservation.c */
hc_fn memory_increase_reservation;
hc_fn memory_populate_physmap;
hc_fn memory_decrease_reservation;
hc_fn memory_claim_pages;

/* memory_map.c */
hc_fn memory_map_get;
hc_fn memory_map_set;
hc_fn memory_machphys_mapping;
hc_fn memory_machphys_list;

/* memory_resource.c */
hc_fn memory_acquire_resource;

#endif /* UNDERPIN_HYPERCALL_MEMORY_OP_H */
