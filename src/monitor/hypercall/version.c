// SPDX-License-Identifier: GPL-2.0
/*
 * xen_version(cmd, arg): which ABI is spoken here; vm_assist(cmd, type).
 *
 * The control domain's tools are answered by the loader, which knows what they
 * look for; what a guest gets is constant.
 */
#include "core/lib.h"
#include "domain/domain.h"
#include "hypercall/hypercall.h"
#include "xen/errno.h"
#include "xen/xenfeat.h"
#include "xen/layout.h"
#include "xen/version.h"
#include "xen/vm_assist.h"

#define DENIED "<denied>"

static s64 answer(struct hypercall *hc, const void *data, size_t n)
{
	if (hc_copy_to(hc, gva(hc->arg[1]), data, n))
		return -XEN_EFAULT;
	return 0;
}

static s64 compile_info(struct hypercall *hc)
{
	static const struct xen_compile_info info = {
		.compiler = "gcc",
		.compile_by = "underpin",
		.compile_domain = "",
		.compile_date = "",
	};

	return answer(hc, &info, sizeof(info));
}

/*
 * Long answers that are mostly zero go out in pieces, so that no kilobyte of
 * zeros is needed. @room is a multiple of the piece.
 */
static s64 answer_padded(struct hypercall *hc, const char *text, size_t room)
{
	char piece[64] = "";
	size_t at;

	memcpy(piece, text, strlen(text) + 1);
	for (at = 0; at < room; at += sizeof(piece)) {
		if (hc_copy_to(hc, gva(hc->arg[1] + at), piece, sizeof(piece)))
			return -XEN_EFAULT;
		memset(piece, 0, sizeof(piece));
	}
	return 0;
}

static s64 features(struct hypercall *hc)
{
	struct xen_feature_info info;

	if (hc_copy_from(hc, &info, gva(hc->arg[1]), sizeof(info)))
		return -XEN_EFAULT;
	if (info.submap_idx >= XENFEAT_NR_SUBMAPS)
		return -XEN_EINVAL;
	info.submap = 1U << XENFEAT_mmu_pt_update_preserve_ad |
		      1U << XENFEAT_highmem_assist |
		      1U << XENFEAT_gnttab_map_avail_bits |
		      1U << XENFEAT_direct_mapped;
	if (hc->d->vm_assist & 1ULL << VMASST_TYPE_pae_extended_cr3)
		info.submap |= 1U << XENFEAT_pae_pgdir_above_4gb;
	return answer(hc, &info, sizeof(info));
}

s64 hc_xen_version(struct hypercall *hc)
{
	static const char extraversion[XEN_EXTRAVERSION_LEN] =
		XEN_ABI_EXTRAVERSION;
	static const struct xen_platform_parameters platform = {
		.virt_start = HYPERVISOR_VIRT_START,
	};

	switch (hc->arg[0]) {
	case XENVER_version:
		return XEN_ABI_VERSION;
	case XENVER_extraversion:
		return answer(hc, extraversion, sizeof(extraversion));
	case XENVER_compile_info:
		return compile_info(hc);
	case XENVER_capabilities:
		return answer_padded(hc, XEN_ABI_GUEST_TYPE " ",
				     XEN_CAPABILITIES_INFO_LEN);
	case XENVER_changeset:
		return answer_padded(hc, "underpin", XEN_CHANGESET_INFO_LEN);
	case XENVER_platform_parameters:
		return answer(hc, &platform, sizeof(platform));
	case XENVER_get_features:
		return features(hc);
	case XENVER_pagesize:
		return PAGE_SIZE;
	case XENVER_guest_handle:
		return answer(hc, hc->d->handle, sizeof(hc->d->handle));
	case XENVER_commandline:
		return answer_padded(hc, DENIED, XEN_COMMANDLINE_LEN);
	case XENVER_build_id:
		return hc_is_control(hc) ? -XEN_ENODATA : -XEN_EPERM;
	default:
		return -XEN_ENOSYS;
	}
}

s64 hc_vm_assist(struct hypercall *hc)
{
	u64 cmd = hc->arg[0], type = hc->arg[1], bit;

	if (type >= 64 || !(DOMAIN_VM_ASSISTS >> type & 1))
		return -XEN_EINVAL;
	bit = 1ULL << type;
	switch (cmd) {
	case VMASST_CMD_enable:
		__atomic_or_fetch(&hc->d->vm_assist, bit, __ATOMIC_RELAXED);
		return 0;
	case VMASST_CMD_disable:
		__atomic_and_fetch(&hc->d->vm_assist, ~bit, __ATOMIC_RELAXED);
		return 0;
	default:
		return -XEN_ENOSYS;
	}
}
