/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/xen/privcmd: hypercalls for tools, and mappings of other domains'
 * frames. An unknown request has to fail: tools probe with
 * IOCTL_PRIVCMD_UNIMPLEMENTED and remember the errno.
 */
#ifndef PV_ABI_XEN_DEV_PRIVCMD_H
#define PV_ABI_XEN_DEV_PRIVCMD_H

#include "base.h"
#include "dev-ioctl.h"

/* The ioctl returns the hypercall's result as an int. */
struct privcmd_hypercall {
	uint64_t op;
	uint64_t arg[5];
};

struct privcmd_mmap_entry {
	uint64_t va;
	uint64_t mfn;
	uint64_t npages;
};

struct privcmd_mmap {
	int32_t num;
	domid_t dom;
	uint64_t entry;		/* struct privcmd_mmap_entry[num] */
};

/* Failed frames get one of these in the top bits of their arr[]. */
#define PRIVCMD_MMAPBATCH_MFN_ERROR	0xf0000000U
#define PRIVCMD_MMAPBATCH_PAGED_ERROR	0x80000000U

struct privcmd_mmapbatch {
	int32_t num;
	domid_t dom;
	uint64_t addr;
	uint64_t arr;		/* xen_pfn_t[num], in and out */
};

/*
 * Succeeds as a whole even if some frames fail. -ENOENT in err[] would mean
 * "paged out, try again" and make libxenforeignmemory loop.
 */
struct privcmd_mmapbatch_v2 {
	uint32_t num;
	domid_t dom;
	uint64_t addr;		/* in a mapping of this device */
	uint64_t arr;		/* const xen_pfn_t[num] */
	uint64_t err;		/* int[num], out: 0 or a negative errno */
};

struct privcmd_dm_op_buf {
	uint64_t uptr;
	uint64_t size;
};

struct privcmd_dm_op {
	domid_t dom;
	uint16_t num;
	uint64_t ubufs;		/* const struct privcmd_dm_op_buf[num] */
};

/* addr and num 0 ask for the size of the resource, returned in num. */
struct privcmd_mmap_resource {
	domid_t dom;
	uint32_t type;		/* XENMEM_resource_* */
	uint32_t id;
	uint32_t idx;
	uint64_t num;
	uint64_t addr;
};

#define IOCTL_PRIVCMD_HYPERCALL \
	XEN_DEV_IOC('P', 0, sizeof(struct privcmd_hypercall))
#define IOCTL_PRIVCMD_MMAP \
	XEN_DEV_IOC('P', 2, sizeof(struct privcmd_mmap))
#define IOCTL_PRIVCMD_MMAPBATCH \
	XEN_DEV_IOC('P', 3, sizeof(struct privcmd_mmapbatch))
#define IOCTL_PRIVCMD_MMAPBATCH_V2 \
	XEN_DEV_IOC('P', 4, sizeof(struct privcmd_mmapbatch_v2))
#define IOCTL_PRIVCMD_DM_OP \
	XEN_DEV_IOC('P', 5, sizeof(struct privcmd_dm_op))
#define IOCTL_PRIVCMD_RESTRICT \
	XEN_DEV_IOC('P', 6, sizeof(domid_t))
#define IOCTL_PRIVCMD_MMAP_RESOURCE \
	XEN_DEV_IOC('P', 7, sizeof(struct privcmd_mmap_resource))
#define IOCTL_PRIVCMD_UNIMPLEMENTED \
	XEN_DEV_IOC('P', 0xff, 0)

#endif
