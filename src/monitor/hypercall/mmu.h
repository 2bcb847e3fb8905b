/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the MMU hypercalls have in common: lists of requests that can be
 * restarted, flushes by vCPU mask, and one line in the log for a refusal.
 */
#ifndef UNDERPIN_HYPERCALL_MMU_H
#define UNDERPIN_HYPERCALL_MMU_H

#include "core/types.h"
#include "domain/domain.h"
#include "hypercall/hypercall.h"
#include "hypercall/target.h"

/**
 * struct mmu_batch - progress in (list, count, done*, domain)
 * @next: address of the first request that is not done
 * @left: how many there are from it on
 * @done: those that succeeded, in earlier parts of this call as well
 * @size: of one request
 *
 * A restarted call has MMU_UPDATE_PREEMPTED in its count, and then *done is
 * the sum so far. A caller that sets it itself fools nobody else.
 */
struct mmu_batch {
	gva_t next;
	u32 left;
	u32 done;
	u32 size;
};

/**
 * mmu_target_get() - as hc_target(), without a reference for the caller itself
 *
 * A guest's own calls are the hot path, and it is there while it makes them.
 */
static inline int mmu_target_get(struct hypercall *hc, u16 domid,
				 struct domain **out)
{
	/* Xen's own domains are there, and no guest's business. */
	if (!hc_is_control(hc) && (domid == DOMID_IO || domid == DOMID_XEN))
		return -XEN_EPERM;
	if (!hc_names_self(hc, domid))
		return hc_target(hc, domid, out);
	*out = hc->d;
	return 0;
}

/** mmu_target_put() - the reverse */
static inline void mmu_target_put(struct hypercall *hc, struct domain *d)
{
	if (d != hc->d)
		domain_put(d);
}

/** mmu_batch_begin() - Return: 0 or -XEN_EFAULT */
int mmu_batch_begin(struct hypercall *hc, struct mmu_batch *batch, u32 size);

/** mmu_batch_advance() - the first request of the rest succeeded */
static inline void mmu_batch_advance(struct mmu_batch *batch)
{
	batch->next.a += batch->size;
	batch->left--;
	batch->done++;
}

/**
 * mmu_batch_end() - report to the caller, or arrange for a restart
 * @rc: what ended it; -XEN_ERESTART: the rest is to be done later
 *
 * Return: what the handler returns.
 */
s64 mmu_batch_end(struct hypercall *hc, const struct mmu_batch *batch, int rc);

/**
 * struct mmu_flush - translations that a guest wants dropped
 * @page: the one of @va, or all
 * @all: by all of its vCPUs, or by those in @vcpus
 */
struct mmu_flush {
	bool page;
	bool all;
	u64 va;
	u64 vcpus[DOMAIN_MAX_VCPUS / 64];
};

/**
 * mmu_flush_local() - by the caller's vCPU
 *
 * A page that is nowhere is dropped already.
 */
void mmu_flush_local(const struct mmu_flush *f);

/** mmu_flush() - by those that are asked; d->lock of the caller's domain held */
void mmu_flush(struct hypercall *hc, const struct mmu_flush *f);

/**
 * mmu_flush_vcpus() - fill in f->vcpus
 * @mask: bitmap of the guest's
 *
 * Return: 0, or -XEN_EINVAL if it cannot be read.
 */
int mmu_flush_vcpus(struct hypercall *hc, struct mmu_flush *f, gva_t mask);

/**
 * mmu_refused() - log a request that broke a rule
 * @d: whose tables; d->lock held. Only its first few are logged.
 * @what: the operation
 * @where: entry or frame
 * @value: what it was to become
 */
void mmu_refused(struct domain *d, const char *what, u64 where, u64 value,
		 int rc);

#endif /* UNDERPIN_HYPERCALL_MMU_H */
