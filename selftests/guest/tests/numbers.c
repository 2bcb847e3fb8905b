// SPDX-License-Identifier: GPL-2.0
/*
 * numbers - hypercall numbers that do not exist, and those of the toolstack.
 *
 * abi.md 1.4: unknown or unimplemented is -ENOSYS without any other effect;
 * domctl and sysctl are the control domain's.
 */
#include "guest.h"

static const u64 unknown[] = {
	__HYPERVISOR_sched_op_compat, 11, __HYPERVISOR_event_channel_op_compat,
	__HYPERVISOR_physdev_op_compat, __HYPERVISOR_xsm_op,
	__HYPERVISOR_hvm_op, __HYPERVISOR_kexec_op, __HYPERVISOR_tmem_op,
	43, 47, 49, 62, 63, 64, 65, 127, 128, 255, 0x100, 0x101, 0x10c, 0x1000,
	0x7fffffff, 0x80000000, 0xffffffff, ~0ULL,
};

static void run(void)
{
	unsigned int i;
	s64 ret;

	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		is(hypercall(unknown[i], 0, 0, 0, 0, 0), -XEN_ENOSYS,
		   "number 0x%lx does not exist", (long)unknown[i]);
	is(hypercall1(__HYPERVISOR_domctl, 0), -XEN_EPERM, "domctl");
	is(hypercall1(__HYPERVISOR_sysctl, 0), -XEN_EPERM, "sysctl");
	ret = hypercall1(__HYPERVISOR_platform_op, 0);
	ok(ret == -XEN_EPERM || ret == -XEN_ENOSYS, "platform_op: %ld",
	   (long)ret);
	/* The monitor's own calls begin at 0x100: they are not for guests. */
	for (i = 0x100; i < 0x120; i++)
		if (hypercall(i, 1, 0, 0, 0, 0) != -XEN_ENOSYS)
			break;
	is(i, 0x120, "the loader's calls do not exist");
}

TEST("numbers", run);
