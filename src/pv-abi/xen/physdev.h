/* SPDX-License-Identifier: GPL-2.0 */
/*
 * physdev_op(cmd, arg): of physical devices only what a guest without any
 * asks for.
 */
#ifndef PV_ABI_XEN_PHYSDEV_H
#define PV_ABI_XEN_PHYSDEV_H

#include "base.h"

#define PHYSDEVOP_irq_status_query	5
#define PHYSDEVOP_set_iopl		6
#define PHYSDEVOP_set_iobitmap		7
#define PHYSDEVOP_eoi			12
#define PHYSDEVOP_pirq_eoi_gmfn_v1	17
#define PHYSDEVOP_pirq_eoi_gmfn_v2	28

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
