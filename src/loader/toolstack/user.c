// SPDX-License-Identifier: GPL-2.0
/* The toolstack's memory: bitmaps in it, pointers to it. */
#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/uaccess.h>

#include "user.h"

/*
 * The ABI numbers bits from the least significant of byte 0, which is how a
 * little-endian machine stores an array of words, too.
 */
long ts_bitmap_put(const struct xenctl_bitmap *to, const unsigned long *bits,
		   unsigned int nr)
{
	u8 __user *out = ts_user(to->bitmap);
	size_t room = DIV_ROUND_UP_ULL(to->nr_bits, BITS_PER_BYTE);
	size_t n = min_t(size_t, room, DIV_ROUND_UP(nr, BITS_PER_BYTE));

	if (copy_to_user(out, bits, n) || clear_user(out + n, room - n))
		return -EFAULT;
	return 0;
}

long ts_bitmap_get(unsigned long *bits, unsigned int nr,
		   const struct xenctl_bitmap *from)
{
	unsigned int n = min(nr, from->nr_bits);

	bitmap_zero(bits, nr);
	if (copy_from_user(bits, ts_user(from->bitmap),
			   DIV_ROUND_UP(n, BITS_PER_BYTE)))
		return -EFAULT;
	/* The last byte may carry bits beyond the number given. */
	if (n < nr)
		bitmap_clear(bits, n, min_t(unsigned int, nr - n,
					    BITS_PER_BYTE));
	return 0;
}

long ts_handles_check(const struct ts_handles *table, size_t n, const void *op)
{
	u32 cmd = *(const u32 *)op;
	unsigned int i;
	u64 handle;

	for (; n && table->cmd != cmd; n--)
		table++;
	for (i = 0; n && i < ARRAY_SIZE(table->offset); i++) {
		if (!table->offset[i])
			break;
		memcpy(&handle, op + table->offset[i], sizeof(handle));
		if (handle >= TASK_SIZE_MAX)
			return -EFAULT;
	}
	return 0;
}
