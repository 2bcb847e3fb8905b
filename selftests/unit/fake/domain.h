/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Domains of the host tests, for programs that do not link domain/domain.c:
 * two guests and the control domain, and what became of them. Needs
 * fake/vcpu.c, too.
 */
#ifndef FAKE_DOMAIN_H
#define FAKE_DOMAIN_H

#include "domain/domain.h"
#include "domain/vcpu.h"

/** struct fake_calls - what the code under test asked of a domain or vCPU */
struct fake_calls {
	unsigned int crash; /* domain_crash() */
	unsigned int kick; /* vcpu_kick() */
	unsigned int root_load;
	unsigned int gdt_load;
	unsigned int ldt_load;
	unsigned int control_notify;
};

extern struct fake_calls fake_calls;

/**
 * fake_domain() - a domain with one vCPU; made at its first use
 * @domid: 0 (has no vCPU), 1 or 2
 */
struct domain *fake_domain(u16 domid);

/** fake_domains_forget() - none was made */
void fake_domains_forget(void);

/** fake_vcpu_add() - one more for a guest, which has DOMAIN_FEW_VCPUS at most */
struct vcpu *fake_vcpu_add(struct domain *d);

#endif /* FAKE_DOMAIN_H */
