// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of the control domain by its own addresses: a walk of its page
 * tables in the direct map. Its physical addresses are machine addresses.
 *
 * The control domain is trusted, so access rights are not enforced; but a
 * wrong pointer of a tool must fault, so holes and the direct map's end are
 * checked. What is hidden from Linux is a hole: neither it nor a table in it is
 * for Linux to use through the monitor.
 */
#include "core/lib.h"
#include "mm/pagetable.h"
#include "x86/control_call.h"
#include "x86/hw.h"
#include "x86/paging.h"
#include "xen/errno.h"

static bool owns(u64 maddr)
{
	return maddr < UP_DIRECT_SIZE && hw_visible(maddr);
}

/* Linux has as many levels as the monitor: CR4.LA57 is the same (15.25.3). */
static int top_shift(void)
{
	return paging_five_levels() ? 48 : 39;
}

static bool canonical(u64 va, int bits)
{
	return (u64)((s64)(va << (64 - bits)) >> (64 - bits)) == va;
}

/* Return: the address in the direct map, or NULL. */
static u8 *control_translate(struct cpu *c, u64 va, bool write)
{
	u64 table = hw_control_cr3(c) & PTE_ADDR;

	if (!canonical(va, top_shift() + 9))
		return NULL;
	for (int shift = top_shift(); shift >= 12; shift -= 9) {
		const u64 *entries;
		u64 entry, offset = (1ULL << shift) - 1;

		if (!owns(table))
			return NULL;
		entries = maddr_to_direct(table);
		entry = READ_ONCE(entries[va >> shift & 511]);
		if (!(entry & PTE_P) || (write && !(entry & PTE_RW)))
			return NULL;
		table = entry & PTE_ADDR;
		if (shift == 12 || (shift < 39 && entry & PTE_PS)) {
			u64 maddr = (table & ~offset) + (va & offset);

			return owns(maddr) ? maddr_to_direct(maddr) : NULL;
		}
	}
	return NULL;
}

static size_t piece(u64 va, size_t n)
{
	return min_u64(n, PAGE_SIZE - offset_in_page(va));
}

int control_copy_from(struct cpu *c, void *dst, gva_t src, size_t n)
{
	u8 *out = dst;
	u64 va = src.a;

	while (n) {
		size_t len = piece(va, n);
		const u8 *p = control_translate(c, va, false);

		if (!p)
			return -XEN_EFAULT;
		memcpy(out, p, len);
		out += len;
		va += len;
		n -= len;
	}
	return 0;
}

int control_copy_to(struct cpu *c, gva_t dst, const void *src, size_t n)
{
	const u8 *in = src;
	u64 va = dst.a;

	while (n) {
		size_t len = piece(va, n);
		u8 *p = control_translate(c, va, true);

		if (!p)
			return -XEN_EFAULT;
		memcpy(p, in, len);
		in += len;
		va += len;
		n -= len;
	}
	return 0;
}
