/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames that come and go: from Linux, to a domain, shown to Linux, and back.
 */
#ifndef UNDERPIN_MM_FRAME_POOL_H
#define UNDERPIN_MM_FRAME_POOL_H

#include "core/types.h"

struct domain;
struct frame;

/**
 * frame_alloc() - give a free frame to a domain
 * @d: the owner-to-be; d->lock held
 *
 * The page is zeroed, has one reference (FRAME_ALLOCATED) and no type.
 * Takes free_lock. Counts towards d->tot_pages.
 *
 * Return: the frame, or NULL when no free frame is left (the caller then
 * answers HC_NEED_FRAMES, hypercall/hypercall.h).
 */
struct frame *frame_alloc(struct domain *d);

/**
 * frame_alloc_xen() - a monitor's page that is shown to a guest
 * @d: as frame_alloc(); the frame has FRAME_XEN, does not count in tot_pages,
 *     stands on d->xen_frames and can be mapped but not released by the guest
 */
struct frame *frame_alloc_xen(struct domain *d);

/**
 * frame_release() - the owner gives up its allocation reference
 * @d: owner; d->lock held
 *
 * Drops FRAME_ALLOCATED and its reference once; the frame is freed when the
 * last mapping goes.
 *
 * Return: 0, or -XEN_EINVAL if it was not allocated to @d.
 */
int frame_release(struct domain *d, struct frame *f);

/** frames_free() - how many have no owner */
u64 frames_free(void);

/** frames_fresh() - how many of these frame_alloc() can still give */
u64 frames_fresh(void);

/** frames_donated() - number of frames that Linux has lent */
u64 frames_donated(void);

/**
 * frame_donate() - take a frame that Linux lent
 * @m: its frame-table entry must be backed (x86/frametable.c sees to that)
 *
 * It is free for guests after frames_admit(): until then a processor may reach
 * it through a translation that Linux had of it.
 *
 * Return: 0, -XEN_EEXIST if it was donated before.
 */
int frame_donate(mfn_t m);

/** frames_admit() - frame_alloc() may give what was donated so far */
void frames_admit(void);

/** frames_used() - how many wait for Linux because a guest had them */
u64 frames_used(void);

/**
 * frame_reclaim() - take one frame without owner away for good
 * @m: receives its number
 * @fresh_too: also one that frame_alloc() could still give
 *
 * Return: false when there is none.
 */
bool frame_reclaim(mfn_t *m, bool fresh_too);

/**
 * frame_show() - the control domain is about to map a frame
 * @f: d->lock held, the caller has a general reference for the mapping
 *
 * Return: false if it is mapped too often to count.
 */
bool frame_show(struct frame *f);

/** frame_conceal() - it unmapped it; call it before the reference goes */
void frame_conceal(struct frame *f);

#endif /* UNDERPIN_MM_FRAME_POOL_H */
