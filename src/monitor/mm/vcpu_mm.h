/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a vCPU holds of its domain's frames: the two L4 tables that it runs
 * on (typed FRAME_L4) and its descriptor tables (typed FRAME_SEG_DESC).
 *
 * All under d->lock of the vCPU's domain. A vCPU whose structure is zeroed
 * holds nothing.
 */
#ifndef UNDERPIN_MM_VCPU_MM_H
#define UNDERPIN_MM_VCPU_MM_H

#include "core/types.h"
#include "domain/vcpu.h"
#include "mm/pagetable.h"

/**
 * struct vcpu_mm - the frames that a new context names; all hostile
 * @root: L4 of kernel mode
 * @user_root: L4 of user mode; MFN_NONE or frame 0: none
 * @gdt: frame numbers of the GDT
 * @gdt_entries: its descriptors
 */
struct vcpu_mm {
	mfn_t root;
	mfn_t user_root;
	u64 gdt[VCPU_GDT_FRAMES];
	u32 gdt_entries;
};

/**
 * vcpu_mm_set() - give a vCPU that does not run the frames of a context
 *
 * What it had is released. After -XEN_ERESTART, call again with the same @mm:
 * it goes on where it stopped. After any failure the vCPU has valid frames,
 * but not necessarily those of one context.
 *
 * Return: 0, -XEN_EINVAL, -XEN_ERESTART.
 */
int vcpu_mm_set(struct vcpu *v, const struct vcpu_mm *mm, struct pt_budget *b);

/** vcpu_mm_release() - a vCPU that does not run gives everything back */
void vcpu_mm_release(struct vcpu *v);

/**
 * vcpu_root_set() - exchange the L4 of one mode
 * @slot: &v->root or &v->user_root
 * @m: its new frame; for the user's, MFN_NONE or frame 0 means none
 *
 * If that mode is the one that this processor runs, the caller loads CR3
 * before it drops d->lock: until then the old table's entries stay intact.
 *
 * Return: 0, -XEN_EINVAL, -XEN_ERESTART; the slot then has its old value.
 */
int vcpu_root_set(struct vcpu *v, mfn_t *slot, mfn_t m, struct pt_budget *b);

/**
 * vcpu_gdt_set() - exchange the GDT
 * @gdt: frame numbers, one per started 512 @entries
 * @current: this processor runs @v, and takes the new table at once
 *
 * Return: 0, -XEN_EINVAL, -XEN_ERESTART; the GDT is then the old one.
 */
int vcpu_gdt_set(struct vcpu *v, const u64 *gdt, u32 entries, bool current,
		 struct pt_budget *b);

/**
 * vcpu_ldt_set() - exchange the LDT of the vCPU that this processor runs
 * @base: page-aligned guest address; the pages that the kernel's tables map
 *        there at this moment are the LDT until the next call
 * @entries: descriptors, zero for no LDT
 *
 * Return: 0, -XEN_EINVAL, -XEN_ERESTART; the LDT is then the old one.
 */
int vcpu_ldt_set(struct vcpu *v, u64 base, u32 entries, struct pt_budget *b);

#endif /* UNDERPIN_MM_VCPU_MM_H */
