/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the requests of /dev/xen/ are numbered: as Linux's ioctl numbers whose
 * direction bits say "none", although most of them carry an argument. Pointers
 * in the arguments are uint64_t: they are addresses in the caller's process.
 */
#ifndef PV_ABI_XEN_DEV_IOCTL_H
#define PV_ABI_XEN_DEV_IOCTL_H

#include "../types.h"

#define XEN_DEV_IOC(type, nr, size) \
	((uint32_t)(((size) << 16) | ((type) << 8) | (nr)))

#endif
