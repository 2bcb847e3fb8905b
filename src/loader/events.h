/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Event channels of the control domain: which file each local port belongs
 * to, and the way of an event from the shared page to that file.
 *
 * A port's mask bit in the shared page is the one place that says whether it
 * may be delivered: it is set while the port is unbound, and from a delivery
 * until the file's owner writes the port back. An event in between stays
 * pending and is delivered by that write.
 */
#ifndef UNDERPIN_LOADER_EVENTS_H
#define UNDERPIN_LOADER_EVENTS_H

#include <linux/types.h>
#include <linux/wait.h>

struct ldr_call;

/**
 * struct ldr_event_sink - an open file that receives events
 * @ports: all its ports
 * @ready: those delivered and not taken yet, oldest first
 * @wait: woken when @ready becomes non-empty
 *
 * A port is at most once on @ready, so nothing can overflow.
 */
struct ldr_event_sink {
	struct list_head ports;
	struct list_head ready;
	wait_queue_head_t wait;
};

/**
 * ldr_events_init() - mask everything, allocate xenstored's port
 * Return: 0 or a negative errno.
 */
int ldr_events_init(void);
void ldr_events_exit(void);

/** ldr_xenstore_port() - the port that /proc/xen/xsd_port names */
u32 ldr_xenstore_port(void);

void ldr_event_sink_init(struct ldr_event_sink *sink);

/** ldr_event_sink_close() - close all its ports; no user is left */
void ldr_event_sink_close(struct ldr_event_sink *sink);

/**
 * ldr_event_bind() - bind a port and give it to @sink
 * @cmd: EVTCHNOP_bind_* or EVTCHNOP_alloc_unbound
 * @op: its argument, kernel memory
 * @port: where in @op the hypercall stores the port
 *
 * Return: the port, or the hypercall's error.
 */
long ldr_event_bind(struct ldr_event_sink *sink, u32 cmd, void *op,
		    const u32 *port);

/**
 * ldr_event_unbind() - close a port of @sink
 * Return: 0, -EINVAL beyond the last port, -ENOTCONN if it is not @sink's.
 */
long ldr_event_unbind(struct ldr_event_sink *sink, u32 port);

/**
 * ldr_event_notify() - send an event to the other end of a port of @sink
 * Return: 0, -ENOTCONN if it is not @sink's, or the hypercall's error.
 */
long ldr_event_notify(struct ldr_event_sink *sink, u32 port);

/** ldr_event_send() - send through any port; errors are ignored */
void ldr_event_send(u32 port);

/** ldr_event_port_bound() - some file owns this port at the moment */
bool ldr_event_port_bound(u32 port);

/** ldr_event_take() - move up to @n ports of @ready to @ports; how many */
unsigned int ldr_event_take(struct ldr_event_sink *sink, u32 *ports,
			    unsigned int n);

/** ldr_event_untake() - put ports back that could not be handed on */
void ldr_event_untake(struct ldr_event_sink *sink, const u32 *ports,
		      unsigned int n);

/** ldr_event_unmask() - allow a port's next delivery; not @sink's: ignored */
void ldr_event_unmask(struct ldr_event_sink *sink, u32 port);

/** ldr_event_forget() - empty @ready */
void ldr_event_forget(struct ldr_event_sink *sink);

/** ldr_event_ready() - @ready has something; a glance, no lock */
bool ldr_event_ready(const struct ldr_event_sink *sink);

#endif /* UNDERPIN_LOADER_EVENTS_H */
