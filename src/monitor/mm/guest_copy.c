// SPDX-License-Identifier: GPL-2.0
/* Guest memory through the guest's own mappings; see guest_copy.h. */
#include "mm/guest_copy.h"

#include "mm/tlb.h"
#include "x86/extable.h"
#include "xen/errno.h"

#define LOW_END 0x0000800000000000ULL
#define HIGH_START 0xffff880000000000ULL /* behind the monitor's hole */

bool guest_range_ok(gva_t a, size_t n)
{
	if (a.a < LOW_END)
		return n <= LOW_END - a.a;
	return a.a >= HIGH_START && n <= -a.a;
}

/* All ones if @a is below @end, by arithmetic: no branch to predict. */
static u64 mask_below(u64 a, u64 end)
{
	u64 mask;

	asm volatile("cmp %2, %1\n"
		     "sbb %0, %0"
		     : "=r"(mask)
		     : "r"(a), "r"(end)
		     : "cc");
	return mask;
}

/*
 * The address of a range that guest_range_ok() let pass. Where a processor
 * only predicts that it did, it goes on with zero: it must not load from the
 * monitor's memory at a guest's choice (Spectre variant 1).
 */
static u64 address_nospec(gva_t a)
{
	return a.a & (mask_below(a.a, LOW_END) | ~mask_below(a.a, HIGH_START));
}

/* Return: non-zero if an access faulted; what was copied so far remains. */
static u64 copy_or_fault(void *dst, const void *src, u64 n)
{
	u64 words = n / 8, bytes = n % 8;

	asm volatile("1: rep movsq\n"
		     "2:\n" EXTABLE_ERROR("1b", "2b")
		     : "+D"(dst), "+S"(src), "+c"(words)
		     :
		     : "memory");
	if (words)
		return words;
	asm volatile("1: rep movsb\n"
		     "2:\n" EXTABLE_ERROR("1b", "2b")
		     : "+D"(dst), "+S"(src), "+c"(bytes)
		     :
		     : "memory");
	return bytes;
}

/* Whoever changes the guest's tables waits for the end of this. */
static u64 copy_exposed(void *dst, const void *src, u64 n)
{
	struct vcpu *v = vcpu_current();
	u64 left;

	tlb_expose(v);
	left = copy_or_fault(dst, src, n);
	tlb_conceal(v);
	return left;
}

int guest_copy_from(void *dst, gva_t src, size_t n)
{
	if (!guest_range_ok(src, n) ||
	    copy_exposed(dst, (const void *)address_nospec(src), n))
		return -XEN_EFAULT;
	return 0;
}

int guest_copy_to(gva_t dst, const void *src, size_t n)
{
	if (!guest_range_ok(dst, n) ||
	    copy_exposed((void *)address_nospec(dst), src, n))
		return -XEN_EFAULT;
	return 0;
}

int guest_cmpxchg(gva_t a, u64 *old, u64 new_value)
{
	int err = 0;
	struct vcpu *v = vcpu_current();
	u64 seen = *old;

	if (a.a % sizeof(u64) || !guest_range_ok(a, sizeof(u64)))
		return -XEN_EFAULT;
	tlb_expose(v);
	asm volatile("1: lock cmpxchg %3, (%2)\n"
		     "2:\n" EXTABLE_ERROR("1b", "2b")
		     : "+D"(err), "+a"(seen)
		     : "r"(address_nospec(a)), "r"(new_value)
		     : "memory", "cc");
	tlb_conceal(v);
	if (err)
		return -XEN_EFAULT;
	if (seen == *old)
		return 0;
	*old = seen;
	return 1;
}
