/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/xen/gntdev: mappings of frames that other domains granted. A request
 * reserves an index; mmap() at that offset maps the grants.
 */
#ifndef PV_ABI_XEN_DEV_GNTDEV_H
#define PV_ABI_XEN_DEV_GNTDEV_H

#include "dev-ioctl.h"

struct ioctl_gntdev_grant_ref {
	uint32_t domid;
	uint32_t ref;
};

/* Followed by count - 1 further references. */
struct ioctl_gntdev_map_grant_ref {
	uint32_t count;
	uint32_t pad;
	uint64_t index;			/* out */
	struct ioctl_gntdev_grant_ref refs[1];
};

struct ioctl_gntdev_unmap_grant_ref {
	uint64_t index;
	uint32_t count;
	uint32_t pad;
};

struct ioctl_gntdev_get_offset_for_vaddr {
	uint64_t vaddr;
	uint64_t offset;		/* out */
	uint32_t count;			/* out */
	uint32_t pad;
};

struct ioctl_gntdev_set_max_grants {
	uint32_t count;
};

/* What to do when the mapping goes: ioctl_gntdev_unmap_notify.action. */
#define UNMAP_NOTIFY_CLEAR_BYTE		0x1
#define UNMAP_NOTIFY_SEND_EVENT		0x2

struct ioctl_gntdev_unmap_notify {
	uint64_t index;			/* of the byte to clear */
	uint32_t action;		/* UNMAP_NOTIFY_* */
	uint32_t event_channel_port;
};

/* flags are GNTCOPY_*, status is GNTST_*. */
struct ioctl_gntdev_grant_copy_segment {
	union {
		uint64_t virt;
		struct {
			uint32_t ref;
			uint16_t offset;
			uint16_t domid;
		} foreign;
	} source, dest;
	uint16_t len;
	uint16_t flags;
	int16_t status;			/* out */
};

struct ioctl_gntdev_grant_copy {
	uint32_t count;
	uint64_t segments;	/* ioctl_gntdev_grant_copy_segment[count] */
};

#define IOCTL_GNTDEV_MAP_GRANT_REF \
	XEN_DEV_IOC('G', 0, sizeof(struct ioctl_gntdev_map_grant_ref))
#define IOCTL_GNTDEV_UNMAP_GRANT_REF \
	XEN_DEV_IOC('G', 1, sizeof(struct ioctl_gntdev_unmap_grant_ref))
#define IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR \
	XEN_DEV_IOC('G', 2, sizeof(struct ioctl_gntdev_get_offset_for_vaddr))
#define IOCTL_GNTDEV_SET_MAX_GRANTS \
	XEN_DEV_IOC('G', 3, sizeof(struct ioctl_gntdev_set_max_grants))
#define IOCTL_GNTDEV_SET_UNMAP_NOTIFY \
	XEN_DEV_IOC('G', 7, sizeof(struct ioctl_gntdev_unmap_notify))
#define IOCTL_GNTDEV_GRANT_COPY \
	XEN_DEV_IOC('G', 8, sizeof(struct ioctl_gntdev_grant_copy))

#endif
