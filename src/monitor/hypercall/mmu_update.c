// SPDX-License-Identifier: GPL-2.0
/*
 * mmu_update and update_va_mapping (public/xen.h): changes of page-table
 * entries and of the M2P.
 *
 * Requests are copied in by chunks; a chunk is worked on under one hold of
 * d->lock.
 */
#include "core/print.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "hypercall/hypercall.h"
#include "hypercall/mmu.h"
#include "mm/guest_copy.h"
#include "mm/pagetable.h"
#include "mm/tlb.h"
#include "xen/errno.h"
#include "xen/mmu.h"

/* Enough for the 32 that Linux collects, on half a KiB of stack. */
#define CHUNK 32

/**
 * struct update - what is the same for all requests of a call
 * @fd: owner of the frames that entries map, and of the M2P entries
 * @tables_are_fds: the page tables are @fd's, too
 * @tables_are_callers: ... the caller's
 * @stale: an upper entry that was present has changed
 */
struct update {
	struct domain *fd;
	bool tables_are_fds;
	bool tables_are_callers;
	bool stale;
};

static int update_begin(struct hypercall *hc, struct update *u)
{
	u32 domids = (u32)hc->arg[3];
	u32 tables = domids >> 16;
	int rc = mmu_target_get(hc, (u16)domids, &u->fd);

	if (rc)
		return rc;
	/* The upper half is an id + 1; zero stands for the caller. */
	u->tables_are_callers = !tables || hc_names_self(hc, tables - 1);
	if (u->tables_are_callers)
		u->tables_are_fds = u->fd == hc->d;
	else
		u->tables_are_fds = u->fd->domid == tables - 1;
	u->stale = false;
	return 0;
}

/* A frame without a table's type is data: the guest may write to it. */
static int data_store(struct domain *d, u64 maddr, u64 val,
		      struct pt_budget *b)
{
	mfn_t m = maddr_to_mfn(maddr);
	u64 *word = (u64 *)frame_map(m) + offset_in_page(maddr) / sizeof(u64);
	int rc = pt_get_type(d, m, FRAME_WRITABLE, b);

	if (rc)
		return rc == -XEN_ERESTART ? rc : -XEN_EINVAL;
	WRITE_ONCE(*word, val);
	pt_put_type(d, frame_lookup(m));
	return 0;
}

static inline int table_store(struct update *u, struct frame *f, u64 maddr,
			      u64 val, struct hypercall *hc)
{
	enum pt_update_mode mode = PT_UPDATE_NORMAL;
	unsigned int index = offset_in_page(maddr) / sizeof(u64);
	const u64 *slot = (const u64 *)frame_map(frame_mfn(f)) + index;
	bool upper = f->type != FRAME_L1 && READ_ONCE(*slot) & PTE_P;
	int rc;

	if ((maddr & MMU_UPDATE_CMD_MASK) == MMU_PT_UPDATE_PRESERVE_AD)
		mode = PT_UPDATE_PRESERVE_AD;
	rc = pt_set_entry(u->fd, f, index, val, mode, &hc->budget);
	if (!rc && upper)
		u->stale = true;
	return rc;
}

static inline int entry_update(struct hypercall *hc, struct update *u,
			       const struct mmu_update *req)
{
	struct frame *f;

	if (!u->tables_are_fds)
		return -XEN_EPERM;
	f = frame_lookup(maddr_to_mfn(req->ptr));
	if (!f || f->owner != u->fd->domid)
		return -XEN_EINVAL;
	if (f->type >= FRAME_L1 && f->type <= FRAME_L4 && f->type_refs)
		return table_store(u, f, req->ptr, req->val, hc);
	return data_store(u->fd, req->ptr, req->val, &hc->budget);
}

static int m2p_update(struct update *u, const struct mmu_update *req)
{
	mfn_t m = maddr_to_mfn(req->ptr);
	struct frame *f;

	if (!u->tables_are_callers)
		return -XEN_EPERM;
	f = frame_get(u->fd, m);
	if (!f)
		return -XEN_EINVAL;
	frame_m2p_set(m, req->val);
	frame_put(u->fd, f);
	return 0;
}

static inline int request(struct hypercall *hc, struct update *u,
			  const struct mmu_update *req)
{
	int rc;

	if (!hc->budget.left)
		return -XEN_ERESTART;
	switch (req->ptr & MMU_UPDATE_CMD_MASK) {
	case MMU_NORMAL_PT_UPDATE:
	case MMU_PT_UPDATE_PRESERVE_AD:
	case MMU_PT_UPDATE_NO_TRANSLATE:
		rc = entry_update(hc, u, req);
		break;
	case MMU_MACHPHYS_UPDATE:
		rc = m2p_update(u, req);
		break;
	default:
		rc = -XEN_ENOSYS;
		break;
	}
	if (rc && rc != -XEN_ERESTART)
		mmu_refused(u->fd, "entry", req->ptr, req->val, rc);
	return rc;
}

