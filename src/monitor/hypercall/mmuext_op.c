// SPDX-License-Identifier: GPL-2.0
/*
 * mmuext_op (public/xen.h): pins, base pointers, flushes, LDT, and two
 * operations on the content of a frame.
 *
 * A guest acts on itself; the control domain pins for the guests that it
 * builds and clears their pages.
 */
#include "core/lib.h"
#include "core/print.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "hypercall/hypercall.h"
#include "hypercall/mmu.h"
#include "mm/guest_copy.h"
#include "mm/pagetable.h"
#include "mm/vcpu_mm.h"
#include "xen/errno.h"
#include "xen/mmu.h"

/* Writing a whole frame, in page-table entries of work. */
#define PAGE_COST 32

/* One command; @d is the domain that it is about, its lock is held. */
typedef int op_fn(struct hypercall *hc, struct domain *d,
		  const struct mmuext_op *op);

static int op_pin(struct hypercall *hc, struct domain *d,
		  const struct mmuext_op *op)
{
	enum frame_type level = FRAME_L1 + (op->cmd - MMUEXT_PIN_L1_TABLE);

	return pt_pin(d, mfn(op->arg1.mfn), level, &hc->budget);
}

static int op_unpin(struct hypercall *hc, struct domain *d,
		    const struct mmuext_op *op)
{
	return pt_unpin(d, mfn(op->arg1.mfn), &hc->budget);
}

static int op_new_baseptr(struct hypercall *hc, struct domain *d,
			  const struct mmuext_op *op)
{
	struct vcpu *v = hc->v;
	int rc;

	rc = vcpu_root_set(v, &v->root, mfn(op->arg1.mfn), &hc->budget);
	if (!rc)
		vcpu_root_load(v);
	return rc;
}

/* Its caller is in kernel mode: loaded on the way back to user mode. */
static int op_new_user_baseptr(struct hypercall *hc, struct domain *d,
			       const struct mmuext_op *op)
{
	struct vcpu *v = hc->v;

	return vcpu_root_set(v, &v->user_root, mfn(op->arg1.mfn), &hc->budget);
}

static struct mmu_flush flush_of(const struct mmuext_op *op)
{
	struct mmu_flush f = { .va = op->arg1.linear_addr };

	f.page = op->cmd == MMUEXT_INVLPG_LOCAL ||
		 op->cmd == MMUEXT_INVLPG_MULTI ||
		 op->cmd == MMUEXT_INVLPG_ALL;
	f.all = op->cmd == MMUEXT_TLB_FLUSH_ALL ||
		op->cmd == MMUEXT_INVLPG_ALL;
	return f;
}

static int op_flush_local(struct hypercall *hc, struct domain *d,
			  const struct mmuext_op *op)
{
	const struct mmu_flush f = flush_of(op);

	mmu_flush_local(&f);
	return 0;
}

static int op_flush_all(struct hypercall *hc, struct domain *d,
			const struct mmuext_op *op)
{
	const struct mmu_flush f = flush_of(op);

	mmu_flush(hc, &f);
	return 0;
}

static int op_flush_multi(struct hypercall *hc, struct domain *d,
			  const struct mmuext_op *op)
{
	struct mmu_flush f = flush_of(op);
	int rc = mmu_flush_vcpus(hc, &f, gva(op->arg2.vcpumask));

	if (!rc)
		mmu_flush(hc, &f);
	return rc;
}

/* A domain without devices has no business with caches. */
static int op_flush_cache(struct hypercall *hc, struct domain *d,
			  const struct mmuext_op *op)
{
	return -XEN_EACCES;
}

static int op_flush_cache_global(struct hypercall *hc, struct domain *d,
				 const struct mmuext_op *op)
{
	return -XEN_EINVAL;
}

static int op_set_ldt(struct hypercall *hc, struct domain *d,
		      const struct mmuext_op *op)
{
	return vcpu_ldt_set(hc->v, op->arg1.linear_addr, op->arg2.nr_ents,
			    &hc->budget);
}

/* Write access to a frame for the length of one operation. */
static int target_get(struct hypercall *hc, struct domain *d, mfn_t m)
{
	int rc = pt_get_type(d, m, FRAME_WRITABLE, &hc->budget);

	return rc && rc != -XEN_ERESTART ? -XEN_EINVAL : rc;
}

static int op_clear_page(struct hypercall *hc, struct domain *d,
			 const struct mmuext_op *op)
{
	mfn_t m = mfn(op->arg1.mfn);
	int rc = target_get(hc, d, m);

	if (rc)
		return rc;
	memset(frame_map(m), 0, PAGE_SIZE);
	hc_spend(hc, PAGE_COST);
	pt_put_type(d, frame_lookup(m));
	return 0;
}

