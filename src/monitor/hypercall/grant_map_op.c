// SPDX-License-Identifier: GPL-2.0
/*
 * GNTTABOP_map_grant_ref, unmap_grant_ref and unmap_and_replace. Read
 * domain/grant_map.h and mm/pt_grant.h first.
 *
 * A guest's host mapping is an entry in its page tables; the control domain's
 * is nothing but a hold, and device_map and host_map of one operation end
 * together there, however they are named.
 *
 * To unmap is to take the entry out, to flush, and only then to give the use
 * back. A vCPU collects what waits for its flush, so that a batch needs one.
 * The lock of one domain is never taken inside another's.
 */
#include "domain/domain.h"
#include "domain/grant_map.h"
#include "domain/vcpu.h"
#include "hypercall/grant_ops.h"
#include "mm/pt_entry.h"
#include "mm/pt_grant.h"
#include "mm/tlb.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"

#define MAP_FRAMES 3 /* pages: records, their list, uses of the grant */
#define MAP_FLAGS                                                              \
	(GNTMAP_device_map | GNTMAP_host_map | GNTMAP_readonly |               \
	 GNTMAP_application_map | GNTMAP_contains_pte)
#define USES (GNTMAP_device_map | GNTMAP_host_map)

/* Bits of a caller's choice, to three of those that are software's. */
#define AVAIL_SHIFT 16
#define AVAIL_MASK 7ULL
#define PTE_AVAIL_SHIFT 9

static u64 grant_pte(u32 frame, u32 flags)
{
	u64 pte = mfn_to_maddr(mfn(frame)) | PTE_P | PTE_A | PTE_D | PTE_NX;

	if (!(flags & GNTMAP_readonly))
		pte |= PTE_RW;
	if (flags & GNTMAP_application_map)
		pte |= PTE_US;
	return pte | (flags >> AVAIL_SHIFT & AVAIL_MASK) << PTE_AVAIL_SHIFT;
}

/* d->lock held. */
static bool place_find(struct hypercall *hc, u64 where, u32 flags,
		       struct pt_place *place)
{
	if (flags & GNTMAP_contains_pte)
		return pt_place_at(hc->d, where, place);
	return pt_place_of(hc->v, where, place);
}

/* Return: GNTST_okay, GNTST_general_error or HC_RESTART. */
static s64 entry_make(struct hypercall *hc, u64 where, u64 pte, u32 flags)
{
	struct pt_place place;
	int err = -XEN_EINVAL;

	spin_lock(&hc->d->lock);
	if (pt_zap(hc->d, &hc->budget))
		err = -XEN_ERESTART;
	else if (place_find(hc, where, flags, &place))
		err = pt_grant_map(hc->d, &place, pte, &hc->budget);
	spin_unlock(&hc->d->lock);
	if (err == -XEN_ERESTART)
		return HC_RESTART;
	return err ? GNTST_general_error : GNTST_okay;
}

/* Fill in a record and make the mapping. Return: GNTST_* or HC_*. */
static s64 map_make(struct hypercall *hc, struct domain *d,
		    struct grant_map *map, struct gnttab_map_grant_ref *op)
{
	s64 rc;

	map->domid = d->domid;
	map->ref = op->ref;
	map->flags = op->flags & MAP_FLAGS;
	rc = gt_map_hold(d, hc->d, map, &hc->budget);
	if (rc) {
		domain_put(d);
		return rc;
	}
	if (!hc_is_control(hc) && op->flags & GNTMAP_host_map)
		rc = entry_make(hc, op->host_addr,
				grant_pte(map->frame, op->flags), op->flags);
	if (rc)
		gt_map_drop(hc->d, map, USES);
	else
		op->dev_bus_addr = mfn_to_maddr(mfn(map->frame));
	return rc;
}

