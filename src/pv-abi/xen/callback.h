/* SPDX-License-Identifier: GPL-2.0 */
/*
 * callback_op(cmd, arg): entry points of the guest's kernel that are not
 * exceptions.
 */
#ifndef PV_ABI_XEN_CALLBACK_H
#define PV_ABI_XEN_CALLBACK_H

#include "../types.h"

#define CALLBACKOP_register			0
#define CALLBACKOP_unregister			1

#define CALLBACKTYPE_event			0
#define CALLBACKTYPE_failsafe			1
#define CALLBACKTYPE_syscall			2
#define CALLBACKTYPE_sysenter_deprecated	3
#define CALLBACKTYPE_nmi			4
#define CALLBACKTYPE_sysenter			5
#define CALLBACKTYPE_syscall32			7

/* Entering through this callback masks the vCPU's events. */
#define CALLBACKF_mask_events			0x1

struct callback_register {
	uint16_t type;
	uint16_t flags;
	uint64_t address;
};

struct callback_unregister {
	uint16_t type;
	uint16_t _unused;
};

#endif
