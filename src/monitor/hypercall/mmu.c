// SPDX-License-Identifier: GPL-2.0
/* See mmu.h. */
#include "hypercall/mmu.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/vcpu.h"
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

int mmu_mask_has_caller(struct hypercall *hc, gva_t mask)
{
	u64 bits[(DOMAIN_MAX_VCPUS + 63) / 64] = { 0 };
	size_t bytes = (hc->d->max_vcpus + 7) / 8;

	if (hc_copy_from(hc, bits, mask, min_u64(bytes, sizeof(bits))))
		return -XEN_EINVAL;
	return test_bit(hc->v->id, bits);
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
