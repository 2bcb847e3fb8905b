// SPDX-License-Identifier: GPL-2.0
/* See mmu.h. */
#include "hypercall/mmu.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/vcpu.h"
#include "mm/guest_copy.h"
#include "mm/tlb.h"
#include "xen/errno.h"
#include "xen/mmu.h"

#define REFUSALS_LOGGED 16

/* Arguments of mmu_update and mmuext_op. */
enum batch_arg {
	ARG_LIST,
	ARG_COUNT,
	ARG_DONE,
};

int mmu_batch_begin(struct hypercall *hc, struct mmu_batch *batch, u32 size)
{
	gva_t done = gva(hc->arg[ARG_DONE]);
	u32 count = (u32)hc->arg[ARG_COUNT];

	batch->next = gva(hc->arg[ARG_LIST]);
	batch->left = count & ~MMU_UPDATE_PREEMPTED;
	batch->done = 0;
	batch->size = size;
	if (!(count & MMU_UPDATE_PREEMPTED) || !done.a)
		return 0;
	return hc_copy_from(hc, &batch->done, done, sizeof(batch->done));
}

s64 mmu_batch_end(struct hypercall *hc, const struct mmu_batch *batch, int rc)
{
	gva_t done = gva(hc->arg[ARG_DONE]);

	if (done.a && hc_copy_to(hc, done, &batch->done, sizeof(batch->done)))
		return -XEN_EFAULT;
	if (rc != -XEN_ERESTART)
		return rc;
	hc->arg[ARG_LIST] = batch->next.a;
	hc->arg[ARG_COUNT] = batch->left | MMU_UPDATE_PREEMPTED;
	return HC_RESTART;
}

void mmu_flush_local(const struct mmu_flush *f)
{
	if (!f->page)
		tlb_flush_local();
	else if (guest_range_ok(gva(f->va), 1))
		tlb_flush_page(f->va);
}

void mmu_flush(struct hypercall *hc, const struct mmu_flush *f)
{
	const u64 *vcpus = f->all ? NULL : f->vcpus;

	if (!vcpus || test_bit(hc->v->id, vcpus))
		mmu_flush_local(f);
	hc_spend(hc, tlb_flush_others(hc->d, vcpus) * TLB_WAIT_COST +
			     TLB_SCAN_COST(hc->d));
}

int mmu_flush_vcpus(struct hypercall *hc, struct mmu_flush *f, gva_t mask)
{
	size_t bytes = (hc->d->max_vcpus + 7) / 8;

	memset(f->vcpus, 0, sizeof(f->vcpus));
	if (hc_copy_from(hc, f->vcpus, mask, bytes))
		return -XEN_EINVAL;
	return 0;
}

void mmu_refused(struct domain *d, const char *what, u64 where, u64 value,
		 int rc)
{
	if (d->mmu_errors >= REFUSALS_LOGGED)
		return;
	d->mmu_errors++;
	log_line("d%u: %s %llx of %llx refused: error %d%s", d->domid, what,
		 (unsigned long long)value, (unsigned long long)where, -rc,
		 d->mmu_errors == REFUSALS_LOGGED ? "; no more of these" : "");
}
