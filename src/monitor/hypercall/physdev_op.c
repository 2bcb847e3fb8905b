// SPDX-License-Identifier: GPL-2.0
/*
 * physdev_op: a guest has no device, but may say who in it may execute IN and
 * OUT (domain/emulate_io.c). The interrupts of devices are the control
 * domain's own, which needs no hypercall for them.
 */
#include "core/print.h"
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
 * struct refusal - an operation on devices and their interrupts
 * @size: of the argument that must be there, in bytes
 * @error: what the caller is told if it is; zero: there is no such operation
 *
 * No interrupt is the guest's to end or to ask for; all else is reserved to
 * who has the devices.
 */
static const struct refusal {
	u8 size;
	u8 error;
} refusals[] = {
	[PHYSDEVOP_irq_status_query] = { 8, XEN_EINVAL },
	[PHYSDEVOP_apic_read] = { 16, XEN_EPERM },
	[PHYSDEVOP_apic_write] = { 16, XEN_EPERM },
	[PHYSDEVOP_alloc_irq_vector] = { 8, XEN_EPERM },
	[PHYSDEVOP_eoi] = { 4, XEN_EINVAL },
	[PHYSDEVOP_map_pirq] = { 40, XEN_EPERM },
	[PHYSDEVOP_unmap_pirq] = { 8, XEN_EPERM },
	[PHYSDEVOP_manage_pci_add] = { 2, XEN_EPERM },
	[PHYSDEVOP_manage_pci_remove] = { 2, XEN_EPERM },
	[PHYSDEVOP_manage_pci_add_ext] = { 16, XEN_EPERM },
	[PHYSDEVOP_setup_gsi] = { 8, XEN_EPERM },
	[PHYSDEVOP_pci_mmcfg_reserved] = { 0, XEN_EPERM },
	[PHYSDEVOP_pci_device_add] = { 12, XEN_EPERM },
	[PHYSDEVOP_pci_device_remove] = { 4, XEN_EPERM },
	[PHYSDEVOP_prepare_msix] = { 4, XEN_EPERM },
	[PHYSDEVOP_release_msix] = { 4, XEN_EPERM },
};

#define ARGUMENT_MAX 40

static s64 refuse(struct hypercall *hc, u32 cmd)
{
	u8 argument[ARGUMENT_MAX];

	if (cmd >= ARRAY_SIZE(refusals) || !refusals[cmd].error)
		return -XEN_ENOSYS;
	bug_on(refusals[cmd].size > sizeof(argument));
	if (hc_copy_from(hc, argument, gva(hc->arg[1]), refusals[cmd].size))
		return -XEN_EFAULT;
	return -(s64)refusals[cmd].error;
}

/**
 * hc_physdev_op() - physdev_op(cmd, arg)
 *
 * Return: 0, -XEN_EFAULT, -XEN_EINVAL; -XEN_EPERM for what is about devices;
 * -XEN_ENOSYS also for a page of the guest's that would save it the end of
 * interrupts, of which it has none.
 */
s64 hc_physdev_op(struct hypercall *hc)
{
	switch ((u32)hc->arg[0]) {
	case PHYSDEVOP_set_iopl:
		return set_iopl(hc);
	case PHYSDEVOP_set_iobitmap:
		return set_iobitmap(hc);
	default:
		return refuse(hc, (u32)hc->arg[0]);
	}
}
