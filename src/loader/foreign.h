/* SPDX-License-Identifier: GPL-2.0 */
/* Frames of a domain mapped by number, through /dev/xen/privcmd. */
#ifndef UNDERPIN_LOADER_FOREIGN_H
#define UNDERPIN_LOADER_FOREIGN_H

#include <linux/fs.h>

/**
 * ldr_foreign_mmap() - reserve addresses for ldr_foreign_map_batch()
 *
 * Return: 0; -EINVAL unless the mapping is shared and starts at offset 0.
 */
int ldr_foreign_mmap(struct file *file, struct vm_area_struct *vma);

/**
 * ldr_foreign_map_batch() - IOCTL_PRIVCMD_MMAPBATCH_V2
 * @file: the device's
 * @arg: struct privcmd_mmapbatch_v2
 *
 * The first call on a mapping has to cover it, later ones may fill holes.
 *
 * Return: 0 even if single frames failed: their err[] says why. -ESRCH for an
 * unknown domain, -EINVAL, -EFAULT, -ENOMEM, -EPERM; never -ENOENT, which
 * libxenforeignmemory takes for "paged out, ask again".
 */
long ldr_foreign_map_batch(struct file *file, void __user *arg);

/**
 * ldr_foreign_map_resource() - IOCTL_PRIVCMD_MMAP_RESOURCE
 * @file: the device's
 * @arg: struct privcmd_mmap_resource
 *
 * Maps frames of a domain's grant table all over a mapping, or tells how many
 * there can be.
 *
 * Return: 0; -ESRCH, -EINVAL, -EPERM, -EFAULT, -ENOMEM, -EINTR.
 */
long ldr_foreign_map_resource(struct file *file, void __user *arg);

#endif /* UNDERPIN_LOADER_FOREIGN_H */
