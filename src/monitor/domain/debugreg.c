// SPDX-License-Identifier: GPL-2.0
/* Debug registers: APM vol.2 13.1.1. */
#include "core/types.h"
#include "domain/debugreg.h"
#include "domain/segment.h"
#include "domain/x86_bits.h"
#include "mm/guest_copy.h"
#include "xen/errno.h"

#define DR6_ONES 0xffff0ff0ULL
#define DR6_MASK 0xe00fULL /* B0-B3, BD, BS, BT */

#define DR7_ONE 0x400ULL
#define DR7_MASK 0xffff03ffULL
#define DR7_GD 0x2000ULL
#define DR7_ENABLE(n) (3ULL << 2 * (n))
#define DR7_ENABLES 0xffULL
#define DR7_TYPE(n) (16 + 4 * (n))
#define DR7_TYPE_IO 2
#define NR_BREAKPOINTS 4

/* 4 and 5 name 6 and 7 unless debugging extensions are on. */
static int alias(const struct vcpu *v, unsigned int *reg)
{
	if (*reg == 4 || *reg == 5) {
		if (v->cr4 & X86_CR4_DE)
			return -XEN_ENODEV;
		*reg += 2;
	}
	return *reg < 8 ? 0 : -XEN_ENODEV;
}

/* As Xen: where any is enabled, none may be of a type that does not exist. */
static int control_set(struct vcpu *v, u64 value)
{
	bool active = value & DR7_ENABLES;
	unsigned int n;

	if (value & DR7_GD)
		return -XEN_EPERM;
	value = (value & DR7_MASK) | DR7_ONE;
	for (n = 0; active && n < NR_BREAKPOINTS; n++) {
		if ((value >> DR7_TYPE(n) & 3) != DR7_TYPE_IO)
			continue;
		if (!(v->cr4 & X86_CR4_DE))
			return -XEN_EPERM;
		value &= ~DR7_ENABLE(n);
	}
	v->debugreg[7] = value;
	return 0;
}

int debugreg_set(struct vcpu *v, unsigned int reg, u64 value)
{
	int rc = alias(v, &reg);

	if (rc)
		return rc;
	/* Bits 63:32 of DR6 and DR7 must be zero: APM vol.2 13.1.1. */
	if (reg >= 6 && value > UINT32_MAX)
		return -XEN_EINVAL;
	if (reg == 7)
		return control_set(v, value);
	if (reg == 6) {
		v->debugreg[6] = (value & DR6_MASK) | DR6_ONES;
		return 0;
	}
	/* Up to 8 bytes are watched. */
	if (!guest_range_ok(gva(value), sizeof(u64)))
		return -XEN_EPERM;
	v->debugreg[reg] = value;
	return 0;
}

int debugreg_get(const struct vcpu *v, unsigned int reg, u64 *value)
{
	int rc = alias(v, &reg);

	if (!rc)
		*value = v->debugreg[reg];
	return rc;
}
