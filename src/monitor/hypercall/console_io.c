// SPDX-License-Identifier: GPL-2.0
/*
 * console_io: text of guests for the monitor's log. It is how a kernel speaks
 * before it has its console ring.
 *
 * The log is everybody's: a guest gets a rate that suits a kernel's messages.
 * One that exceeds it is cut off for a moment, and the log says so once.
 */
#include "core/lib.h"
#include "core/print.h"
#include "core/types.h"
#include "domain/domain.h"
#include "domain/time.h"
#include "hypercall/hypercall.h"
#include "xen/console.h"
#include "xen/errno.h"

#define CHUNK 128
/* Chunks per attempt; what is left is written by the next. */
#define CHUNKS_MAX 8
#define CHUNK_COST 64 /* in page-table entries of work */

/* Bytes per second, at once, and to have again after being cut off. */
#define CONSOLE_RATE 16384
#define CONSOLE_BURST 16384
#define CONSOLE_RESUME (CONSOLE_BURST / 4)

static void refill(struct domain_console *c)
{
	u64 now = time_now(), bytes;

	if (now - c->refilled >= NSEC_PER_SEC) {
		c->left = CONSOLE_BURST;
		c->refilled = now;
		return;
	}
	bytes = (now - c->refilled) * CONSOLE_RATE / NSEC_PER_SEC;
	c->left = (u32)min_u64(c->left + bytes, CONSOLE_BURST);
	/* Not @now: parts of a byte add up. */
	c->refilled += bytes * NSEC_PER_SEC / CONSOLE_RATE;
}

/* Take @len bytes off the allowance, or note that they are dropped. */
static bool may_write(struct domain *d, u32 len)
{
	struct domain_console *c = &d->console;
	u32 dropped;
	bool ok;

	spin_lock(&d->lock);
	refill(c);
	dropped = c->dropped;
	ok = c->left >= (dropped ? CONSOLE_RESUME : len);
	if (ok) {
		c->left -= len;
		c->dropped = 0;
	} else {
		c->dropped = (u32)min_u64((u64)dropped + len, UINT32_MAX);
	}
	spin_unlock(&d->lock);
	if (ok && dropped)
		log_line("d%u: %u bytes of console output dropped", d->domid,
			 dropped);
	return ok;
}

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
		hc_spend(hc, CHUNK_COST);
		len = min_u64(left, CHUNK);
		if (hc_copy_from(hc, text, gva(hc->arg[2]), len))
			return -XEN_EFAULT;
		if (may_write(hc->d, (u32)len))
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
 * As a Xen with debugging: guests may write. Return: 0, also if text was
 * dropped; -XEN_EFAULT; -XEN_EINVAL for a count that is negative as an int;
 * -XEN_EPERM for anything else but a write.
 */
s64 hc_console_io(struct hypercall *hc)
{
	if ((u32)hc->arg[0] != CONSOLEIO_write)
		return -XEN_EPERM;
	return console_write(hc);
}
