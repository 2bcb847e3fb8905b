/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's side of the FIFO ABI: pages for it, and taking events from the
 * queues as a kernel does.
 */
#ifndef EVENT_QUEUE_H
#define EVENT_QUEUE_H

#include "world.h"
#include "xen/event_fifo.h"

#define BIT_PENDING (1U << EVTCHN_FIFO_PENDING)
#define BIT_MASKED (1U << EVTCHN_FIFO_MASKED)
#define BIT_LINKED (1U << EVTCHN_FIFO_LINKED)
#define BIT_BUSY (1U << EVTCHN_FIFO_BUSY)
#define BLOCK_OFFSET 128

/** queue_page() - a zeroed frame of @domid */
mfn_t queue_page(u16 domid);

/* The operations. */
s64 init_control(u16 caller, u32 vcpu, mfn_t m, u32 offset);
s64 expand_array(u16 caller, mfn_t m);
s64 set_priority(u16 caller, u32 port, u32 priority);

/** queue_start() - GUEST gets a control block and words for 1024 ports */
void queue_start(void);

extern mfn_t queue_block_mfn, queue_array_mfn;

/** block() / word() - what queue_start() gave */
struct evtchn_fifo_control_block *block(void);
u32 *word(u32 port);

/**
 * queue_take() - take the next event as the guest's upcall handler does
 *
 * Return: its port; 0 when there is none. A port that is masked or no longer
 * pending is taken from its queue and passed over.
 */
u32 queue_take(void);

#endif /* EVENT_QUEUE_H */
