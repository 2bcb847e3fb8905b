/* SPDX-License-Identifier: GPL-2.0 */
/* The two ways out for a guest's text: the hypervisor's log and its ring. */
#ifndef PV_ABI_XEN_CONSOLE_H
#define PV_ABI_XEN_CONSOLE_H

#include "../types.h"

/* console_io(cmd, count, buffer) */
#define CONSOLEIO_write		0
#define CONSOLEIO_read		1

/*
 * One page shared by the guest and xenconsoled. Indices run freely and are
 * taken modulo the size of their ring.
 */
struct xencons_interface {
	char in[1024];
	char out[2048];
	uint32_t in_cons;
	uint32_t in_prod;
	uint32_t out_cons;
	uint32_t out_prod;
};

#endif
