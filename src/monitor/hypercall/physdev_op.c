// SPDX-License-Identifier: GPL-2.0
/*
 * physdev_op: a guest has no device, but may say who in it may execute IN and
 * OUT (domain/emulate_io.c). The interrupts of devices are the control
 * domain's own, which needs no hypercall for them.
 */
#include "core/types.h"
#include "domain/vcpu.h"
#include "hypercall/hypercall.h"
#include "xen/errno.h"
#include "xen/physdev.h"

#define IO_PORTS 65536
#define IOPL_MAX 3

static s64 set_iopl(struct hypercall *hc)
{
	struct physdev_set_iopl op;

	if (hc_copy_from(hc, &op, gva(hc->arg[1]), sizeof(op)))
		return -XEN_EFAULT;
	if (op.iopl > IOPL_MAX)
		return -XEN_EINVAL;
	hc->v->iopl = op.iopl;
	return 0;
}

static s64 set_iobitmap(struct hypercall *hc)
{
	struct physdev_set_iobitmap op;

	if (hc_copy_from(hc, &op, gva(hc->arg[1]), sizeof(op)))
		return -XEN_EFAULT;
	if (op.nr_ports > IO_PORTS)
		return -XEN_EINVAL;
	hc->v->iobitmap = gva(op.bitmap);
	hc->v->iobitmap_ports = op.nr_ports;
	return 0;
}

/**
 * hc_physdev_op() - physdev_op(cmd, arg)
 *
 * Return: 0, -XEN_EFAULT, -XEN_EINVAL, or -XEN_ENOSYS for all that is about
 * devices; kernels without any take that well (abi.md 1.4).
 */
s64 hc_physdev_op(struct hypercall *hc)
{
	switch (hc->arg[0]) {
	case PHYSDEVOP_set_iopl:
		return set_iopl(hc);
	case PHYSDEVOP_set_iobitmap:
		return set_iobitmap(hc);
	default:
		return -XEN_ENOSYS;
	}
}
