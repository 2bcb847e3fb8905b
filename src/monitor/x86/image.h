/* SPDX-License-Identifier: GPL-2.0 */
/* Symbols that monitor.lds and start.S define. */
#ifndef UNDERPIN_X86_IMAGE_H
#define UNDERPIN_X86_IMAGE_H

#include "core/types.h"

/** struct extable_entry - see extable.h */
struct extable_entry {
	u64 from;
	u64 to;
	u64 rdi;
};

extern const struct extable_entry extable_start[], extable_end[];

/* First and last byte of the image. */
extern const char monitor_head[], __memory_end[];

/* The first byte behind the text. */
extern const char __text_end[];

#endif /* UNDERPIN_X86_IMAGE_H */
