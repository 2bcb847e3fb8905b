/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page that the domain builder fills and a PV kernel finds in RSI at its
 * entry point.
 */
#ifndef PV_ABI_XEN_START_INFO_H
#define PV_ABI_XEN_START_INFO_H

#include "base.h"

#define SIF_PRIVILEGED		0x01
#define SIF_INITDOMAIN		0x02
#define SIF_MULTIBOOT_MOD	0x04
/* mod_start is a frame number; the ramdisk is not mapped. */
#define SIF_MOD_START_PFN	0x08
/* The toolstack understands arch_shared_info.p2m_vaddr. */
#define SIF_VIRT_P2M_4TOOLS	0x10
#define SIF_PM_MASK		0xff00

#define MAX_GUEST_CMDLINE	1024

struct start_info {
	char magic[32];			/* "xen-3.0-x86_64" */
	uint64_t nr_pages;
	uint64_t shared_info;		/* machine address */
	uint32_t flags;			/* SIF_* */
	xen_pfn_t store_mfn;
	uint32_t store_evtchn;
	union {
		struct {
			xen_pfn_t mfn;
			uint32_t evtchn;
		} domU;
		struct {
			uint32_t info_off;
			uint32_t info_size;
		} dom0;
	} console;
	uint64_t pt_base;		/* linear address of the L4 */
	uint64_t nr_pt_frames;
	uint64_t mfn_list;		/* linear address of the p2m */
	uint64_t mod_start;
	uint64_t mod_len;
	int8_t cmd_line[MAX_GUEST_CMDLINE];
	uint64_t first_p2m_pfn;
	uint64_t nr_p2m_frames;
};

#endif
