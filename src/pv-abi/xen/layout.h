/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of a guest's address space that belongs to the hypervisor. Usable
 * from assembly.
 *
 * The hole is L4 slots 256 to 271. Its first 256 GiB hold the M2P: one 8-byte
 * pseudo-physical frame number for each machine frame, readable by the guest.
 */
#ifndef PV_ABI_XEN_LAYOUT_H
#define PV_ABI_XEN_LAYOUT_H

#define HYPERVISOR_VIRT_START		0xffff800000000000
#define HYPERVISOR_VIRT_END		0xffff880000000000

#define HYPERVISOR_L4_SLOT_FIRST	256
#define HYPERVISOR_L4_SLOT_LAST		271

#define MACH2PHYS_VIRT_START		0xffff800000000000
#define MACH2PHYS_VIRT_END		0xffff804000000000
#define MACH2PHYS_NR_ENTRIES		0x800000000

/* Contents of an M2P or p2m entry that has no frame. */
#define XEN_INVALID_P2M_ENTRY		0xffffffffffffffff

#endif