static s64 map_grant(struct hypercall *hc, struct gnttab_map_grant_ref *op)
{
	struct grant_maps *maps = &hc->d->grants.maps;
	struct grant_map *map;
	struct domain *d;
	s64 handle, rc;

	if (!(op->flags & USES))
		return GNTST_bad_gntref;
	d = domain_get(op->dom);
	if (!d)
		return GNTST_bad_domain;
	handle = gt_map_alloc(maps, &map, &hc->budget);
	if (handle < 0) {
		domain_put(d);
		return handle;
	}
	rc = map_make(hc, d, map, op);
	if (rc) {
		gt_map_free(maps, (u32)handle);
		return rc;
	}
	gt_map_publish(maps, map);
	op->handle = (u32)handle;
	return GNTST_okay;
}

/* What a call asks to undo; addresses of zero are not meant. */
struct unmap {
	u64 host_addr;
	u64 dev_bus_addr;
	u64 new_addr;
	u32 handle;
};

/* d->lock held. Take the host mapping's entry out. */
static s64 entry_replace(struct hypercall *hc, const struct unmap *un,
			 const struct grant_map *map)
{
	u64 fresh = 0, pte = grant_pte(map->frame, map->flags);
	struct pt_place place;

	if (un->new_addr) {
		if (map->flags & GNTMAP_contains_pte)
			return GNTST_general_error;
		if (!pt_place_of(hc->v, un->new_addr, &place))
			return GNTST_general_error;
		fresh = pt_place_steal(&place);
	}
	if (place_find(hc, un->host_addr, map->flags, &place) &&
	    pt_grant_unmap(hc->d, &place, pte, fresh))
		return GNTST_okay;
	/* As Xen: the entry to come is lost with the attempt. */
	pt_entry_put(hc->d, FRAME_L1, fresh);
	return GNTST_general_error;
}

/* The flags of what may be given back after a flush go to @done. */
static s64 guest_unmap(struct hypercall *hc, const struct unmap *un,
		       const struct grant_map *map, u8 *done)
{
	bool device = un->dev_bus_addr && map->flags & GNTMAP_device_map;
	s64 rc = GNTST_okay;

	if (device && un->dev_bus_addr != mfn_to_maddr(mfn(map->frame)))
		return GNTST_bad_dev_addr;
	if (un->host_addr && map->flags & GNTMAP_host_map) {
		spin_lock(&hc->d->lock);
		rc = entry_replace(hc, un, map);
		spin_unlock(&hc->d->lock);
		if (rc)
			return rc;
		*done |= GNTMAP_host_map;
	}
	if (device)
		*done |= GNTMAP_device_map;
	return rc;
}

/*
 * Records that wait are a list from v->grant_pending (handle + 1) on. They are
 * busy, so that nobody else finds them; what each is to lose is kept in bits
 * of its flags that no mapping has.
 */
#define WAITING_SHIFT 5

static void unmap_wait(struct hypercall *hc, struct grant_map *map, u32 handle,
		       u8 done)
{
	map->flags |= (u8)(done << WAITING_SHIFT);
	map->next = hc->v->grant_pending;
	hc->v->grant_pending = handle + 1;
}

static void flush(struct hypercall *hc)
{
	unsigned int waited;

	spin_lock(&hc->d->lock);
	tlb_flush_local();
	waited = tlb_flush_others(hc->d, NULL);
	spin_unlock(&hc->d->lock);
	hc_spend(hc, waited * TLB_WAIT_COST);
}

void grant_unmap_finish(struct hypercall *hc)
{
	struct grant_maps *maps = &hc->d->grants.maps;
	struct grant_map *map;
	u32 handle;
	u8 done;

	if (hc_is_control(hc) || !hc->v->grant_pending)
		return;
	flush(hc);
	while (hc->v->grant_pending) {
		handle = hc->v->grant_pending - 1;
		map = gt_map_of(maps, handle);
		hc->v->grant_pending = map->next;
		done = map->flags >> WAITING_SHIFT;
		map->flags &= MAP_FLAGS;
		if (gt_map_drop(hc->d, map, done))
			gt_map_free(maps, handle);
		else
			gt_map_publish(maps, map);
	}
}

