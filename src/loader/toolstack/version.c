// SPDX-License-Identifier: GPL-2.0
/* What the control domain's tools are told about the hypervisor. */
#include <linux/mm.h>
#include <linux/uaccess.h>

#include "identity.h"
#include "toolstack.h"
#include "xen/xenfeat.h"

static long put(u64 uarg, const void *data, size_t n)
{
	return copy_to_user(ts_user(uarg), data, n) ? -EFAULT : 0;
}

/* The ABI's strings have a fixed size each, cleared to the end. */
static long put_text(u64 uarg, const char *text, size_t size)
{
	size_t n = strlen(text) + 1;

	if (put(uarg, text, n))
		return -EFAULT;
	return clear_user(ts_user(uarg + n), size - n) ? -EFAULT : 0;
}

static long compile_info(u64 uarg)
{
	struct xen_compile_info info = {};

	strscpy(info.compiler, TS_COMPILER, sizeof(info.compiler));
	strscpy(info.compile_by, TS_COMPILED_BY, sizeof(info.compile_by));
	strscpy(info.compile_domain, TS_COMPILE_DOMAIN,
		sizeof(info.compile_domain));
	strscpy(info.compile_date, TS_COMPILE_DATE, sizeof(info.compile_date));
	return put(uarg, &info, sizeof(info));
}

/*
 * With dom0_mem on the command line, libxl and libvirt leave the control
 * domain's memory alone: Linux gives and takes its pages itself.
 */
static long command_line(u64 uarg)
{
	char text[64];

	snprintf(text, sizeof(text), "underpin dom0_mem=%lluM",
		 ts_total_pages() >> (20 - PAGE_SHIFT));
	return put_text(uarg, text, XEN_COMMANDLINE_LEN);
}

static long features(u64 uarg)
{
	struct xen_feature_info info;

	if (copy_from_user(&info, ts_user(uarg), sizeof(info)))
		return -EFAULT;
	if (info.submap_idx >= XENFEAT_NR_SUBMAPS)
		return -EINVAL;
	/* Features are for PV kernels, which the control domain's is not. */
	info.submap = 0;
	return put(uarg, &info, sizeof(info));
}

static long platform_parameters(u64 uarg)
{
	struct xen_platform_parameters params = {
		.virt_start = TS_VIRT_START,
	};

	return put(uarg, &params, sizeof(params));
}

static long own_handle(u64 uarg)
{
	xen_domain_handle_t handle = {};

	return put(uarg, handle, sizeof(handle));
}

long ts_xen_version(u64 cmd, u64 uarg)
{
	switch (cmd) {
	case XENVER_version:
		return XEN_ABI_VERSION;
	case XENVER_extraversion:
		return put_text(uarg, XEN_ABI_EXTRAVERSION,
				XEN_EXTRAVERSION_LEN);
	case XENVER_compile_info:
		return compile_info(uarg);
	case XENVER_capabilities:
		return put_text(uarg, TS_CAPABILITIES,
				XEN_CAPABILITIES_INFO_LEN);
	case XENVER_changeset:
		return put_text(uarg, TS_CHANGESET, XEN_CHANGESET_INFO_LEN);
	case XENVER_platform_parameters:
		return platform_parameters(uarg);
	case XENVER_get_features:
		return features(uarg);
	case XENVER_pagesize:
		return PAGE_SIZE;
	case XENVER_guest_handle:
		return own_handle(uarg);
	case XENVER_commandline:
		return command_line(uarg);
	case XENVER_build_id:
		return -ENODATA;
	default:
		return -ENOSYS;
	}
}
