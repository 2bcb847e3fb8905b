/* SPDX-License-Identifier: GPL-2.0 */
/* Requests that change a guest's page tables or its use of the MMU. */
#ifndef PV_ABI_XEN_MMU_H
#define PV_ABI_XEN_MMU_H

#include "base.h"

/* mmu_update(reqs, count, done, foreigndom): low bits of ptr. */
#define MMU_UPDATE_CMD_MASK		0x7
#define MMU_NORMAL_PT_UPDATE		0
#define MMU_MACHPHYS_UPDATE		1
/* Keep the accessed and dirty bits that the processor may be setting. */
#define MMU_PT_UPDATE_PRESERVE_AD	2
#define MMU_PT_UPDATE_NO_TRANSLATE	3

struct mmu_update {
	uint64_t ptr;		/* machine address of the entry | command */
	uint64_t val;
};

/* Top bit of mmu_update's and mmuext_op's count: a restarted call. */
#define MMU_UPDATE_PREEMPTED		0x80000000U

/* mmuext_op(ops, count, done, domid): cmd. */
#define MMUEXT_PIN_L1_TABLE		0
#define MMUEXT_PIN_L2_TABLE		1
#define MMUEXT_PIN_L3_TABLE		2
#define MMUEXT_PIN_L4_TABLE		3
#define MMUEXT_UNPIN_TABLE		4
#define MMUEXT_NEW_BASEPTR		5
#define MMUEXT_TLB_FLUSH_LOCAL		6
#define MMUEXT_INVLPG_LOCAL		7
#define MMUEXT_TLB_FLUSH_MULTI		8
#define MMUEXT_INVLPG_MULTI		9
#define MMUEXT_TLB_FLUSH_ALL		10
#define MMUEXT_INVLPG_ALL		11
#define MMUEXT_FLUSH_CACHE		12
#define MMUEXT_SET_LDT			13
#define MMUEXT_NEW_USER_BASEPTR		15
#define MMUEXT_CLEAR_PAGE		16
#define MMUEXT_COPY_PAGE		17
#define MMUEXT_FLUSH_CACHE_GLOBAL	18
#define MMUEXT_MARK_SUPER		19
#define MMUEXT_UNMARK_SUPER		20

struct mmuext_op {
	uint32_t cmd;		/* MMUEXT_* */
	union {
		xen_pfn_t mfn;
		uint64_t linear_addr;	/* INVLPG_*, SET_LDT */
	} arg1;
	union {
		uint32_t nr_ents;	/* SET_LDT */
		uint64_t vcpumask;	/* *_MULTI: handle of a bitmap */
		xen_pfn_t src_mfn;	/* COPY_PAGE */
	} arg2;
};

/*
 * update_va_mapping(va, pte, flags). With neither UVMF_ALL nor a handle of a
 * vCPU bitmap in the remaining bits, the flush is local.
 */
#define UVMF_NONE			0x0
#define UVMF_TLB_FLUSH			0x1
#define UVMF_INVLPG			0x2
#define UVMF_FLUSHTYPE_MASK		0x3
#define UVMF_MULTI			0x0
#define UVMF_LOCAL			0x0
#define UVMF_ALL			0x4

#endif
