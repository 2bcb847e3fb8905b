/* SPDX-License-Identifier: GPL-2.0 */
/* The toolstack's memory: bitmaps in it, pointers to it. */
#ifndef UNDERPIN_LOADER_USER_H
#define UNDERPIN_LOADER_USER_H

#include <linux/types.h>

#include "xen/base.h"

/**
 * ts_bitmap_put() - copy a bitmap to the caller
 * @to: room that the caller offers; what is beyond @nr is cleared
 * @bits: @nr bits
 *
 * Return: 0 or -EFAULT.
 */
long ts_bitmap_put(const struct xenctl_bitmap *to, const unsigned long *bits,
		   unsigned int nr);

/** ts_bitmap_get() - the reverse; bits that the caller lacks are clear */
long ts_bitmap_get(unsigned long *bits, unsigned int nr,
		   const struct xenctl_bitmap *from);

/**
 * struct ts_handles - where a command's record points to the caller's memory
 * @cmd: the command
 * @offset: of up to two handles in the record; 0: none
 */
struct ts_handles {
	u32 cmd;
	u8 offset[2];
};

/**
 * ts_handles_check() - the monitor may follow the pointers of a record
 * @table: @n commands; others have no pointers
 * @op: the record, whose first word is the command
 *
 * The record that the monitor gets is in kernel memory, so it cannot tell by
 * itself that what the record points to must not be.
 *
 * Return: 0 or -EFAULT.
 */
long ts_handles_check(const struct ts_handles *table, size_t n,
		      const void *op);

/** ts_user() - a caller's handle as a pointer */
static inline void __user *ts_user(u64 handle)
{
	return (void __user *)(uintptr_t)handle;
}

#endif /* UNDERPIN_LOADER_USER_H */
