/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fixed-width types for the three worlds that share these headers: the
 * freestanding monitor, the kernel module and host programs. This is the only
 * header below src/pv-abi that knows in which of them it is compiled.
 */
#ifndef PV_ABI_TYPES_H
#define PV_ABI_TYPES_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

#endif
