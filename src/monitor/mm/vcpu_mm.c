// SPDX-License-Identifier: GPL-2.0
/*
 * Roots and descriptor tables of a vCPU. Each is exchanged in the same order:
 * take the references of the new one, install it, let the processor load it,
 * drop the references of the old one.
 */
#include "mm/vcpu_mm.h"

#include "core/print.h"
#include "domain/domain.h"
#include "mm/descriptor.h"
#include "mm/guest_copy.h"
#include "xen/errno.h"
#include "xen/segment.h"

#define LDT_MAX_ENTRIES (VCPU_LDT_FRAMES * DESC_PER_PAGE)

/* Frame 0 is never a guest's, and what a zeroed structure names. */
static bool is_none(mfn_t m)
{
	return !m.n || mfn_is_none(m);
}

static void put(struct domain *d, mfn_t *m)
{
	if (!is_none(*m))
		pt_put_type(d, frame_known(*m));
	*m = MFN_NONE;
}

int vcpu_root_set(struct vcpu *v, mfn_t *slot, mfn_t m, struct pt_budget *b)
{
	mfn_t old = *slot;
	int rc;

	if (is_none(m)) {
		if (slot != &v->user_root)
			return -XEN_EINVAL;
		m = MFN_NONE;
	} else {
		rc = pt_get_type(v->d, m, FRAME_L4, b);
		if (rc)
			return rc;
	}
	*slot = m;
	put(v->d, &old);
	return 0;
}

/* Type all of @m or none. */
static int tables_get(struct domain *d, const mfn_t *m, u32 nr,
		      struct pt_budget *b)
{
	u32 done;
	int rc = 0;

	for (done = 0; done < nr; done++) {
		rc = pt_get_type(d, m[done], FRAME_SEG_DESC, b);
		if (rc)
			break;
	}
	while (rc && done-- > 0)
		pt_put_type(d, frame_lookup(m[done]));
	return rc;
}

/* Exchange the contents of two arrays of frames. */
static void tables_swap(mfn_t *a, mfn_t *b, u32 nr)
{
	mfn_t m;
	u32 i;

	for (i = 0; i < nr; i++) {
		m = a[i];
		a[i] = b[i];
		b[i] = m;
	}
}

static void tables_put(struct domain *d, mfn_t *m, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++)
		put(d, &m[i]);
}

static u32 pages_of(u32 entries)
{
	return (entries + DESC_PER_PAGE - 1) / DESC_PER_PAGE;
}

int vcpu_gdt_set(struct vcpu *v, const u64 *gdt, u32 entries, bool current,
		 struct pt_budget *b)
{
	mfn_t m[VCPU_GDT_FRAMES];
	u32 i;
	int rc;

	if (entries > FIRST_RESERVED_GDT_ENTRY)
		return -XEN_EINVAL;
	for (i = 0; i < VCPU_GDT_FRAMES; i++)
		m[i] = i < pages_of(entries) ? mfn(gdt[i]) : MFN_NONE;
	rc = tables_get(v->d, m, pages_of(entries), b);
	if (rc)
		return rc;
	tables_swap(v->gdt, m, VCPU_GDT_FRAMES);
	v->gdt_entries = entries;
	if (current)
		vcpu_gdt_load(v);
	tables_put(v->d, m, VCPU_GDT_FRAMES);
	return 0;
}

/* The frames that @v's kernel maps at [@base, @base + @nr pages). */
static bool ldt_find(const struct vcpu *v, u64 base, mfn_t *m, u32 nr)
{
	u64 pte;
	u32 i;

	for (i = 0; i < nr; i++) {
		pte = pt_walk_read(v->root, base + i * PAGE_SIZE);
		if (!(pte & PTE_P))
			return false;
		m[i] = pte_mfn(pte);
	}
	for (; i < VCPU_LDT_FRAMES; i++)
		m[i] = MFN_NONE;
	return true;
}

int vcpu_ldt_set(struct vcpu *v, u64 base, u32 entries, struct pt_budget *b)
{
	mfn_t m[VCPU_LDT_FRAMES];
	u32 nr = pages_of(entries);
	int rc;

	if (entries > LDT_MAX_ENTRIES || offset_in_page(base))
		return -XEN_EINVAL;
	if (!guest_range_ok(gva(base), nr * PAGE_SIZE))
		return -XEN_EINVAL;
	if (!ldt_find(v, base, m, nr))
		return -XEN_EINVAL;
	rc = tables_get(v->d, m, nr, b);
	if (rc)
		return rc;
	tables_swap(v->ldt, m, VCPU_LDT_FRAMES);
	v->ldt_base = base;
	v->ldt_entries = entries;
	vcpu_ldt_load(v);
	tables_put(v->d, m, VCPU_LDT_FRAMES);
	return 0;
}

int vcpu_mm_set(struct vcpu *v, const struct vcpu_mm *mm, struct pt_budget *b)
{
	int rc = 0;

	/* A restart finds the first root done, and must not put it again. */
	if (!mfn_eq(v->root, mm->root) || is_none(mm->root))
		rc = vcpu_root_set(v, &v->root, mm->root, b);
	if (!rc && !mfn_eq(v->user_root, mm->user_root))
		rc = vcpu_root_set(v, &v->user_root, mm->user_root, b);
	if (!rc)
		rc = vcpu_gdt_set(v, mm->gdt, mm->gdt_entries, false, b);
	return rc;
}

void vcpu_mm_release(struct vcpu *v)
{
	bug_on(!spin_is_locked(&v->d->lock));
	put(v->d, &v->root);
	put(v->d, &v->user_root);
	tables_put(v->d, v->gdt, VCPU_GDT_FRAMES);
	tables_put(v->d, v->ldt, VCPU_LDT_FRAMES);
	v->gdt_entries = 0;
	v->ldt_base = 0;
	v->ldt_entries = 0;
}
