// SPDX-License-Identifier: GPL-2.0
/*
 * mmuext_op (abi.md 1.17): pins, base pointers, flushes, LDT, and two
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
#include "mm/tlb.h"
#include "mm/vcpu_mm.h"
#include "xen/errno.h"
#include "xen/mmu.h"

/* Writing a whole frame, in page-table entries of work. */
#define PAGE_COST 32

/*
 * The masks of the MULTI flushes and ALL name other vCPUs, too; a guest has
 * none, so what reaches the caller reaches them all.
 */
_Static_assert(DOMAIN_MAX_VCPUS == 1, "flushes are local");

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

static int op_tlb_flush(struct hypercall *hc, struct domain *d,
			const struct mmuext_op *op)
{
	tlb_flush_local();
	return 0;
}

static int op_invlpg(struct hypercall *hc, struct domain *d,
		     const struct mmuext_op *op)
{
	if (guest_range_ok(gva(op->arg1.linear_addr), 1))
		tlb_flush_page(op->arg1.linear_addr);
	return 0;
}

static int op_multi(struct hypercall *hc, struct domain *d,
		    const struct mmuext_op *op)
{
	int wanted = mmu_mask_has_caller(hc, gva(op->arg2.vcpumask));

	if (wanted <= 0)
		return wanted;
	if (op->cmd == MMUEXT_INVLPG_MULTI)
		return op_invlpg(hc, d, op);
	return op_tlb_flush(hc, d, op);
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
	[MMUEXT_TLB_FLUSH_LOCAL] = { "flush", op_tlb_flush, false },
	[MMUEXT_INVLPG_LOCAL] = { "invlpg", op_invlpg, false },
	[MMUEXT_TLB_FLUSH_MULTI] = { "flush", op_multi, false },
	[MMUEXT_INVLPG_MULTI] = { "invlpg", op_multi, false },
	[MMUEXT_TLB_FLUSH_ALL] = { "flush", op_tlb_flush, false },
	[MMUEXT_INVLPG_ALL] = { "invlpg", op_invlpg, false },
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
