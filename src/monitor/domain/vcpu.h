/* SPDX-License-Identifier: GPL-2.0 */
/* What is done to a vCPU (vcpu_struct.h), and what x86/ does for it. */
#ifndef UNDERPIN_DOMAIN_VCPU_H
#define UNDERPIN_DOMAIN_VCPU_H

#include "core/types.h"
#include "domain/vcpu_struct.h"
#include "mm/frame.h"
#include "mm/pagetable.h"
#include "xen/vcpu_context.h"

/**
 * vcpu_create() - add a vCPU to a domain that does not run; it is down
 *
 * d->lock held. Return: 0, -XEN_EINVAL, -XEN_EEXIST, -XEN_ENOMEM (no slot
 * left), HC_NEED_FRAMES.
 */
s64 vcpu_create(struct domain *d, u32 id);

/**
 * vcpu_destroy() - free a vCPU and what it holds (typed roots, GDT, pages)
 *
 * d->lock held; the vCPU does not run. The caller forgets the pointer.
 */
void vcpu_destroy(struct vcpu *v);

/** vcpu_reset() - back to what vcpu_create() made; locks as vcpu_destroy() */
void vcpu_reset(struct vcpu *v);

/** vcpu_kick() - its thread must look again: wake it, or interrupt its run */
void vcpu_kick(struct vcpu *v);

/**
 * vcpu_context_set() - give a vCPU its registers (setvcpucontext, initialise)
 * @c: copied in, hostile
 *
 * d->lock held; the vCPU does not run. A vCPU that has memory can only get
 * other registers.
 *
 * Return: 0; -XEN_EINVAL; -XEN_EOPNOTSUPP other memory than it has;
 * -XEN_ERESTART while its page tables are validated.
 */
int vcpu_context_set(struct vcpu *v, const struct vcpu_guest_context *c,
		     struct pt_budget *b);

/** vcpu_context_get() - the reverse, for a vCPU that does not run */
void vcpu_context_get(const struct vcpu *v, struct vcpu_guest_context *c);

/*
 * What x86/ provides for the vCPU that this processor runs ("current"):
 * its L4 is in CR3 and its segment bases are in the registers.
 */

/** vcpu_mode_switch() - flip kernel/user: GS bases and CR3 follow */
void vcpu_mode_switch(struct vcpu *v);

/** vcpu_root_load() - @v->root or @v->user_root changed: load CR3 by mode */
void vcpu_root_load(struct vcpu *v);

/** vcpu_gdt_load() - @v->gdt/gdt_entries changed: remap this CPU's window */
void vcpu_gdt_load(struct vcpu *v);

/** vcpu_ldt_load() - @v->ldt_base/ldt_entries changed: reload LDTR */
void vcpu_ldt_load(struct vcpu *v);

/** vcpu_bases_read() - bring fs_base and the GS base in use up to date */
void vcpu_bases_read(struct vcpu *v);

/** vcpu_bases_load() - the reverse, after a handler changed the fields */
void vcpu_bases_load(struct vcpu *v);

/** vcpu_gs_user_select() - load a selector into the user GS; 0 if invalid */
void vcpu_gs_user_select(struct vcpu *v, u16 sel);

/** vcpu_debugreg_load() - @v->debugreg changed */
void vcpu_debugreg_load(struct vcpu *v);

/** vcpu_cr4_load() - @v->cr4 changed */
void vcpu_cr4_load(struct vcpu *v);

/** vcpu_ts_load() - @v->cr0_ts changed: #NM in the guest while it is set */
void vcpu_ts_load(struct vcpu *v);

/** vcpu_xcr0_load() - @v->xcr0 changed */
void vcpu_xcr0_load(struct vcpu *v);

#endif /* UNDERPIN_DOMAIN_VCPU_H */
