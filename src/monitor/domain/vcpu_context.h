/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A vCPU's registers as the toolstack and VCPUOP_initialise hand them over.
 * vcpu_context_set() and vcpu_context_get() are in vcpu.h.
 */
#ifndef UNDERPIN_DOMAIN_VCPU_CONTEXT_H
#define UNDERPIN_DOMAIN_VCPU_CONTEXT_H

#include "core/types.h"
#include "domain/vcpu.h"

/** vcpu_registers_reset() - general, debug and extended state at power-on */
void vcpu_registers_reset(struct vcpu *v);

/*
 * The extended state: a page in XSAVE's standard format (APM vol.2 11.5.5).
 * What a guest or a tool puts there is loaded by XRSTOR in the monitor, which
 * faults on malformed headers, so nothing unchecked gets in.
 */

/** xstate_reset() - all features in their initial configuration */
void xstate_reset(struct vcpu *v);

/** xstate_set_legacy() - x87 and SSE from an FXSAVE image, hostile */
void xstate_set_legacy(struct vcpu *v, const u8 image[512]);

/**
 * xstate_trim() - say nothing of features that the guest never had
 *
 * The processor stores their initial state with the rest; what was never
 * enabled has no place in an image that is as long as the others need.
 */
void xstate_trim(struct vcpu *v);

/**
 * xstate_check() - may XRSTOR load @v->xsave with this XCR0?
 * @accum: all features that the guest ever had
 *
 * Return: 0 or -XEN_EINVAL.
 */
int xstate_check(const struct vcpu *v, u64 xcr0, u64 accum);

#endif /* UNDERPIN_DOMAIN_VCPU_CONTEXT_H */