/* d->lock held. What an earlier operation left undone comes first. */
static inline int chunk_run(struct hypercall *hc, struct update *u,
			    struct mmu_batch *batch,
			    const struct mmu_update *reqs, u32 nr)
{
	int rc = 0;

	if (u->fd->life != DOMAIN_ALIVE)
		return -XEN_EINVAL;
	if (pt_zap(u->fd, &hc->budget))
		return -XEN_ERESTART;
	for (u32 i = 0; i < nr && !rc; i++) {
		rc = request(hc, u, &reqs[i]);
		if (rc)
			break;
		if (hc->budget.left)
			hc->budget.left--;
		mmu_batch_advance(batch);
	}
	/* As far as the budget goes, so that frames are not held for long. */
	pt_zap(u->fd, &hc->budget);
	return rc;
}

/*
 * The ABI flushes for upper entries. Safety does not depend on it: a frame
 * that changes its type or owner is flushed for then.
 */
static void upper_flush(struct hypercall *hc, struct domain *d)
{
	spin_lock(&d->lock);
	hc_spend(hc, tlb_flush_others(d, NULL) * TLB_WAIT_COST +
			     TLB_SCAN_COST(d));
	spin_unlock(&d->lock);
	if (!hc_is_control(hc))
		tlb_flush_local();
}

/* A guest's own tables and nobody to tell how many: what faults are made of. */
static bool is_plain(const struct hypercall *hc)
{
	return (u32)hc->arg[1] == 1 && !hc->arg[2] &&
	       (u32)hc->arg[3] == DOMID_SELF && !hc_is_control(hc);
}

/* One request, as the loop of hc_mmu_update() does it; to be run again as is. */
static s64 plain_run(struct hypercall *hc)
{
	struct update u = {
		.fd = hc->d,
		.tables_are_fds = true,
		.tables_are_callers = true,
	};
	struct mmu_batch batch = { .left = 1 };
	struct mmu_update req;
	int rc;

	if (hc_copy_from(hc, &req, gva(hc->arg[0]), sizeof(req)))
		return -XEN_EFAULT;
	spin_lock(&hc->d->lock);
	rc = chunk_run(hc, &u, &batch, &req, 1);
	spin_unlock(&hc->d->lock);
	if (u.stale)
		upper_flush(hc, hc->d);
	return rc == -XEN_ERESTART ? HC_RESTART : rc;
}

s64 hc_mmu_update(struct hypercall *hc)
{
	struct mmu_update reqs[CHUNK];
	struct mmu_batch batch;
	struct update u;
	u32 nr;
	int rc;

	if (is_plain(hc))
		return plain_run(hc);
	rc = mmu_batch_begin(hc, &batch, sizeof(reqs[0]));
	if (rc)
		return rc;
	rc = update_begin(hc, &u);
	if (rc)
		return rc;
	while (!rc && batch.left) {
		nr = (u32)min_u64(batch.left, CHUNK);
		rc = hc_copy_from(hc, reqs, batch.next, nr * sizeof(reqs[0]));
		if (rc)
			break;
		spin_lock(&u.fd->lock);
		rc = chunk_run(hc, &u, &batch, reqs, nr);
		spin_unlock(&u.fd->lock);
	}
	if (u.stale)
		upper_flush(hc, u.fd);
	mmu_target_put(hc, u.fd);
	return mmu_batch_end(hc, &batch, rc);
}

/* The bits of update_va_mapping's flags that are not an address. */
#define UVMF_BITS (UVMF_FLUSHTYPE_MASK | UVMF_ALL)

/* d->lock held. */
static int va_flush(struct hypercall *hc, u64 va, u64 flags)
{
	u64 type = flags & UVMF_FLUSHTYPE_MASK, mask = flags & ~UVMF_BITS;
	struct mmu_flush f = {
		.page = type == UVMF_INVLPG,
		.all = flags & UVMF_ALL,
		.va = va,
	};
	int rc;

	if (type != UVMF_TLB_FLUSH && type != UVMF_INVLPG)
		return 0;
	if (!mask && !f.all) {
		mmu_flush_local(&f);
		return 0;
	}
	rc = f.all ? 0 : mmu_flush_vcpus(hc, &f, gva(mask));
	if (!rc)
		mmu_flush(hc, &f);
	return rc;
}

/* d->lock held. */
static int va_update(struct hypercall *hc, u64 va, u64 val)
{
	struct frame *table;
	unsigned int index;
	int rc;

	if (pt_zap(hc->d, &hc->budget))
		return -XEN_ERESTART;
	table = pt_walk(hc->v->root, va, &index);
	if (!table)
		return -XEN_EINVAL;
	rc = pt_set_entry(hc->d, table, index, val, PT_UPDATE_NORMAL,
			  &hc->budget);
	if (rc && rc != -XEN_ERESTART)
		mmu_refused(hc->d, "mapping", va, val, rc);
	return rc;
}

s64 hc_update_va_mapping(struct hypercall *hc)
{
	u64 va = hc->arg[0];
	int rc;

	if (hc_is_control(hc))
		return -XEN_EOPNOTSUPP;
	if (!guest_range_ok(gva(va), 1))
		return -XEN_EINVAL;
	spin_lock(&hc->d->lock);
	rc = va_update(hc, va, hc->arg[1]);
	if (!rc)
		rc = va_flush(hc, va, hc->arg[2]);
	spin_unlock(&hc->d->lock);
	return rc == -XEN_ERESTART ? HC_RESTART : rc;
}
