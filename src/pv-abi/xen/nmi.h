/* SPDX-License-Identifier: GPL-2.0 */
/* nmi_op(cmd, arg): where the calling vCPU takes NMIs. */
#ifndef PV_ABI_XEN_NMI_H
#define PV_ABI_XEN_NMI_H

#include "base.h"

#define XENNMI_register_callback	0
#define XENNMI_unregister_callback	1

struct xennmi_callback {
	uint64_t handler_address;
	uint64_t pad;
};

#endif
