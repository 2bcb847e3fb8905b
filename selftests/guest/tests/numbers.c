// SPDX-License-Identifier: GPL-2.0
/*
 * numbers - hypercall numbers that do not exist, and those of the toolstack.
 *
 * Unknown or unimplemented is -ENOSYS without any other effect; a tool's call
 * is refused, once its argument could be read.
 */
#include "guest.h"
#include "xen/domctl.h"
#include "xen/platform_op.h"
#include "xen/sysctl.h"

static const u64 unknown[] = {
	__HYPERVISOR_sched_op_compat, 11, __HYPERVISOR_event_channel_op_compat,
	__HYPERVISOR_physdev_op_compat, __HYPERVISOR_xsm_op,
	__HYPERVISOR_hvm_op, __HYPERVISOR_tmem_op, __HYPERVISOR_argo_op,
	43, 47, 49, 62, 63, 64, 65, 127, 128, 255, 0x100, 0x101, 0x10c, 0x1000,
	0x7fffffff, 0x80000000, 0xffffffff, ~0ULL,
};

static const struct tool {
	u64 nr;
	u32 version;
	const char *name;
} tools[] = {
	{ __HYPERVISOR_platform_op, XENPF_INTERFACE_VERSION, "platform_op" },
	{ __HYPERVISOR_sysctl, XEN_SYSCTL_INTERFACE_VERSION, "sysctl" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_INTERFACE_VERSION, "domctl" },
};

static void tool(const struct tool *t)
{
	static u32 op[PAGE_SIZE / sizeof(u32)];

	is(hypercall1(t->nr, 0), -XEN_EFAULT, "%s: no argument", t->name);
	op[1] = t->version + 1;
	is(hypercall1(t->nr, addr(op)), -XEN_EACCES, "%s: version", t->name);
	op[1] = t->version;
	is(hypercall1(t->nr, addr(op)), -XEN_EPERM, "%s: refused", t->name);
}

static void run(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		is(hypercall(unknown[i], 0, 0, 0, 0, 0), -XEN_ENOSYS,
		   "number 0x%lx does not exist", (long)unknown[i]);
	for (i = 0; i < ARRAY_SIZE(tools); i++)
		tool(&tools[i]);
	is(hypercall1(__HYPERVISOR_arch_0, 0), -XEN_EPERM, "machine checks");
	is(hypercall1(__HYPERVISOR_kexec_op, 0), -XEN_EPERM, "kexec_op");
	is(hypercall1(__HYPERVISOR_hypfs_op, 0), -XEN_EPERM, "hypfs_op");
	is(hypercall1(__HYPERVISOR_xenpmu_op, 0), -XEN_EOPNOTSUPP, "xenpmu_op");
	is(hypercall3(__HYPERVISOR_dm_op, 0, 3, 0), -XEN_E2BIG, "dm_op");
	/* The monitor's own calls begin at 0x100: they are not for guests. */
	for (i = 0x100; i < 0x120; i++)
		if (hypercall(i, 1, 0, 0, 0, 0) != -XEN_ENOSYS)
			break;
	is(i, 0x120, "the loader's calls do not exist");
}

TEST("numbers", run);
