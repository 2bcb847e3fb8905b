/* SPDX-License-Identifier: GPL-2.0 */
/* The monitor's images, carried in the module; generated from its ELF. */
#ifndef UNDERPIN_LOADER_MONITOR_IMAGE_H
#define UNDERPIN_LOADER_MONITOR_IMAGE_H

#include <linux/types.h>

/** struct monitor_symbol - a function, at @offset in the image */
struct monitor_symbol {
	u32 offset;
	const char *name;
};

/**
 * struct monitor_image - one of them
 * @symbols: by offset; the last one is the end of the text
 */
struct monitor_image {
	const unsigned char *data;
	size_t size;
	const struct monitor_symbol *symbols;
	unsigned int nr_symbols;
};

/** ldr_image() - the one for this processor's vendor (image.c) */
const struct monitor_image *ldr_image(void);

extern const struct monitor_image monitor_svm;
extern const struct monitor_image monitor_vmx;

#endif /* UNDERPIN_LOADER_MONITOR_IMAGE_H */
