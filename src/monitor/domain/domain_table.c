// SPDX-License-Identifier: GPL-2.0
/*
 * Which domains there are: two-level table by id, references, and the last
 * step of a domain's life. Read domain.h first, domain.c next.
 *
 * ids.lock protects the table and d->refs, and is taken inside d->lock and
 * event_lock. Invariants:
 *  - a domain in the table has at least one reference, the table's;
 *  - whoever uses a struct domain holds a reference, so that one whose only
 *    reference is the table's is touched by nobody;
 *  - a domain that is not born yet is nobody's but its creator's: it has an id,
 *    which its first frames need, and cannot be looked up;
 *  - it leaves the table when it is dead and owns no frame any more, so that
 *    frame.owner always names a domain that can be looked up, once born.
 */
#include "domain/domain.h"
#include "domain/domain_init.h"
#include "core/print.h"
#include "domain/event_channel.h"
#include "domain/grant_table.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/virq.h"

#define IDS_PER_PAGE (PAGE_SIZE / sizeof(struct domain *))
#define ID_PAGES ((DOMID_FIRST_RESERVED + IDS_PER_PAGE - 1) / IDS_PER_PAGE)

/**
 * struct domain_ids - pages of pointers by id, each there while it has one
 * @used: pointers in each page that are not NULL
 * @last: id given last; the search for the next one starts behind it
 */
static struct domain_ids {
	struct spinlock lock;
	struct domain **page[ID_PAGES];
	u16 used[ID_PAGES];
	u32 count;
	u16 last;
} ids;

static struct domain control;

int domain_init(struct shared_info *info)
{
	control.domid = DOMAIN_CONTROL;
	control.refs = 1;
	control.born = true;
	control.frames = FRAME_NIL;
	control.xen_frames = FRAME_NIL;
	control.zap_queue = FRAME_NIL;
	control.max_pages = U64_MAX;
	control.shared_info = info;
	control.shared_info_mfn = mfn(0); /* nobody is to map it */
	control.grants.maps.max_pages = DOMAIN_MAPTRACK_PAGES;
	ec_domain_init(&control, UINT32_MAX);
	return 0;
}

struct domain *control_domain(void)
{
	return &control;
}

u32 domain_count(void)
{
	return READ_ONCE(ids.count);
}

/* ids.lock held. */
static struct domain *id_lookup(u16 domid)
{
	struct domain **page;

	if (domid == DOMAIN_CONTROL)
		return &control;
	if (domid >= DOMID_FIRST_RESERVED)
		return NULL;
	page = ids.page[domid / IDS_PER_PAGE];
	return page ? page[domid % IDS_PER_PAGE] : NULL;
}

/* ids.lock held. */
static struct domain *id_lookup_born(u16 domid)
{
	struct domain *d = id_lookup(domid);

	return d && d->born ? d : NULL;
}

/* ids.lock held. Return: 0 or HC_NEED_FRAMES. */
static s64 id_insert(struct domain *d)
{
	u32 i = d->domid / IDS_PER_PAGE;

	if (!ids.page[i]) {
		ids.page[i] = heap_alloc_page();
		if (!ids.page[i])
			return HC_NEED_FRAMES;
	}
	ids.page[i][d->domid % IDS_PER_PAGE] = d;
	ids.used[i]++;
	ids.count++;
	return 0;
}

/* ids.lock held. */
static void id_remove(struct domain *d)
{
	u32 i = d->domid / IDS_PER_PAGE;

	bug_on(id_lookup(d->domid) != d);
	ids.page[i][d->domid % IDS_PER_PAGE] = NULL;
	ids.count--;
	if (--ids.used[i])
		return;
	heap_free_page(ids.page[i]);
	ids.page[i] = NULL;
}

/* Lowest free id behind the last one given, or 0. ids.lock held. */
static u16 id_next_free(void)
{
	u32 i, id = ids.last;

	for (i = 1; i < DOMID_FIRST_RESERVED; i++) {
		if (++id >= DOMID_FIRST_RESERVED)
			id = 1;
		if (!id_lookup(id))
			return id;
	}
	return 0;
}

s64 domain_table_add(struct domain *d, u16 wanted)
{
	bool any = !wanted || wanted >= DOMID_FIRST_RESERVED;
	s64 err = 0;

	spin_lock(&ids.lock);
	d->domid = any ? id_next_free() : wanted;
	if (!d->domid)
		err = -XEN_ENOMEM;
	else if (id_lookup(d->domid))
		err = -XEN_EEXIST;
	else
		err = id_insert(d);
	if (!err && any)
		ids.last = d->domid;
	spin_unlock(&ids.lock);
	return err;
}

void domain_table_born(struct domain *d)
{
	spin_lock(&ids.lock);
	d->born = true;
	spin_unlock(&ids.lock);
}

struct domain *domain_get(u16 domid)
{
	struct domain *d;

	spin_lock(&ids.lock);
	d = id_lookup_born(domid);
	if (d) {
		bug_on(d->refs == UINT32_MAX);
		d->refs++;
	}
	spin_unlock(&ids.lock);
	return d;
}

/* Lowest id >= @id of a domain, or DOMID_FIRST_RESERVED. ids.lock held. */
static u32 id_next_born(u32 id)
{
	while (id < DOMID_FIRST_RESERVED && !id_lookup_born((u16)id)) {
		if (ids.page[id / IDS_PER_PAGE])
			id++;
		else
			id = (id / IDS_PER_PAGE + 1) * IDS_PER_PAGE;
	}
	return id;
}

struct domain *domain_get_next(u16 domid)
{
	struct domain *d = NULL;
	u32 id;

	spin_lock(&ids.lock);
	id = id_next_born(domid);
	if (id < DOMID_FIRST_RESERVED) {
		d = id_lookup(id);
		d->refs++;
	}
	spin_unlock(&ids.lock);
	return d;
}

static bool has_frames(const struct domain *d)
{
	return d->frames != FRAME_NIL || d->xen_frames != FRAME_NIL;
}

/*
 * A grant table outlives its domain while somebody maps a grant: the unmap
 * that ends with this put may have been the last one.
 */
static void grants_retry(struct domain *d)
{
	spin_lock(&d->lock);
	if (d->life == DOMAIN_DEAD && d->grants.table)
		gt_domain_destroy(d);
	spin_unlock(&d->lock);
}

void domain_put(struct domain *d)
{
	bool gone;

	if (d == &control) {
		spin_lock(&ids.lock);
		d->refs--;
		spin_unlock(&ids.lock);
		return;
	}
	if (READ_ONCE(d->life) == DOMAIN_DEAD)
		grants_retry(d);
	spin_lock(&ids.lock);
	bug_on(d->refs < 2);
	gone = --d->refs == 1 && d->life == DOMAIN_DEAD && !has_frames(d);
	if (gone)
		id_remove(d);
	spin_unlock(&ids.lock);
	if (!gone)
		return;
	domain_free(d);
	ec_raise_global_virq(VIRQ_DOM_EXC);
}
