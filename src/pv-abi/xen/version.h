/* SPDX-License-Identifier: GPL-2.0 */
/* xen_version(cmd, arg): which hypervisor this is and what it offers. */
#ifndef PV_ABI_XEN_VERSION_H
#define PV_ABI_XEN_VERSION_H

#include "base.h"

/* The release whose ABI is spoken here; Debian 12's tools insist on it. */
#define XEN_ABI_MAJOR			4
#define XEN_ABI_MINOR			17
#define XEN_ABI_EXTRAVERSION		".7"
#define XEN_ABI_VERSION			((XEN_ABI_MAJOR << 16) | XEN_ABI_MINOR)
/* Token of XENVER_capabilities that a 64-bit PV guest needs. */
#define XEN_ABI_GUEST_TYPE		"xen-3.0-x86_64"

#define XENVER_version			0
#define XENVER_extraversion		1
#define XENVER_compile_info		2
#define XENVER_capabilities		3
#define XENVER_changeset		4
#define XENVER_platform_parameters	5
#define XENVER_get_features		6
#define XENVER_pagesize			7
#define XENVER_guest_handle		8
#define XENVER_commandline		9
#define XENVER_build_id			10

#define XEN_EXTRAVERSION_LEN		16
#define XEN_CAPABILITIES_INFO_LEN	1024
#define XEN_CHANGESET_INFO_LEN		64
#define XEN_COMMANDLINE_LEN		1024

struct xen_compile_info {
	char compiler[64];
	char compile_by[16];
	char compile_domain[32];
	char compile_date[32];
};

struct xen_platform_parameters {
	xen_ulong_t virt_start;
};

struct xen_feature_info {
	uint32_t submap_idx;
	uint32_t submap;		/* out: bits of XENFEAT_* */
};

/* Followed by len bytes of build-id; len is the room on entry. */
struct xen_build_id {
	uint32_t len;
};

#endif
