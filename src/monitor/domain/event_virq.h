/* SPDX-License-Identifier: GPL-2.0 */
/* Virtual interrupts: which port of a domain or vCPU each is bound to. */
#ifndef UNDERPIN_DOMAIN_EVENT_VIRQ_H
#define UNDERPIN_DOMAIN_EVENT_VIRQ_H

#include "core/types.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "xen/virq.h"

/** ec_virq_is_per_vcpu() - bound once on each vCPU; the others once at all */
static inline bool ec_virq_is_per_vcpu(u32 virq)
{
	return virq == VIRQ_TIMER || virq == VIRQ_DEBUG ||
	       virq == VIRQ_XENOPROF || virq == VIRQ_XENPMU;
}

/**
 * ec_virq_port() - where the port of a VIRQ is noted, zero: not bound
 * @v: NULL for a VIRQ that is no vCPU's; always for the control domain
 * @virq: below NR_VIRQS
 *
 * event_lock protects what the pointer points to.
 */
u32 *ec_virq_port(struct domain *d, struct vcpu *v, u32 virq);

#endif /* UNDERPIN_DOMAIN_EVENT_VIRQ_H */
