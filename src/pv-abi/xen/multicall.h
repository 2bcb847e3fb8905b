/* SPDX-License-Identifier: GPL-2.0 */
/*
 * multicall(list, count): several hypercalls for one entry. The hypercall
 * itself returns 0; each entry carries its own result.
 */
#ifndef PV_ABI_XEN_MULTICALL_H
#define PV_ABI_XEN_MULTICALL_H

#include "base.h"

struct multicall_entry {
	xen_ulong_t op;
	xen_ulong_t result;
	xen_ulong_t args[6];
};

#endif
