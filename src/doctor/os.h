/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the checks need of the world around them: errno values, snprintf().
 * The only header here that knows whether it is compiled in the kernel.
 */
#ifndef DOCTOR_OS_H
#define DOCTOR_OS_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#else
#include <errno.h>
#include <stdio.h>
#include <string.h>
#endif

#endif /* DOCTOR_OS_H */
