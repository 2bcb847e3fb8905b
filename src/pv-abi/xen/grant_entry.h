/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table in which a domain permits others to use its frames, version 1.
 * The granting domain writes the entries at any time; the hypervisor sets the
 * reading and writing bits with a compare-and-exchange on the first 32 bits.
 */
#ifndef PV_ABI_XEN_GRANT_ENTRY_H
#define PV_ABI_XEN_GRANT_ENTRY_H

#include "base.h"

typedef uint32_t grant_ref_t;
typedef uint32_t grant_handle_t;

/* References that the toolstack fills before the guest runs. */
#define GNTTAB_RESERVED_CONSOLE		0
#define GNTTAB_RESERVED_XENSTORE	1
#define GNTTAB_NR_RESERVED_ENTRIES	8

/* Entry flags: the type in the two low bits, then its modifiers. */
#define GTF_invalid			0x0
#define GTF_permit_access		0x1
#define GTF_accept_transfer		0x2
#define GTF_transitive			0x3
#define GTF_type_mask			0x3
#define GTF_readonly			0x04
/*
 * Set while the frame is in use. The granting domain may take the entry back
 * only when it reads both as 0: a bit not cleared is a frame lost to it.
 */
#define GTF_reading			0x08
#define GTF_writing			0x10
#define GTF_PWT				0x20
#define GTF_PCD				0x40
#define GTF_PAT				0x80
#define GTF_sub_page			0x100

struct grant_entry_v1 {
	uint16_t flags;			/* GTF_* */
	domid_t domid;			/* who may use it */
	uint32_t frame;
};

#define GNTST_okay			0
#define GNTST_general_error		(-1)
#define GNTST_bad_domain		(-2)
#define GNTST_bad_gntref		(-3)
#define GNTST_bad_handle		(-4)
#define GNTST_bad_virt_addr		(-5)
#define GNTST_bad_dev_addr		(-6)
#define GNTST_no_device_space		(-7)
#define GNTST_permission_denied		(-8)
#define GNTST_bad_page			(-9)
#define GNTST_bad_copy_arg		(-10)
#define GNTST_address_too_big		(-11)
#define GNTST_eagain			(-12)
#define GNTST_no_space			(-13)

#endif
