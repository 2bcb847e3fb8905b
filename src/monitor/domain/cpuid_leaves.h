/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers of CPUID leaves, shared by cpuid.c, cpuid_guest.c, cpu_policy.c */
#ifndef UNDERPIN_DOMAIN_CPUID_LEAVES_H
#define UNDERPIN_DOMAIN_CPUID_LEAVES_H

#include "core/types.h"

#define CPUID_FEATURES 0x1
#define CPUID_CACHES 0x4
#define CPUID_EXTENDED 0x7
#define CPUID_TOPOLOGY 0xb
#define CPUID_XSTATE 0xd
#define CPUID_EXTD_FIRST 0x80000000U
#define CPUID_E1 0x80000001U
#define CPUID_E7 0x80000007U
#define CPUID_E8 0x80000008U
#define CPUID_E21 0x80000021U

/* Where a serialised policy ends, as libxc's does. */
#define CPUID_BASIC_MAX CPUID_XSTATE
#define CPUID_EXTD_MAX CPUID_E21
#define CPUID_CACHES_NR 6
#define CPUID_EXTENDED_MAX 2
#define CPUID_TOPOLOGY_NR 2

/** cpuid_has_subleaves() - ECX selects one (as far as policies go) */
bool cpuid_has_subleaves(u32 leaf);

/** cpuid_xstate_size() - bytes of XSAVE's standard format for these states */
u32 cpuid_xstate_size(u64 states);

/** cpuid_xstate_size_compacted() - of XSAVEC's format */
u32 cpuid_xstate_size_compacted(u64 states);

#endif /* UNDERPIN_DOMAIN_CPUID_LEAVES_H */
