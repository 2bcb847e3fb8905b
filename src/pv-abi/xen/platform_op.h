/* SPDX-License-Identifier: GPL-2.0 */
/* platform_op(op): only its version; no operation is offered. */
#ifndef PV_ABI_XEN_PLATFORM_OP_H
#define PV_ABI_XEN_PLATFORM_OP_H

#define XENPF_INTERFACE_VERSION		0x03000001

#endif
