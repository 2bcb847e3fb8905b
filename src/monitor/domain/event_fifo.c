// SPDX-License-Identifier: GPL-2.0
/*
 * Queues of events: see event_fifo.h.
 *
 * The words and control blocks are changed with atomic instructions only. A
 * queue is appended to with event_lock held, so that its last port is known.
 */
#include "domain/event_fifo.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/event_channel.h"
#include "domain/event_port.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/event_channel.h"
#include "xen/event_fifo.h"

#define WORDS_PER_PAGE ((u32)(PAGE_SIZE / sizeof(u32)))
#define ARRAY_PAGES (EVTCHN_FIFO_NR_CHANNELS / WORDS_PER_PAGE)

#define PENDING (1U << EVTCHN_FIFO_PENDING)
#define MASKED (1U << EVTCHN_FIFO_MASKED)
#define LINKED (1U << EVTCHN_FIFO_LINKED)
#define BUSY (1U << EVTCHN_FIFO_BUSY)

/*
 * While a word is BUSY its guest may still set and clear MASKED, and clear
 * PENDING and LINKED: as many attempts to change it can fail.
 */
#define LINK_ATTEMPTS 5

/**
 * struct fifo_vcpu - the queues of a vCPU
 * @frame: where its control block is; NULL: none, then events are lost
 * @offset: of the control block in @frame
 * @tail: last port put in each queue, perhaps taken since; zero: none
 */
struct fifo_vcpu {
	struct frame *frame;
	u32 offset;
	u32 tail[EVTCHN_FIFO_MAX_QUEUES];
};

#define VCPUS_PER_PAGE ((u32)(PAGE_SIZE / sizeof(struct fifo_vcpu)))
#define VCPU_PAGES ((DOMAIN_MAX_VCPUS + VCPUS_PER_PAGE - 1) / VCPUS_PER_PAGE)

/** struct event_fifo - a domain's queues, one page */
struct event_fifo {
	u32 nr_pages;
	struct frame *page[ARRAY_PAGES];
	struct fifo_vcpu *vcpus[VCPU_PAGES];
};

_Static_assert(sizeof(struct event_fifo) <= PAGE_SIZE, "one page");
_Static_assert(DOMAIN_MAX_VCPUS <= 256, "evtchn.vcpu, evtchn.last_vcpu");

static struct fifo_vcpu *fifo_vcpu(const struct event_fifo *f, u32 vcpu)
{
	struct fifo_vcpu *page = f->vcpus[vcpu / VCPUS_PER_PAGE];

	return page ? &page[vcpu % VCPUS_PER_PAGE] : NULL;
}

static struct evtchn_fifo_control_block *control(const struct fifo_vcpu *fv)
{
	u8 *page = frame_map(frame_mfn(fv->frame));

	return (struct evtchn_fifo_control_block *)(page + fv->offset);
}

static u32 *fifo_word(const struct event_fifo *f, u32 port)
{
	u32 *words;

	if (port / WORDS_PER_PAGE >= f->nr_pages)
		return NULL;
	words = frame_map(frame_mfn(f->page[port / WORDS_PER_PAGE]));
	return &words[port % WORDS_PER_PAGE];
}

