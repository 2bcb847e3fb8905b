/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Event channels, FIFO ABI (public/event_channel.h): what the guest gives for
 * it, and raising events through it. Read event_channel.h first.
 *
 * A guest gives an array of words, one for each port, and one control block
 * for each vCPU; both are pages of its own, held writable until
 * fifo_free(). The monitor appends to queues, the guest takes from their
 * heads. The monitor remembers the last port of each queue itself, and uses
 * what it reads from the guest's pages for nothing but other bits there: a
 * guest that breaks a queue loses its own events.
 */
#ifndef UNDERPIN_DOMAIN_EVENT_FIFO_H
#define UNDERPIN_DOMAIN_EVENT_FIFO_H

#include "core/types.h"
#include "domain/domain.h"
#include "mm/pagetable.h"

/**
 * fifo_init_control() - a vCPU's control block; the first one selects the ABI
 * @vcpu: hostile, as all the others
 * @m: frame
 * @offset: of the block in the frame
 * @b: work budget
 *
 * Takes d->lock and event_lock. Ports stay, pending ones too.
 *
 * Return: 0; -XEN_ENOENT no such vCPU; -XEN_EINVAL it has one, the offset does
 * not fit or is not aligned, or not a frame that the guest may write;
 * -XEN_ERESTART; HC_NEED_FRAMES.
 */
s64 fifo_init_control(struct domain *d, u32 vcpu, mfn_t m, u32 offset,
		      struct pt_budget *b);

/**
 * fifo_expand() - words for the next 1024 ports
 *
 * As fifo_init_control(). Events that waited for their word are raised.
 *
 * Return: 0; -XEN_EOPNOTSUPP the domain uses the 2-level ABI; -XEN_ENOSPC all
 * ports have words; -XEN_EINVAL; -XEN_ERESTART.
 */
s64 fifo_expand(struct domain *d, mfn_t m, struct pt_budget *b);

/**
 * fifo_detach() - back to the 2-level ABI
 *
 * d->lock and event_lock held, no port in use.
 *
 * Return: for fifo_free() with event_lock no longer held; may be NULL.
 */
struct event_fifo *fifo_detach(struct domain *d);

/**
 * fifo_free() - give back what the guest gave; d->lock held
 * @f: NULL: nothing
 * @b: one for each page, whatever is left
 */
void fifo_free(struct domain *d, struct event_fifo *f, struct pt_budget *b);

/**
 * fifo_raise() - set a port pending, append it to its queue
 * @tell: receives whether the vCPU must be told
 *
 * For ec_raise(); event_lock held, the domain uses FIFOs.
 *
 * Return: it was not pending before.
 */
bool fifo_raise(struct domain *d, u32 port, struct evtchn *chn, bool *tell);

/**
 * fifo_unmask() - clear a port's mask
 *
 * Return: it is pending, fifo_raise() has to be called.
 */
bool fifo_unmask(struct domain *d, u32 port);

/** fifo_clear_pending() - event_lock held */
void fifo_clear_pending(struct domain *d, u32 port);

/** fifo_pending() - is the port's pending bit set? */
bool fifo_pending(const struct domain *d, u32 port);

/** fifo_busy() - is the port in a queue? It may be closed long since */
bool fifo_busy(const struct domain *d, u32 port);

#endif /* UNDERPIN_DOMAIN_EVENT_FIFO_H */
