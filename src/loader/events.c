// SPDX-License-Identifier: GPL-2.0
/*
 * The control domain's event channel ports: see events.h. The files that own
 * them are in evtchn.c.
 *
 * Locks: bind_mutex is held around the hypercalls that bind and close, so a
 * port that the monitor hands out again is never mixed up with its former
 * self. events_lock protects ports[] and both lists of every sink; it is
 * taken in process context only, and inside it only a wait queue's lock.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <asm/sync_bitops.h>

#include "xen/event_channel.h"
#include "xen/hypercall.h"
#include "xen/shared_info.h"
#include "events.h"
#include "loader.h"

#define NR_PORTS EVTCHN_2L_NR_CHANNELS
#define PORTS_PER_WORD 64

/**
 * struct port - a local port that a file owns
 * @sink: the file
 * @nr: its number
 * @of_sink: in sink->ports
 * @ready: in sink->ready, or empty
 */
struct port {
	struct ldr_event_sink *sink;
	u32 nr;
	struct list_head of_sink;
	struct list_head ready;
};

static DEFINE_MUTEX(bind_mutex);
static DEFINE_SPINLOCK(events_lock);
static struct port *ports[NR_PORTS];
static u32 xenstore_port;

static unsigned long *pending_bits(void)
{
	return (unsigned long *)ldr_shared_info->evtchn_pending;
}

static unsigned long *mask_bits(void)
{
	return (unsigned long *)ldr_shared_info->evtchn_mask;
}

static long event_op(u32 cmd, void *op)
{
	struct ldr_call call = {
		.nr = __HYPERVISOR_event_channel_op,
		.arg = { cmd, (u64)(uintptr_t)op },
	};

	return ldr_hypercall(&call);
}

/* Owner of @nr if that is @sink. Lock: events_lock. */
static struct port *port_of(const struct ldr_event_sink *sink, u32 nr)
{
	struct port *p = nr < NR_PORTS ? ports[nr] : NULL;

	return p && p->sink == sink ? p : NULL;
}

/* Take a pending event of @nr to its owner. Lock: events_lock. */
static void deliver_port(u32 nr)
{
	struct port *p = ports[nr];

	if (sync_test_and_set_bit(nr, mask_bits()))
		return;
	/* A port bound behind our back has no owner: it stays masked. */
	if (!p || !sync_test_and_clear_bit(nr, pending_bits()))
		return;
	if (list_empty(&p->ready))
		list_add_tail(&p->ready, &p->sink->ready);
	wake_up_interruptible(&p->sink->wait);
}

static void deliver_word(unsigned int word)
{
	u64 bits = READ_ONCE(ldr_shared_info->evtchn_pending[word]) &
		   ~READ_ONCE(ldr_shared_info->evtchn_mask[word]);

	while (bits) {
		deliver_port(word * PORTS_PER_WORD + __ffs64(bits));
		bits &= bits - 1;
	}
}

void ldr_events_deliver(void)
{
	struct vcpu_info *info;
	u64 words;

	if (!ldr_shared_info)
		return;
	info = &ldr_shared_info->vcpu_info[0];
	if (!READ_ONCE(info->evtchn_upcall_pending))
		return;
	spin_lock(&events_lock);
	/* The monitor sets these in the opposite order: nothing is missed. */
	while (xchg(&info->evtchn_upcall_pending, 0)) {
		words = xchg(&info->evtchn_pending_sel, 0);
		while (words) {
			deliver_word(__ffs64(words));
			words &= words - 1;
		}
	}
	spin_unlock(&events_lock);
}

/*
 * Let @nr be delivered. The monitor sets the pending bit and then looks at the
 * mask; here it is the other way round, so one of the two sees the other's.
 * Lock: events_lock.
 */
static void unmask_port(u32 nr)
{
	sync_clear_bit(nr, mask_bits());
	if (sync_test_bit(nr, pending_bits()))
		deliver_port(nr);
}

/* Unknown to the monitor from here on. Lock: bind_mutex. */
static void close_port(u32 nr)
{
	struct evtchn_close op = { .port = nr };
	long err = event_op(EVTCHNOP_close, &op);

	/* Without a monitor there is nothing left to close. */
	if (err && err != -ENODEV)
		pr_err("closing event channel %u failed: %ld\n", nr, err);
	/* What was pending must not greet the port's next owner. */
	sync_clear_bit(nr, pending_bits());
}

static void adopt_port(struct ldr_event_sink *sink, struct port *p, u32 nr)
{
	p->sink = sink;
	p->nr = nr;
	INIT_LIST_HEAD(&p->ready);
	spin_lock(&events_lock);
	ports[nr] = p;
	list_add(&p->of_sink, &sink->ports);
	unmask_port(nr);
	spin_unlock(&events_lock);
}

