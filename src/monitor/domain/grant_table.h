/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Grant tables (public/grant_table.h): the size and version of a domain's
 * table. What its entries say: grant_entry.h; who uses them: grant_use.h;
 * what it maps of others: grant_map.h.
 *
 * d->lock of the granting domain protects its table. The entries themselves
 * are in pages that the guest writes at any time.
 *
 * Memory: a page of the heap for each table, which also counts the uses of the
 * first 128 entries; 256 more take another page with their first use.
 */
#ifndef UNDERPIN_DOMAIN_GRANT_TABLE_H
#define UNDERPIN_DOMAIN_GRANT_TABLE_H

#include "core/types.h"
#include "domain/domain.h"

/** gt_config_ok() - can there be a grant table as createdomain wants it? */
bool gt_config_ok(const struct xen_domctl_createdomain *config);

/**
 * gt_domain_init() - an empty table
 *
 * Version 0 asks for no table at all; limits below zero are as high as can be.
 */
void gt_domain_init(struct domain *d,
		    const struct xen_domctl_createdomain *config);

/**
 * gt_domain_destroy() - free the tables of a dying domain
 *
 * d->lock held; harmless to repeat.
 *
 * Return: 0; -XEN_EBUSY while others use its grants, nothing is freed then:
 * call again after the last use ended.
 */
int gt_domain_destroy(struct domain *d);

/**
 * gt_grow() - give a table more frames; d->lock held
 * @nr_frames: wanted in all; fewer than there are changes nothing
 *
 * In version 2 the status frames for them, too. What is missing, at most
 * gt_missing() frames, is kept for the next attempt.
 *
 * Return: 0; -XEN_EINVAL beyond the limit or dying; HC_NEED_FRAMES.
 */
s64 gt_grow(struct domain *d, u32 nr_frames);

/** gt_missing() - frames that gt_grow() has to allocate; d->lock held */
u32 gt_missing(const struct domain *d, u32 nr_frames);

/** gt_nr_status() - status frames that the domain can see; d->lock held */
u32 gt_nr_status(const struct domain *d);

/** gt_entries() - how many references there are; d->lock held */
u32 gt_entries(const struct domain *d);

/**
 * gt_set_version() - change the layout of the entries; d->lock held
 *
 * All entries but the toolstack's are cleared by it.
 *
 * Return: 0; -XEN_EINVAL, -XEN_ENOSYS no such version; -XEN_EBUSY entries or
 * status frames are in use; -XEN_ERANGE an entry to keep does not fit;
 * HC_NEED_FRAMES.
 */
s64 gt_set_version(struct domain *d, u32 version);

/**
 * gt_swap() - exchange two entries that are not in use; d->lock held
 *
 * Return: GNTST_*.
 */
s64 gt_swap(struct domain *d, u32 a, u32 b);

#endif /* UNDERPIN_DOMAIN_GRANT_TABLE_H */
