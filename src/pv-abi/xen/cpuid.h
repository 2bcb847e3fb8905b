/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a guest finds the hypervisor by CPUID. A PV kernel writes the prefix
 * before the instruction, so that it is emulated even where the processor
 * cannot trap it.
 */
#ifndef PV_ABI_XEN_CPUID_H
#define PV_ABI_XEN_CPUID_H

/* UD2 and "xen"; CPUID is the only instruction that may follow. */
#define XEN_EMULATE_PREFIX ".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e; "
#define XEN_EMULATE_PREFIX_LEN			5

#define XEN_CPUID_FIRST_LEAF			0x40000000
#define XEN_CPUID_MAX_NUM_LEAVES		5

/* "XenVMMXenVMM" in EBX, ECX, EDX of the first leaf. */
#define XEN_CPUID_SIGNATURE_EBX			0x566e6558
#define XEN_CPUID_SIGNATURE_ECX			0x65584d4d
#define XEN_CPUID_SIGNATURE_EDX			0x4d4d566e

/* Leaf + 2, EBX: the MSR that fills a hypercall page. */
#define XEN_MSR_HYPERCALL_PAGE			0x40000000
/* Leaf + 2, ECX. */
#define XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD	0x1
/* Leaf + 5, EBX: machine address width; above 44, Linux wants grants v2. */
#define XEN_CPUID_MACHINE_ADDRESS_WIDTH_MASK	0xff

#endif
