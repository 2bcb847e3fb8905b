/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest's virtual interrupt descriptors, given by set_trap_table as an array
 * that ends at the first entry whose address is 0.
 */
#ifndef PV_ABI_XEN_TRAP_H
#define PV_ABI_XEN_TRAP_H

#include "../types.h"

#define XEN_NR_TRAPS		256

/* Highest privilege level number allowed to raise it by INT n. */
#define TI_FLAG_DPL		0x3
/* Delivery masks the vCPU's events. */
#define TI_FLAG_MASK_EVENTS	0x4

struct trap_info {
	uint8_t vector;
	uint8_t flags;		/* TI_FLAG_* */
	uint16_t cs;
	uint64_t address;
};

#endif
