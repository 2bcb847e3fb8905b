/* SPDX-License-Identifier: GPL-2.0 */
/* Who we say we are, in xen_version and in /sys/hypervisor alike. */
#ifndef UNDERPIN_LOADER_IDENTITY_H
#define UNDERPIN_LOADER_IDENTITY_H

#include "xen/layout.h"
#include "xen/version.h"

/* Tools look for the type of guest in this list. */
#define TS_CAPABILITIES XEN_ABI_GUEST_TYPE " "
#define TS_CHANGESET "underpin"
#define TS_COMPILER CONFIG_CC_VERSION_TEXT
#define TS_COMPILED_BY "underpin"
#define TS_COMPILE_DOMAIN ""
/* Kernel modules carry no date, so that a build can be repeated. */
#define TS_COMPILE_DATE "reproducible build"
#define TS_VIRT_START ((u64)HYPERVISOR_VIRT_START)

#endif /* UNDERPIN_LOADER_IDENTITY_H */
