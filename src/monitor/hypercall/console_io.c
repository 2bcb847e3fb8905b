// SPDX-License-Identifier: GPL-2.0
/*
 * console_io: text of guests for the monitor's log. It is how a kernel speaks
 * before it has its console ring (abi.md 1.18).
 */
#include "core/print.h"
#include "core/types.h"
#include "domain/domain.h"
#include "hypercall/hypercall.h"
#include "xen/console.h"
#include "xen/errno.h"

#define CHUNK 128
/* Chunks per attempt; what is left is written by the next. */
#define CHUNKS_MAX 8

/* count and address are edited as the text goes out. */
static s64 console_write(struct hypercall *hc)
{
	u64 left = hc->arg[1];
	char text[CHUNK];
	unsigned int n;
	u64 len;

	if (left > INT32_MAX)
		return -XEN_EINVAL;
	for (n = 0; left; n++) {
		if (n == CHUNKS_MAX)
			return HC_RESTART;
		len = min_u64(left, CHUNK);
		if (hc_copy_from(hc, text, gva(hc->arg[2]), len))
			return -XEN_EFAULT;
		log_guest(hc->d->domid, text, len);
		left -= len;
		hc->arg[1] = left;
		hc->arg[2] += len;
	}
	return 0;
}

/**
 * hc_console_io() - console_io(cmd, count, buffer)
 *
 * Return: for a write 0; -XEN_EFAULT; -XEN_EINVAL for a count that is
 * negative as an int. For a read 0 bytes: nobody types into the log.
 */
s64 hc_console_io(struct hypercall *hc)
{
	switch (hc->arg[0]) {
	case CONSOLEIO_write:
		return console_write(hc);
	case CONSOLEIO_read:
		return 0;
	default:
		return -XEN_ENOSYS;
	}
}