/* Take @p from its owner and mask it. Lock: events_lock. */
static void disown_port(struct port *p)
{
	sync_set_bit(p->nr, mask_bits());
	ports[p->nr] = NULL;
	list_del(&p->of_sink);
	list_del(&p->ready);
}

long ldr_event_bind(struct ldr_event_sink *sink, u32 cmd, void *op,
		    const u32 *port)
{
	struct port *p = kmalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);
	long err;

	if (!p)
		return -ENOMEM;
	mutex_lock(&bind_mutex);
	err = event_op(cmd, op);
	if (!err && (!*port || *port >= NR_PORTS))
		err = -EIO;
	if (!err)
		adopt_port(sink, p, *port);
	mutex_unlock(&bind_mutex);
	if (!err)
		return *port;
	kfree(p);
	return err;
}

long ldr_event_unbind(struct ldr_event_sink *sink, u32 port)
{
	struct port *p;

	if (port >= NR_PORTS)
		return -EINVAL;
	mutex_lock(&bind_mutex);
	spin_lock(&events_lock);
	p = port_of(sink, port);
	if (p)
		disown_port(p);
	spin_unlock(&events_lock);
	if (p)
		close_port(port);
	mutex_unlock(&bind_mutex);
	kfree(p);
	return p ? 0 : -ENOTCONN;
}

void ldr_event_sink_init(struct ldr_event_sink *sink)
{
	INIT_LIST_HEAD(&sink->ports);
	INIT_LIST_HEAD(&sink->ready);
	init_waitqueue_head(&sink->wait);
}

void ldr_event_sink_close(struct ldr_event_sink *sink)
{
	struct port *p, *next;

	list_for_each_entry_safe(p, next, &sink->ports, of_sink)
		ldr_event_unbind(sink, p->nr);
}

long ldr_event_notify(struct ldr_event_sink *sink, u32 port)
{
	struct evtchn_send op = { .port = port };
	bool ours;

	spin_lock(&events_lock);
	ours = port_of(sink, port);
	spin_unlock(&events_lock);
	return ours ? event_op(EVTCHNOP_send, &op) : -ENOTCONN;
}

void ldr_event_send(u32 port)
{
	struct evtchn_send op = { .port = port };

	event_op(EVTCHNOP_send, &op);
}

bool ldr_event_port_bound(u32 port)
{
	bool bound;

	spin_lock(&events_lock);
	bound = port < NR_PORTS && ports[port];
	spin_unlock(&events_lock);
	return bound;
}

unsigned int ldr_event_take(struct ldr_event_sink *sink, u32 *buf,
			    unsigned int n)
{
	unsigned int i = 0;
	struct port *p;

	spin_lock(&events_lock);
	while (i < n && !list_empty(&sink->ready)) {
		p = list_first_entry(&sink->ready, struct port, ready);
		list_del_init(&p->ready);
		buf[i++] = p->nr;
	}
	spin_unlock(&events_lock);
	return i;
}

void ldr_event_untake(struct ldr_event_sink *sink, const u32 *buf,
		      unsigned int n)
{
	struct port *p;

	spin_lock(&events_lock);
	while (n--) {
		p = port_of(sink, buf[n]);
		if (p && list_empty(&p->ready))
			list_add(&p->ready, &sink->ready);
	}
	spin_unlock(&events_lock);
}

void ldr_event_unmask(struct ldr_event_sink *sink, u32 port)
{
	spin_lock(&events_lock);
	if (port_of(sink, port))
		unmask_port(port);
	spin_unlock(&events_lock);
}

void ldr_event_forget(struct ldr_event_sink *sink)
{
	struct port *p, *next;

	spin_lock(&events_lock);
	list_for_each_entry_safe(p, next, &sink->ready, ready)
		list_del_init(&p->ready);
	spin_unlock(&events_lock);
}

bool ldr_event_ready(const struct ldr_event_sink *sink)
{
	return !list_empty_careful(&sink->ready);
}

u32 ldr_xenstore_port(void)
{
	return xenstore_port;
}

/*
 * xenstored insists on a ring with the control domain's kernel and binds to
 * this port. Nobody in this kernel speaks on the ring, so the port stays
 * masked and without an owner.
 */
int ldr_events_init(void)
{
	struct evtchn_alloc_unbound op = {
		.dom = DOMID_SELF,
		.remote_dom = 0,
	};
	long err;

	memset(ldr_shared_info->evtchn_mask, 0xff,
	       sizeof(ldr_shared_info->evtchn_mask));
	err = event_op(EVTCHNOP_alloc_unbound, &op);
	if (err) {
		pr_err("no event channel for xenstored: %ld\n", err);
		return err;
	}
	xenstore_port = op.port;
	return 0;
}

void ldr_events_exit(void)
{
	mutex_lock(&bind_mutex);
	close_port(xenstore_port);
	mutex_unlock(&bind_mutex);
	xenstore_port = 0;
}
