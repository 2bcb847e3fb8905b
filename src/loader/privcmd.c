// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/xen/privcmd: hypercalls on behalf of the toolstack. What is policy of
 * the control domain is answered in toolstack/, everything else goes to the
 * monitor. Mappings of other domains' frames are in foreign.c.
 */
#include <linux/uaccess.h>

#include "xen/dev-privcmd.h"
#include "xen/hypercall.h"
#include "devices.h"
#include "foreign.h"
#include "foreign_put.h"
#include "loader.h"
#include "toolstack/toolstack.h"

static long pass_on(const struct privcmd_hypercall *req)
{
	struct ldr_call call = { .nr = req->op };
	unsigned int i;

	/*
	 * The monitor takes addresses as this kernel gives them and knows no
	 * difference between the kernel's and a process's. No argument that is
	 * a number gets into the kernel's half.
	 */
	for (i = 0; i < ARRAY_SIZE(req->arg); i++)
		if (req->arg[i] >= TASK_SIZE_MAX)
			return -EFAULT;
	memcpy(call.arg, req->arg, sizeof(call.arg));
	return ldr_hypercall(&call);
}

static long privcmd_hypercall(const void __user *arg)
{
	struct privcmd_hypercall req;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	/* Numbers beyond Xen's are between loader and monitor alone. */
	if (req.op >= XEN_NR_HYPERCALLS)
		return -ENOSYS;
	ldr_foreign_put_late();
	switch (req.op) {
	case __HYPERVISOR_domctl:
		return ts_domctl(req.arg[0]);
	case __HYPERVISOR_sysctl:
		return ts_sysctl(req.arg[0]);
	case __HYPERVISOR_xen_version:
		return ts_xen_version(req.arg[0], req.arg[1]);
	default:
		return pass_on(&req);
	}
}

/*
 * Requests not listed get ENOTTY. Tools expect that of
 * IOCTL_PRIVCMD_UNIMPLEMENTED; of DM_OP it makes them use hypercalls instead.
 */
long ldr_privcmd_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case IOCTL_PRIVCMD_HYPERCALL:
		return privcmd_hypercall((const void __user *)arg);
	case IOCTL_PRIVCMD_MMAPBATCH_V2:
		return ldr_foreign_map_batch(file, (void __user *)arg);
	case IOCTL_PRIVCMD_MMAP_RESOURCE:
		return ldr_foreign_map_resource(file, (void __user *)arg);
	default:
		return -ENOTTY;
	}
}

const struct file_operations ldr_privcmd_fops = {
	.owner = THIS_MODULE,
	.open = ldr_device_open,
	.unlocked_ioctl = ldr_privcmd_ioctl,
	.mmap = ldr_foreign_mmap,
	.llseek = no_llseek,
};
