// SPDX-License-Identifier: GPL-2.0
/* See queue.h. */
#include <string.h>

#include "queue.h"
#include "core/print.h"

mfn_t queue_block_mfn, queue_array_mfn;
static u32 ready; /* queues that the upcall found and that are not empty */
static u32 next[EVTCHN_FIFO_MAX_QUEUES]; /* their heads; zero: in the block */

mfn_t queue_page(u16 domid)
{
	struct domain *d = fake_domain(domid);
	struct frame *f;

	spin_lock(&d->lock);
	f = frame_alloc(d);
	spin_unlock(&d->lock);
	bug_on(!f);
	memset(frame_map(frame_mfn(f)), 0, PAGE_SIZE);
	return frame_mfn(f);
}

static s64 call_op(u16 caller, u32 cmd, void *op, size_t n)
{
	s64 ret;

	guest_allow(op, n);
	ret = call(caller, cmd, op);
	guest_forbid_all();
	return ret;
}

s64 init_control(u16 caller, u32 vcpu, mfn_t m, u32 offset)
{
	struct evtchn_init_control op = {
		.control_gfn = m.n,
		.offset = offset,
		.vcpu = vcpu,
	};
	s64 err = call_op(caller, EVTCHNOP_init_control, &op, sizeof(op));

	if (!err)
		is(op.link_bits, EVTCHN_FIFO_LINK_BITS);
	return err;
}

s64 expand_array(u16 caller, mfn_t m)
{
	struct evtchn_expand_array op = { .array_gfn = m.n };

	return call_op(caller, EVTCHNOP_expand_array, &op, sizeof(op));
}

s64 set_priority(u16 caller, u32 port, u32 priority)
{
	struct evtchn_set_priority op = { port, priority };

	return call_op(caller, EVTCHNOP_set_priority, &op, sizeof(op));
}

void queue_start(void)
{
	memset(next, 0, sizeof(next));
	ready = 0;
	queue_block_mfn = queue_page(GUEST);
	queue_array_mfn = queue_page(GUEST);
	is(init_control(GUEST, 0, queue_block_mfn, BLOCK_OFFSET), 0);
	is(expand_array(GUEST, queue_array_mfn), 0);
}

struct evtchn_fifo_control_block *block(void)
{
	u8 *page = frame_map(queue_block_mfn);

	return (struct evtchn_fifo_control_block *)(page + BLOCK_OFFSET);
}

u32 *word(u32 port)
{
	return (u32 *)frame_map(queue_array_mfn) + port;
}

/* Take the first port of a queue; note the next one or that it is empty. */
static u32 queue_pop(u32 q)
{
	u32 port = next[q] ? next[q] : block()->head[q];
	u32 link = *word(port) & EVTCHN_FIFO_LINK_MASK;

	*word(port) &= ~(BIT_LINKED | EVTCHN_FIFO_LINK_MASK);
	next[q] = link;
	if (!link)
		ready &= ~(1U << q);
	return port;
}

u32 queue_take(void)
{
	u32 port;

	do {
		if (info(GUEST)->evtchn_upcall_pending) {
			info(GUEST)->evtchn_upcall_pending = 0;
			ready |= block()->ready;
			block()->ready = 0;
		}
		ready |= block()->ready;
		block()->ready = 0;
		if (!ready)
			return 0;
		port = queue_pop(__builtin_ctz(ready));
	} while ((*word(port) & (BIT_PENDING | BIT_MASKED)) != BIT_PENDING);
	*word(port) &= ~BIT_PENDING;
	return port;
}
