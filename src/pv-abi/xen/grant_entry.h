/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table in which a domain permits others to use its frames. The granting
 * domain writes the entries at any time. In version 1 the hypervisor sets the
 * reading and writing bits with a compare-and-exchange on the first 32 bits;
 * in version 2 they are in words of their own, in status frames.
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
/* With GTF_accept_transfer: a frame is coming, it has come. */
#define GTF_transfer_committed		0x04
#define GTF_transfer_completed		0x08

struct grant_entry_v1 {
	uint16_t flags;			/* GTF_* */
	domid_t domid;			/* who may use it */
	uint32_t frame;
};

struct grant_entry_header {
	uint16_t flags;			/* GTF_*, but not reading and writing */
	domid_t domid;			/* who may use it */
};

union grant_entry_v2 {
	struct grant_entry_header hdr;
	struct {
		struct grant_entry_header hdr;
		uint32_t pad0;
		uint64_t frame;
	} full_page;
	/* GTF_permit_access with GTF_sub_page: so many bytes, to copy only. */
	struct {
		struct grant_entry_header hdr;
		uint16_t page_off;
		uint16_t length;
		uint64_t frame;
	} sub_page;
	/* GTF_transitive: what another domain granted to this one. */
	struct {
		struct grant_entry_header hdr;
		domid_t trans_domid;
		uint16_t pad0;
		grant_ref_t gref;
	} transitive;
	uint32_t spacer[4];
};

typedef uint16_t grant_status_t;	/* GTF_reading, GTF_writing */

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
