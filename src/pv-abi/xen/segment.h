/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Selectors and descriptor-table limits of 64-bit PV guests. Usable from
 * assembly.
 *
 * A guest's GDT has 16 pages; it supplies at most the first 14. The flat
 * descriptors below lie in the reserved pages behind them, so that they are
 * there before the guest has a GDT of its own.
 */
#ifndef PV_ABI_XEN_SEGMENT_H
#define PV_ABI_XEN_SEGMENT_H

#define FIRST_RESERVED_GDT_PAGE		14
#define FIRST_RESERVED_GDT_BYTE		0xe000
#define FIRST_RESERVED_GDT_ENTRY	7168

#define FLAT_RING3_CS32			0xe023
#define FLAT_RING3_CS64			0xe033
#define FLAT_RING3_DS32			0xe02b
#define FLAT_RING3_DS64			0x0000
#define FLAT_RING3_SS32			0xe02b
#define FLAT_RING3_SS64			0xe02b

/* The guest's kernel runs at CPL 3 too: the same selectors serve both. */
#define FLAT_KERNEL_CS			FLAT_RING3_CS64
#define FLAT_KERNEL_DS			FLAT_RING3_DS64
#define FLAT_KERNEL_SS			FLAT_RING3_SS64
#define FLAT_USER_CS			FLAT_RING3_CS64
#define FLAT_USER_DS			FLAT_RING3_DS64
#define FLAT_USER_SS			FLAT_RING3_SS64

/* set_segment_base(which, value): which. */
#define SEGBASE_FS			0
#define SEGBASE_GS_USER			1
#define SEGBASE_GS_KERNEL		2
/* Here value is a selector to load into the user's GS. */
#define SEGBASE_GS_USER_SEL		3

#endif
