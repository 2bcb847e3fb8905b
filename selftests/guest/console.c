// SPDX-License-Identifier: GPL-2.0
/*
 * Text goes two ways: console_io into the monitor's log, which works before
 * anything else does, and the ring that xenconsoled reads.
 */
#include <stdarg.h>

#include "guest.h"
#include "lib.h"
#include "xen/console.h"
#include "xen/event_channel.h"
#include "xen/sched.h"

#define LINE 200
#define PATIENCE 20000 /* yields until xenconsoled is given up */

static struct xencons_interface *ring(void)
{
	return mfn_to_va(start->console.domU.mfn);
}

static void ring_notify(void)
{
	struct evtchn_send send = { start->console.domU.evtchn };

	hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, addr(&send));
}

/* Return: false if nobody takes anything out of the ring. */
static bool ring_has_room(struct xencons_interface *r)
{
	unsigned int i;

	for (i = 0; i < PATIENCE; i++) {
		if (READ_ONCE(r->out_prod) - READ_ONCE(r->out_cons) <
		    sizeof(r->out))
			return true;
		ring_notify();
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	}
	return false;
}

static void ring_put(const char *text, size_t n)
{
	struct xencons_interface *r = ring();

	for (; n && ring_has_room(r); n--, text++) {
		r->out[r->out_prod % sizeof(r->out)] = *text;
		__atomic_store_n(&r->out_prod, r->out_prod + 1,
				 __ATOMIC_RELEASE);
	}
	ring_notify();
}

void put(const char *text, size_t n)
{
	hypercall3(__HYPERVISOR_console_io, CONSOLEIO_write, n, addr(text));
	ring_put(text, n);
}

void print(const char *fmt, ...)
{
	char line[LINE];
	va_list args;
	size_t n;

	va_start(args, fmt);
	n = format_args(line, sizeof(line) - 1, fmt, args);
	va_end(args);
	line[n++] = '\n';
	put(line, n);
}