static int op_copy_page(struct hypercall *hc, struct domain *d,
			const struct mmuext_op *op)
{
	struct frame *src = frame_get(d, mfn(op->arg2.src_mfn));
	mfn_t m = mfn(op->arg1.mfn);
	int rc;

	if (!src)
		return -XEN_EINVAL;
	rc = target_get(hc, d, m);
	if (!rc) {
		memmove(frame_map(m), frame_map(frame_mfn(src)), PAGE_SIZE);
		hc_spend(hc, PAGE_COST);
		pt_put_type(d, frame_lookup(m));
	}
	frame_put(d, src);
	return rc;
}

static int op_super(struct hypercall *hc, struct domain *d,
		    const struct mmuext_op *op)
{
	return -XEN_EOPNOTSUPP;
}

/**
 * struct mmuext_cmd - a row of the table of commands
 * @name: for the log
 * @fn: NULL: no such command
 * @by_control: the control domain may do it to a guest
 */
static const struct mmuext_cmd {
	const char *name;
	op_fn *fn;
	bool by_control;
} commands[] = {
	[MMUEXT_PIN_L1_TABLE] = { "pin of L1", op_pin, true },
	[MMUEXT_PIN_L2_TABLE] = { "pin of L2", op_pin, true },
	[MMUEXT_PIN_L3_TABLE] = { "pin of L3", op_pin, true },
	[MMUEXT_PIN_L4_TABLE] = { "pin of L4", op_pin, true },
	[MMUEXT_UNPIN_TABLE] = { "unpin", op_unpin, true },
	[MMUEXT_NEW_BASEPTR] = { "base", op_new_baseptr, false },
	[MMUEXT_TLB_FLUSH_LOCAL] = { "flush", op_flush_local, false },
	[MMUEXT_INVLPG_LOCAL] = { "invlpg", op_flush_local, false },
	[MMUEXT_TLB_FLUSH_MULTI] = { "flush", op_flush_multi, false },
	[MMUEXT_INVLPG_MULTI] = { "invlpg", op_flush_multi, false },
	[MMUEXT_TLB_FLUSH_ALL] = { "flush", op_flush_all, false },
	[MMUEXT_INVLPG_ALL] = { "invlpg", op_flush_all, false },
	[MMUEXT_FLUSH_CACHE] = { "cache flush", op_flush_cache, false },
	[MMUEXT_SET_LDT] = { "LDT", op_set_ldt, false },
	[MMUEXT_NEW_USER_BASEPTR] = { "user base", op_new_user_baseptr, false },
	[MMUEXT_CLEAR_PAGE] = { "clearing", op_clear_page, true },
	[MMUEXT_COPY_PAGE] = { "copy", op_copy_page, true },
	[MMUEXT_FLUSH_CACHE_GLOBAL] = { "cache flush", op_flush_cache_global,
					false },
	[MMUEXT_MARK_SUPER] = { "superpage", op_super, false },
	[MMUEXT_UNMARK_SUPER] = { "superpage", op_super, false },
};

/* d->lock held. */
static int op_run(struct hypercall *hc, struct domain *d,
		  const struct mmuext_op *op)
{
	const struct mmuext_cmd *cmd;
	int rc;

	if (d->life != DOMAIN_ALIVE)
		return -XEN_EINVAL;
	if (pt_zap(d, &hc->budget) || !hc->budget.left)
		return -XEN_ERESTART;
	if (op->cmd >= ARRAY_SIZE(commands) || !commands[op->cmd].fn)
		return -XEN_ENOSYS;
	cmd = &commands[op->cmd];
	if (hc_is_control(hc) && !cmd->by_control)
		return -XEN_EOPNOTSUPP;
	rc = cmd->fn(hc, d, op);
	if (rc && rc != -XEN_ERESTART)
		mmu_refused(d, cmd->name, op->arg1.mfn, op->arg2.src_mfn, rc);
	hc_spend(hc, 1);
	return rc;
}

s64 hc_mmuext_op(struct hypercall *hc)
{
	struct mmuext_op op;
	struct mmu_batch batch;
	struct domain *d;
	int rc;

	rc = mmu_batch_begin(hc, &batch, sizeof(op));
	if (rc)
		return rc;
	rc = mmu_target_get(hc, (u16)hc->arg[3], &d);
	if (rc)
		return rc;
	while (!rc && batch.left) {
		rc = hc_copy_from(hc, &op, batch.next, sizeof(op));
		if (rc)
			break;
		spin_lock(&d->lock);
		rc = op_run(hc, d, &op);
		spin_unlock(&d->lock);
		if (!rc)
			mmu_batch_advance(&batch);
	}
	mmu_target_put(hc, d);
	return mmu_batch_end(hc, &batch, rc);
}
