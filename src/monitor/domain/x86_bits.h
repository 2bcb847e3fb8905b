/* SPDX-License-Identifier: GPL-2.0 */
/* Bits of RFLAGS and of the control registers: APM vol.2 3.1. */
#ifndef UNDERPIN_DOMAIN_X86_BITS_H
#define UNDERPIN_DOMAIN_X86_BITS_H

#define X86_RFLAGS_CF (1ULL << 0)
#define X86_RFLAGS_ONE (1ULL << 1) /* always set */
#define X86_RFLAGS_PF (1ULL << 2)
#define X86_RFLAGS_AF (1ULL << 4)
#define X86_RFLAGS_ZF (1ULL << 6)
#define X86_RFLAGS_SF (1ULL << 7)
#define X86_RFLAGS_TF (1ULL << 8)
#define X86_RFLAGS_IF (1ULL << 9)
#define X86_RFLAGS_DF (1ULL << 10)
#define X86_RFLAGS_OF (1ULL << 11)
#define X86_RFLAGS_IOPL_SHIFT 12
#define X86_RFLAGS_IOPL (3ULL << X86_RFLAGS_IOPL_SHIFT)
#define X86_RFLAGS_NT (1ULL << 14)
#define X86_RFLAGS_RF (1ULL << 16)
#define X86_RFLAGS_VM (1ULL << 17)
#define X86_RFLAGS_AC (1ULL << 18)
#define X86_RFLAGS_ID (1ULL << 21)

/* What arithmetic instructions change. */
#define X86_RFLAGS_STATUS                                                      \
	(X86_RFLAGS_CF | X86_RFLAGS_PF | X86_RFLAGS_AF | X86_RFLAGS_ZF |       \
	 X86_RFLAGS_SF | X86_RFLAGS_OF)

#define X86_CR0_PE (1ULL << 0)
#define X86_CR0_MP (1ULL << 1)
#define X86_CR0_TS (1ULL << 3)
#define X86_CR0_ET (1ULL << 4)
#define X86_CR0_NE (1ULL << 5)
#define X86_CR0_WP (1ULL << 16)
#define X86_CR0_AM (1ULL << 18)
#define X86_CR0_PG (1ULL << 31)

#define X86_CR4_TSD (1ULL << 2)
#define X86_CR4_DE (1ULL << 3)
#define X86_CR4_PAE (1ULL << 5)
#define X86_CR4_MCE (1ULL << 6)
#define X86_CR4_OSFXSR (1ULL << 9)
#define X86_CR4_OSXMMEXCPT (1ULL << 10)
#define X86_CR4_FSGSBASE (1ULL << 16)
#define X86_CR4_OSXSAVE (1ULL << 18)

#define X86_DR6_BS (1ULL << 14) /* single step */

#endif /* UNDERPIN_DOMAIN_X86_BITS_H */