/* The same call may name a handle twice, for its two mappings. */
static struct grant_map *unmap_take(struct hypercall *hc, u32 handle)
{
	struct grant_maps *maps = &hc->d->grants.maps;
	struct grant_map *map = gt_map_take(maps, handle);

	if (map || hc_is_control(hc) || !hc->v->grant_pending)
		return map;
	grant_unmap_finish(hc);
	return gt_map_take(maps, handle);
}

/* An address given as a check must be right. */
static s64 control_unmap(struct hypercall *hc, const struct unmap *un,
			 struct grant_map *map)
{
	struct grant_maps *maps = &hc->d->grants.maps;

	if (un->dev_bus_addr &&
	    maddr_to_mfn(un->dev_bus_addr).n != map->frame) {
		gt_map_publish(maps, map);
		return GNTST_bad_dev_addr;
	}
	gt_map_drop(hc->d, map, USES);
	gt_map_free(maps, un->handle);
	return GNTST_okay;
}

/* Return: GNTST_*. */
static s64 unmap_grant(struct hypercall *hc, const struct unmap *un)
{
	struct grant_map *map;
	u8 done = 0;
	s64 rc;

	map = unmap_take(hc, un->handle);
	if (!map)
		return GNTST_bad_handle;
	if (hc_is_control(hc))
		return control_unmap(hc, un, map);
	rc = guest_unmap(hc, un, map, &done);
	if (done)
		unmap_wait(hc, map, un->handle, done);
	else
		gt_map_publish(&hc->d->grants.maps, map);
	return rc;
}

s64 grant_map_one(struct hypercall *hc, gva_t at)
{
	struct gnttab_map_grant_ref op;
	struct unmap un = { 0 };
	s64 rc;

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	rc = map_grant(hc, &op);
	if (rc == HC_NEED_FRAMES)
		hc->frames_wanted = MAP_FRAMES;
	if (rc == HC_NEED_FRAMES || rc == HC_RESTART)
		return rc;
	op.status = (int16_t)rc;
	if (!hc_copy_to(hc, at, &op, sizeof(op)))
		return 0;
	/*
	 * A mapping whose handle Linux does not know would stay for good; a
	 * guest's goes with the guest.
	 */
	un.handle = op.handle;
	if (!rc && hc_is_control(hc))
		unmap_grant(hc, &un);
	return -XEN_EFAULT;
}

_Static_assert(offsetof(struct gnttab_unmap_grant_ref, status) ==
		       offsetof(struct gnttab_unmap_and_replace, status),
	       "both name a mapping alike");
_Static_assert(offsetof(struct gnttab_unmap_grant_ref, dev_bus_addr) ==
		       offsetof(struct gnttab_unmap_and_replace, new_addr),
	       "only the second address differs");

static s64 unmap_one(struct hypercall *hc, gva_t at, bool replace)
{
	struct gnttab_unmap_grant_ref op;
	struct unmap un = { 0 };

	if (hc_copy_from(hc, &op, at, sizeof(op)))
		return -XEN_EFAULT;
	un.handle = op.handle;
	un.host_addr = op.host_addr;
	if (replace)
		un.new_addr = op.dev_bus_addr;
	else
		un.dev_bus_addr = op.dev_bus_addr;
	op.status = (int16_t)unmap_grant(hc, &un);
	at.a += offsetof(struct gnttab_unmap_grant_ref, status);
	return hc_copy_to(hc, at, &op.status, sizeof(op.status));
}

s64 grant_unmap_one(struct hypercall *hc, gva_t at)
{
	return unmap_one(hc, at, false);
}

s64 grant_replace_one(struct hypercall *hc, gva_t at)
{
	return unmap_one(hc, at, true);
}