static u32 word_get(const u32 *word)
{
	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

/* Return: the bit was set before. */
static bool word_set(u32 *word, u32 bit)
{
	return __atomic_fetch_or(word, bit, __ATOMIC_SEQ_CST) & bit;
}

static bool word_clear(u32 *word, u32 bit)
{
	return __atomic_fetch_and(word, ~bit, __ATOMIC_SEQ_CST) & bit;
}

/* Link @port after the last one of its queue. Return: false: queue empty. */
static bool link_after(u32 *last, u32 port)
{
	u32 word = word_get(last), attempt;

	for (attempt = 0; attempt < LINK_ATTEMPTS; attempt++) {
		u32 linked = (word & ~(BUSY | EVTCHN_FIFO_LINK_MASK)) | port;

		if (!(word & LINKED))
			break;
		if (__atomic_compare_exchange_n(last, &word, linked, false,
						__ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return true;
		if (attempt)
			continue;
		word_set(last, BUSY);
		word = word_get(last);
	}
	if (attempt)
		word_clear(last, BUSY);
	/* A guest that breaks the rules loses the event. */
	return attempt == LINK_ATTEMPTS;
}

/* Return: the vCPU must be told of its queue. */
static bool enqueue(struct event_fifo *f, struct fifo_vcpu *fv, u32 port,
		    struct evtchn *chn)
{
	struct evtchn_fifo_control_block *block = control(fv);
	struct fifo_vcpu *old = fifo_vcpu(f, chn->last_vcpu);
	u32 *tail = &fv->tail[chn->priority];
	bool linked;

	/*
	 * The guest has taken this port from the end of the queue that it was
	 * in: nothing can be linked after it there.
	 */
	if (old && old->tail[chn->last_priority] == port)
		old->tail[chn->last_priority] = 0;
	chn->last_vcpu = chn->vcpu;
	chn->last_priority = chn->priority;

	linked = *tail && link_after(fifo_word(f, *tail), port);
	*tail = port;
	if (linked)
		return false;
	__atomic_store_n(&block->head[chn->priority], port, __ATOMIC_SEQ_CST);
	return !word_set(&block->ready, 1U << chn->priority);
}

bool fifo_raise(struct domain *d, u32 port, struct evtchn *chn, bool *tell)
{
	struct event_fifo *f = d->events.fifo;
	struct fifo_vcpu *fv = fifo_vcpu(f, chn->vcpu);
	u32 *word = fifo_word(f, port);
	bool first;

	*tell = false;
	if (!word) {
		chn->saved = true;
		return false;
	}
	if (!fv || !fv->frame)
		return false;
	first = !word_set(word, PENDING);
	if (!(word_get(word) & MASKED) && !word_set(word, LINKED))
		*tell = enqueue(f, fv, port, chn);
	return first;
}

bool fifo_unmask(struct domain *d, u32 port)
{
	u32 *word = fifo_word(d->events.fifo, port);

	if (!word)
		return false;
	word_clear(word, MASKED);
	return word_get(word) & PENDING;
}

void fifo_clear_pending(struct domain *d, u32 port)
{
	u32 *word = fifo_word(d->events.fifo, port);

	if (word)
		word_clear(word, PENDING);
}

static bool word_has(const struct domain *d, u32 port, u32 bit)
{
	const u32 *word = fifo_word(d->events.fifo, port);

	return word && word_get(word) & bit;
}

bool fifo_pending(const struct domain *d, u32 port)
{
	return word_has(d, port, PENDING);
}

bool fifo_busy(const struct domain *d, u32 port)
{
	return word_has(d, port, LINKED);
}

/* What is pending waits for its word: the guest has none at first. */
static void ports_carry(struct domain *d)
{
	struct evtchn *chn;
	u32 port;

	for (port = 1; port < EVTCHN_2L_NR_CHANNELS; port++) {
		chn = ec_port(d, port);
		if (chn && chn->state != EVTCHNSTAT_closed)
			chn->saved = ec_port_pending(d, port);
	}
}

/* d->lock held. Return: 0 or the error of fifo_init_control(). */
static int page_hold(struct domain *d, mfn_t m, struct pt_budget *b)
{
	int err = pt_zap(d, b);

	if (!err)
		err = pt_get_type(d, m, FRAME_WRITABLE, b);
	if (err && err != -XEN_ERESTART)
		err = -XEN_EINVAL;
	return err;
}

/* Queues and a place for @vcpu's, in use or not. Return: false: no memory. */
static bool fifo_prepare(struct domain *d, u32 vcpu, struct event_fifo **f,
			 struct fifo_vcpu **page)
{
	*f = d->events.fifo ? d->events.fifo : heap_alloc_page();
	if (!*f)
		return false;
	*page = (*f)->vcpus[vcpu / VCPUS_PER_PAGE];
	if (!*page)
		*page = heap_alloc_page();
	return *page;
}

/* Free what fifo_prepare() allocated and nobody uses. */
static void fifo_abandon(struct domain *d, u32 vcpu, struct event_fifo *f,
			 struct fifo_vcpu *page)
{
	if (f && page != f->vcpus[vcpu / VCPUS_PER_PAGE])
		heap_free_page(page);
	if (f != d->events.fifo)
		heap_free_page(f);
}

static s64 control_hold(struct domain *d, u32 vcpu, mfn_t m, u32 offset,
			struct pt_budget *b)
{
	struct fifo_vcpu *page, *fv;
	struct event_fifo *f;
	int err;

	if (!fifo_prepare(d, vcpu, &f, &page)) {
		fifo_abandon(d, vcpu, f, NULL);
		return HC_NEED_FRAMES;
	}
	fv = &page[vcpu % VCPUS_PER_PAGE];
	err = fv->frame ? -XEN_EINVAL : page_hold(d, m, b);
	if (err) {
		fifo_abandon(d, vcpu, f, page);
		return err;
	}
	spin_lock(&event_lock);
	fv->offset = offset;
	fv->frame = frame_lookup(m);
	f->vcpus[vcpu / VCPUS_PER_PAGE] = page;
	if (!d->events.fifo)
		ports_carry(d);
	d->events.fifo = f;
	spin_unlock(&event_lock);
	return 0;
}

s64 fifo_init_control(struct domain *d, u32 vcpu, mfn_t m, u32 offset,
		      struct pt_budget *b)
{
	s64 err;

	if (!ec_vcpu(d, vcpu))
		return -XEN_ENOENT;
	if (offset > PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) ||
	    offset % sizeof(u64))
		return -XEN_EINVAL;
	spin_lock(&d->lock);
	err = control_hold(d, vcpu, m, offset, b);
	spin_unlock(&d->lock);
	return err;
}

static void page_add(struct domain *d, struct frame *frame)
{
	struct event_fifo *f = d->events.fifo;
	u32 port = f->nr_pages * WORDS_PER_PAGE, end = port + WORDS_PER_PAGE;
	struct evtchn *chn;

	f->page[f->nr_pages++] = frame;
	for (; port < end; port++) {
		chn = ec_port(d, port);
		if (!chn || !chn->saved)
			continue;
		chn->saved = false;
		ec_raise(d, port, chn);
	}
}

static int expand_locked(struct domain *d, mfn_t m, struct pt_budget *b)
{
	struct event_fifo *f = d->events.fifo;
	int err;

	if (!f)
		return -XEN_EOPNOTSUPP;
	if (f->nr_pages == ARRAY_PAGES)
		return -XEN_ENOSPC;
	err = page_hold(d, m, b);
	if (err)
		return err;
	spin_lock(&event_lock);
	page_add(d, frame_lookup(m));
	spin_unlock(&event_lock);
	return 0;
}

s64 fifo_expand(struct domain *d, mfn_t m, struct pt_budget *b)
{
	int err;

	spin_lock(&d->lock);
	err = expand_locked(d, m, b);
	spin_unlock(&d->lock);
	return err;
}

static void vcpus_release(struct domain *d, struct fifo_vcpu *page,
			  struct pt_budget *b)
{
	u32 i;

	for (i = 0; page && i < VCPUS_PER_PAGE; i++) {
		if (!page[i].frame)
			continue;
		pt_put_type(d, page[i].frame);
		pt_spend(b, 1);
	}
	heap_free_page(page);
}

struct event_fifo *fifo_detach(struct domain *d)
{
	struct event_fifo *f = d->events.fifo;

	d->events.fifo = NULL;
	return f;
}

void fifo_free(struct domain *d, struct event_fifo *f, struct pt_budget *b)
{
	u32 i;

	if (!f)
		return;
	for (i = 0; i < f->nr_pages; i++)
		pt_put_type(d, f->page[i]);
	pt_spend(b, f->nr_pages);
	for (i = 0; i < VCPU_PAGES; i++)
		vcpus_release(d, f->vcpus[i], b);
	heap_free_page(f);
}
