/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/xen/gntalloc: pages of the calling process, granted to another domain.
 * The numbering continues /dev/xen/gntdev's.
 */
#ifndef PV_ABI_XEN_DEV_GNTALLOC_H
#define PV_ABI_XEN_DEV_GNTALLOC_H

#include "base.h"
#include "dev-gntdev.h"

#define GNTALLOC_FLAG_WRITABLE		1

/* Room for count references follows. */
struct ioctl_gntalloc_alloc_gref {
	domid_t domid;
	uint16_t flags;			/* GNTALLOC_FLAG_* */
	uint32_t count;
	uint64_t index;			/* out: offset for mmap() */
	uint32_t gref_ids[1];		/* out */
};

struct ioctl_gntalloc_dealloc_gref {
	uint64_t index;
	uint32_t count;
};

struct ioctl_gntalloc_unmap_notify {
	uint64_t index;
	uint32_t action;		/* UNMAP_NOTIFY_* */
	uint32_t event_channel_port;
};

#define IOCTL_GNTALLOC_ALLOC_GREF \
	XEN_DEV_IOC('G', 5, sizeof(struct ioctl_gntalloc_alloc_gref))
#define IOCTL_GNTALLOC_DEALLOC_GREF \
	XEN_DEV_IOC('G', 6, sizeof(struct ioctl_gntalloc_dealloc_gref))
#define IOCTL_GNTALLOC_SET_UNMAP_NOTIFY \
	XEN_DEV_IOC('G', 7, sizeof(struct ioctl_gntalloc_unmap_notify))

#endif
