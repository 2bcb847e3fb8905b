/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Grants mapped in processes of the control domain, for backends.
 *
 * A request reserves a run of pages in the offsets of its file and names the
 * grants; the first mmap() of that run maps them, the last munmap() unmaps
 * them, and they can be mapped again until the request is withdrawn.
 */
#ifndef UNDERPIN_LOADER_GNTDEV_H
#define UNDERPIN_LOADER_GNTDEV_H

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/refcount.h>

#include "frames.h"
#include "xen/dev-gntdev.h"
#include "xen/grant_ops.h"

/* Grants of one request, as Linux's own driver allows. */
#define GNT_MAX_COUNT 65536

/**
 * struct gnt_request - the grants of one IOCTL_GNTDEV_MAP_GRANT_REF
 * @refs: the file's list, the mapping
 * @link: in the file's list
 * @lock: protects all below
 * @index: first page offset in the file
 * @count: pages
 * @mapped: a mapping exists
 * @readonly: it is not writable
 * @handle: the monitor's handle of each grant
 * @frames: the mapping's frames, whose release unmaps the grants
 * @notify: UNMAP_NOTIFY_*
 * @notify_byte: offset from the first page's start
 * @notify_port: local event channel port
 * @ref: what to map
 */
struct gnt_request {
	refcount_t refs;
	struct list_head link;
	struct mutex lock; /* see above */
	unsigned long index;
	u32 count;
	bool mapped;
	bool readonly;
	grant_handle_t *handle;
	struct ldr_frames frames;
	u32 notify;
	u64 notify_byte;
	u32 notify_port;
	struct ioctl_gntdev_grant_ref ref[];
};

/** gnt_request_put() - drop a reference; the last one sends the notification */
void gnt_request_put(struct gnt_request *r);

/**
 * gnt_request_map() - map the grants and show them in @vma
 * @r: on success the mapping has a reference of its own
 * @vma: as long as the request
 *
 * Return: 0, -EBUSY if mapped already, -EINVAL if any grant cannot be mapped,
 * -ENOMEM; nothing is mapped then.
 */
int gnt_request_map(struct gnt_request *r, struct vm_area_struct *vma);

/** gnt_request_of() - the request that @vma shows; NULL if none */
struct gnt_request *gnt_request_of(const struct vm_area_struct *vma);

/**
 * gnt_copy() - IOCTL_GNTDEV_GRANT_COPY
 * @arg: struct ioctl_gntdev_grant_copy
 *
 * Return: 0 even if single segments failed: their status says so. -EFAULT,
 * -EINVAL for a segment that no copy can be, -ENOMEM.
 */
long gnt_copy(void __user *arg);

#endif /* UNDERPIN_LOADER_GNTDEV_H */
