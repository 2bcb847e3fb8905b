/* SPDX-License-Identifier: GPL-2.0 */
/* The monitor's images, carried in the module; generated from its ELF. */
#ifndef UNDERPIN_LOADER_MONITOR_IMAGE_H
#define UNDERPIN_LOADER_MONITOR_IMAGE_H

#include <linux/types.h>

struct monitor_image {
	const unsigned char *data;
	size_t size;
};

extern const struct monitor_image monitor_svm;
extern const struct monitor_image monitor_vmx;

#endif /* UNDERPIN_LOADER_MONITOR_IMAGE_H */
