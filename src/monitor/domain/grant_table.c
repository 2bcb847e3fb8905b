// SPDX-License-Identifier: GPL-2.0
/*
 * The grant table of a domain: its frames and its version. Read grant_table.h
 * and grant_use.h first.
 */
#include "domain/grant_table.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/grant_entry.h"
#include "domain/grant_use.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "xen/errno.h"
#include "xen/grant_entry.h"

#define VERSION_MAX 2
#define MARKS (GTF_reading | GTF_writing)

_Static_assert(sizeof(struct grant_table) <= PAGE_SIZE, "a page of the heap");

static u32 version_of(const struct xen_domctl_createdomain *config)
{
	return config->grant_opts & XEN_DOMCTL_GRANT_version_mask;
}

bool gt_config_ok(const struct xen_domctl_createdomain *config)
{
	if (config->grant_opts > VERSION_MAX)
		return false;
	/* Without a table there is nothing to limit. */
	if (version_of(config) && !config->max_grant_frames)
		return false;
	return config->max_grant_frames <= DOMAIN_GRANT_FRAMES &&
	       config->max_maptrack_frames <= DOMAIN_MAPTRACK_PAGES;
}

static u32 limit(s32 wanted, u32 highest)
{
	return wanted < 0 ? highest : (u32)wanted;
}

void gt_domain_init(struct domain *d,
		    const struct xen_domctl_createdomain *config)
{
	struct domain_grants *g = &d->grants;

	memset(g, 0, sizeof(*g));
	g->maps.max_pages = limit(config->max_maptrack_frames,
				  DOMAIN_MAPTRACK_PAGES);
	if (!version_of(config))
		return;
	g->max_frames = limit(config->max_grant_frames, DOMAIN_GRANT_FRAMES);
	g->max_version = version_of(config);
	g->version = 1;
}

static void status_release(struct domain *d)
{
	struct domain_grants *g = &d->grants;

	while (g->nr_status) {
		g->nr_status--;
		frame_release(d, g->table->status[g->nr_status]);
		g->table->status[g->nr_status] = NULL;
	}
}

int gt_domain_destroy(struct domain *d)
{
	struct domain_grants *g = &d->grants;
	u32 i;

	if (g->nr_uses)
		return -XEN_EBUSY;
	if (!g->table)
		return 0;
	status_release(d);
	for (i = 0; i < g->nr_frames; i++)
		frame_release(d, g->table->shared[i]);
	for (i = 0; i < DOMAIN_GRANT_PAGES; i++)
		heap_free_page(g->table->active[i]);
	heap_free_page(g->table);
	g->table = NULL;
	g->nr_frames = 0;
	return 0;
}

/* Status frames for so many grant frames of version 2. */
static u32 status_for(u32 nr_frames)
{
	const u32 entries = PAGE_SIZE / sizeof(union grant_entry_v2);
	const u32 per_frame = PAGE_SIZE / sizeof(grant_status_t);

	return (nr_frames * entries + per_frame - 1) / per_frame;
}

u32 gt_nr_status(const struct domain *d)
{
	/* A change to version 2 that lacked frames has left some. */
	return d->grants.version == 2 ? d->grants.nr_status : 0;
}

u32 gt_entries(const struct domain *d)
{
	u32 size = d->grants.version == 2 ? sizeof(union grant_entry_v2) :
					    sizeof(struct grant_entry_v1);

	return d->grants.nr_frames * (PAGE_SIZE / size);
}

u32 gt_missing(const struct domain *d, u32 nr_frames)
{
	const struct domain_grants *g = &d->grants;
	u32 missing = 0;

	if (nr_frames > g->nr_frames)
		missing += nr_frames - g->nr_frames;
	if (g->version == 2 && status_for(nr_frames) > g->nr_status)
		missing += status_for(nr_frames) - g->nr_status;
	return missing;
}

/* Return: 0 or HC_NEED_FRAMES. */
static s64 frames_add(struct domain *d, struct frame **list, u32 *nr, u32 want)
{
	while (*nr < want) {
		struct frame *f = frame_alloc_xen(d);

		if (!f)
			return HC_NEED_FRAMES;
		list[(*nr)++] = f;
	}
	return 0;
}

s64 gt_grow(struct domain *d, u32 nr_frames)
{
	struct domain_grants *g = &d->grants;
	s64 err = 0;

	if (nr_frames > g->max_frames || d->life != DOMAIN_ALIVE)
		return -XEN_EINVAL;
	if (!gt_missing(d, nr_frames))
		return 0;
	if (!g->table)
		g->table = heap_alloc_page();
	if (!g->table)
		return HC_NEED_FRAMES;
	/* Entries can be used as soon as they are there: the marks first. */
	if (g->version == 2)
		err = frames_add(d, g->table->status, &g->nr_status,
				 status_for(nr_frames));
	if (err)
		return err;
	return frames_add(d, g->table->shared, &g->nr_frames, nr_frames);
}

