/* SPDX-License-Identifier: GPL-2.0 */
/* A guest's debug registers: what it may put into them. */
#ifndef UNDERPIN_DOMAIN_DEBUGREG_H
#define UNDERPIN_DOMAIN_DEBUGREG_H

#include "core/types.h"
#include "domain/vcpu.h"

/**
 * debugreg_set() - write one debug register of a vCPU
 * @reg: 0..7; 4 and 5 are 6 and 7 without CR4.DE
 * @value: hostile
 *
 * Reserved bits are forced. Breakpoints lie outside the monitor's hole. I/O
 * breakpoints (only with CR4.DE) never hit, since no port access is real:
 * their enable bits are dropped. Does not touch the processor.
 *
 * Return: 0; -XEN_EPERM for an address or control bit that is not a guest's;
 * -XEN_EINVAL more than 32 bits for DR6 or DR7; -XEN_ENODEV no such register.
 */
int debugreg_set(struct vcpu *v, unsigned int reg, u64 value);

/** debugreg_get() - the reverse. Return: 0 or -XEN_ENODEV */
int debugreg_get(const struct vcpu *v, unsigned int reg, u64 *value);

#endif /* UNDERPIN_DOMAIN_DEBUGREG_H */
