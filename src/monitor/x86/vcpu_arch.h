/* SPDX-License-Identifier: GPL-2.0 */
/* Putting a vCPU's state into this processor, and back. */
#ifndef UNDERPIN_X86_VCPU_ARCH_H
#define UNDERPIN_X86_VCPU_ARCH_H

#include "domain/vcpu.h"
#include "x86/cpu.h"

/** vcpu_load() - from Linux' registers to those of @v; NMIs on */
void vcpu_load(struct cpu *c, struct vcpu *v);

/** vcpu_unload() - the reverse */
void vcpu_unload(struct cpu *c, struct vcpu *v);

/**
 * vcpu_abandon() - take this processor from a vCPU without touching the vCPU
 *
 * For a processor that leaves for good; none need have been loaded.
 */
void vcpu_abandon(struct cpu *c);

/** vcpu_predictors_flush() - branches forget the guest that ran last */
void vcpu_predictors_flush(struct cpu *c);

/**
 * vcpu_selectors_load() - data segments of v->regs
 * Return: false if one could not be loaded (it is null then).
 */
bool vcpu_selectors_load(struct vcpu *v);

#endif /* UNDERPIN_X86_VCPU_ARCH_H */