/* The uses of the toolstack's entries outlive a change of the version. */
static u32 uses_beyond_reserved(const struct domain *d)
{
	u32 i, uses = d->grants.nr_uses;

	for (i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++)
		uses -= gt_uses(d, i);
	return uses;
}

/*
 * One entry of version 2 in version 1. The guest may be writing to it.
 * Return: 0 or -XEN_ERANGE.
 */
static int entry_narrow(struct domain *d, u32 ref, struct grant_entry_v1 *out)
{
	struct grant_terms t;

	memset(out, 0, sizeof(*out));
	gt_entry_read(d, ref, &t);
	switch (t.flags & GTF_type_mask) {
	case GTF_permit_access:
		if (t.frame >> 32)
			return -XEN_ERANGE;
		out->flags = t.flags | (gt_entry_marks(d, ref) & MARKS);
		out->domid = t.domid;
		out->frame = (u32)t.frame;
		return 0;
	case GTF_transitive:
		return -XEN_ERANGE;
	default:
		return 0;
	}
}

static int entries_save(struct domain *d, struct grant_entry_v1 *saved)
{
	int err = 0;
	u32 i;

	for (i = 0; i < GNTTAB_NR_RESERVED_ENTRIES && !err; i++)
		if (d->grants.version == 2)
			err = entry_narrow(d, i, &saved[i]);
		else
			memcpy(&saved[i], gt_entry_v1(d, i), sizeof(saved[i]));
	return err;
}

static void entries_restore(struct domain *d,
			    const struct grant_entry_v1 *saved)
{
	union grant_entry_v2 *e;
	u32 i;

	for (i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++) {
		if (d->grants.version == 1) {
			*gt_entry_v1(d, i) = saved[i];
			continue;
		}
		e = gt_entry_v2(d, i);
		*gt_status_v2(d, i) = saved[i].flags & MARKS;
		e->full_page.frame = saved[i].frame;
		e->hdr.domid = saved[i].domid;
		e->hdr.flags = saved[i].flags & ~MARKS;
	}
}

/* Nobody else has a reference on a status frame. */
static bool status_idle(const struct domain *d)
{
	u32 i;

	for (i = 0; i < d->grants.nr_status; i++)
		if (d->grants.table->status[i]->refs != 1)
			return false;
	return true;
}

/* The layout with room for the marks, or without. Return: 0 or an error. */
static s64 version_prepare(struct domain *d, u32 version)
{
	struct domain_grants *g = &d->grants;

	if (!g->table)
		return 0;
	if (version == 2)
		return frames_add(d, g->table->status, &g->nr_status,
				  status_for(g->nr_frames));
	if (!status_idle(d))
		return -XEN_EBUSY;
	status_release(d);
	return 0;
}

s64 gt_set_version(struct domain *d, u32 version)
{
	struct grant_entry_v1 saved[GNTTAB_NR_RESERVED_ENTRIES];
	struct domain_grants *g = &d->grants;
	s64 err;
	u32 i;

	if (version != 1 && version != 2)
		return -XEN_EINVAL;
	if (version > g->max_version)
		return -XEN_ENOSYS;
	if (version == g->version)
		return 0;
	if (uses_beyond_reserved(d))
		return -XEN_EBUSY;
	if (g->nr_frames) {
		err = entries_save(d, saved);
		if (err)
			return err;
	}
	err = version_prepare(d, version);
	if (err)
		return err;
	g->version = version;
	for (i = 0; i < g->nr_frames; i++)
		memset(frame_map(frame_mfn(g->table->shared[i])), 0, PAGE_SIZE);
	for (i = 0; i < g->nr_status; i++)
		memset(frame_map(frame_mfn(g->table->status[i])), 0, PAGE_SIZE);
	if (g->nr_frames)
		entries_restore(d, saved);
	return 0;
}

static void memswap(void *a, void *b, size_t n)
{
	u8 t[sizeof(union grant_entry_v2)];

	bug_on(n > sizeof(t));
	memcpy(t, a, n);
	memcpy(a, b, n);
	memcpy(b, t, n);
}

s64 gt_swap(struct domain *d, u32 a, u32 b)
{
	if (a >= gt_entries(d) || b >= gt_entries(d))
		return GNTST_bad_gntref;
	if (a == b)
		return GNTST_okay;
	if (gt_uses(d, a) || gt_uses(d, b))
		return GNTST_eagain;
	if (d->grants.version == 1) {
		memswap(gt_entry_v1(d, a), gt_entry_v1(d, b),
			sizeof(struct grant_entry_v1));
		return GNTST_okay;
	}
	memswap(gt_entry_v2(d, a), gt_entry_v2(d, b),
		sizeof(union grant_entry_v2));
	memswap(gt_status_v2(d, a), gt_status_v2(d, b),
		sizeof(grant_status_t));
	return GNTST_okay;
}
