// SPDX-License-Identifier: GPL-2.0
/* set_gdt and update_descriptor (public/arch-x86/xen.h) */
#include "core/print.h"
#include "domain/domain.h"
#include "domain/vcpu.h"
#include "hypercall/hypercall.h"
#include "hypercall/mmu.h"
#include "mm/descriptor.h"
#include "mm/vcpu_mm.h"
#include "xen/errno.h"
#include "xen/segment.h"

static s64 result(int rc)
{
	return rc == -XEN_ERESTART ? HC_RESTART : rc;
}

s64 hc_set_gdt(struct hypercall *hc)
{
	u32 entries = (u32)hc->arg[1];
	u32 nr = (entries + DESC_PER_PAGE - 1) / DESC_PER_PAGE;
	u64 gdt[VCPU_GDT_FRAMES];
	int rc;

	if (hc_is_control(hc))
		return -XEN_EOPNOTSUPP;
	if (entries > FIRST_RESERVED_GDT_ENTRY)
		return -XEN_EINVAL;
	if (hc_copy_from(hc, gdt, gva(hc->arg[0]), nr * sizeof(gdt[0])))
		return -XEN_EFAULT;
	spin_lock(&hc->d->lock);
	rc = pt_zap(hc->d, &hc->budget);
	if (!rc)
		rc = vcpu_gdt_set(hc->v, gdt, entries, true, &hc->budget);
	if (rc && rc != -XEN_ERESTART)
		mmu_refused(hc->d, "GDT", nr ? gdt[0] : 0, entries, rc);
	spin_unlock(&hc->d->lock);
	return result(rc);
}

/*
 * A descriptor goes to a page of descriptors or to one that can still become
 * one; the latter is written as data.
 */
static int descriptor_store(struct domain *d, u64 maddr, u64 desc,
			    struct pt_budget *b)
{
	enum frame_type type = FRAME_WRITABLE;
	mfn_t m = maddr_to_mfn(maddr);
	struct frame *f = frame_lookup(m);
	int rc;

	if (!descriptor_fix(&desc))
		return -XEN_EINVAL;
	if (f && f->type == FRAME_SEG_DESC && f->type_refs)
		type = FRAME_SEG_DESC;
	rc = pt_get_type(d, m, type, b);
	if (rc)
		return rc == -XEN_ERESTART ? rc : -XEN_EINVAL;
	WRITE_ONCE(*((u64 *)frame_map(m) + offset_in_page(maddr) / 8), desc);
	pt_put_type(d, f);
	return 0;
}

s64 hc_update_descriptor(struct hypercall *hc)
{
	u64 maddr = hc->arg[0];
	int rc;

	if (hc_is_control(hc))
		return -XEN_EOPNOTSUPP;
	if (maddr % sizeof(u64))
		return -XEN_EINVAL;
	spin_lock(&hc->d->lock);
	rc = descriptor_store(hc->d, maddr, hc->arg[1], &hc->budget);
	if (rc && rc != -XEN_ERESTART)
		mmu_refused(hc->d, "descriptor", maddr, hc->arg[1], rc);
	spin_unlock(&hc->d->lock);
	return result(rc);
}
