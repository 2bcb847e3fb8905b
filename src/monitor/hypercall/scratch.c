// SPDX-License-Identifier: GPL-2.0
/* See scratch.h. One buffer: these calls are rare. */
#include "hypercall/scratch.h"

#include "core/lib.h"
#include "core/print.h"
#include "core/spinlock.h"

static struct spinlock scratch_lock;
static u8 scratch[2 * PAGE_SIZE] __page_aligned;
static size_t scratch_used;

void *scratch_get(size_t bytes)
{
	bug_on(bytes > sizeof(scratch));
	spin_lock(&scratch_lock);
	scratch_used = bytes;
	return scratch;
}

/* The next borrower may be another guest. */
void scratch_put(void)
{
	memset(scratch, 0, scratch_used);
	spin_unlock(&scratch_lock);
}
