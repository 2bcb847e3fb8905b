/* SPDX-License-Identifier: GPL-2.0 */
/*
 * physdev_op(cmd, arg): the operations that Linux knows, and the arguments of
 * those that a guest without a device has a use for.
 */
#ifndef PV_ABI_XEN_PHYSDEV_H
#define PV_ABI_XEN_PHYSDEV_H

#include "base.h"

#define PHYSDEVOP_irq_status_query	5
#define PHYSDEVOP_set_iopl		6
#define PHYSDEVOP_set_iobitmap		7
#define PHYSDEVOP_apic_read		8
#define PHYSDEVOP_apic_write		9
#define PHYSDEVOP_alloc_irq_vector	10
#define PHYSDEVOP_eoi			12
#define PHYSDEVOP_map_pirq		13
#define PHYSDEVOP_unmap_pirq		14
#define PHYSDEVOP_manage_pci_add	15
#define PHYSDEVOP_manage_pci_remove	16
#define PHYSDEVOP_pirq_eoi_gmfn_v1	17
#define PHYSDEVOP_manage_pci_add_ext	20
#define PHYSDEVOP_setup_gsi		21
#define PHYSDEVOP_pci_mmcfg_reserved	24
#define PHYSDEVOP_pci_device_add	25
#define PHYSDEVOP_pci_device_remove	26
#define PHYSDEVOP_pirq_eoi_gmfn_v2	28
#define PHYSDEVOP_prepare_msix		30
#define PHYSDEVOP_release_msix		31

/* Virtual: lets the guest's kernel (1) or its user (3) execute IN and OUT. */
struct physdev_set_iopl {
	uint32_t iopl;
};

struct physdev_set_iobitmap {
	uint64_t bitmap;		/* handle of uint8_t[] */
	uint32_t nr_ports;
};

/* One PCI device, as the sysctl for topology names it. */
struct physdev_pci_device {
	uint16_t seg;
	uint8_t bus;
	uint8_t devfn;
};

#endif
