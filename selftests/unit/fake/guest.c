// SPDX-License-Identifier: GPL-2.0
/* Copies from and to the caller, by both of the monitor's interfaces. */
#include <string.h>

#include "guest.h"
#include "core/print.h"
#include "hypercall/hypercall.h"
#include "mm/guest_copy.h"
#include "xen/errno.h"

#define RANGES 32

static struct range {
	u64 start;
	u64 end;
	bool writable;
} ranges[RANGES];

static unsigned int nr_ranges;
void (*guest_race)(void);

static gva_t allow(const void *p, size_t n, bool writable)
{
	u64 start = (u64)(uintptr_t)p;

	bug_on(nr_ranges == RANGES);
	ranges[nr_ranges++] = (struct range){ start, start + n, writable };
	return gva(start);
}

gva_t guest_allow(void *p, size_t n)
{
	return allow(p, n, true);
}

gva_t guest_allow_read(const void *p, size_t n)
{
	return allow(p, n, false);
}

void guest_forbid_all(void)
{
	nr_ranges = 0;
}

static bool allowed(gva_t a, size_t n, bool write)
{
	const struct range *r;

	if (guest_race)
		guest_race();
	for (r = ranges; r < ranges + nr_ranges; r++)
		if (a.a >= r->start && a.a <= r->end && n <= r->end - a.a)
			return r->writable || !write;
	return !n;
}

bool guest_range_ok(gva_t a, size_t n)
{
	u64 end = a.a + n;

	if (end < a.a)
		return false;
	return end <= 1ULL << 47 || a.a >= 0xffff880000000000ULL;
}

int guest_copy_from(void *dst, gva_t src, size_t n)
{
	if (!allowed(src, n, false))
		return -XEN_EFAULT;
	memcpy(dst, (const void *)(uintptr_t)src.a, n);
	return 0;
}

int guest_copy_to(gva_t dst, const void *src, size_t n)
{
	if (!allowed(dst, n, true))
		return -XEN_EFAULT;
	memcpy((void *)(uintptr_t)dst.a, src, n);
	return 0;
}

int guest_cmpxchg(gva_t a, u64 *old, u64 new_value)
{
	if (!allowed(a, sizeof(u64), true))
		return -XEN_EFAULT;
	return !__atomic_compare_exchange_n((u64 *)(uintptr_t)a.a, old,
					    new_value, false,
					    __ATOMIC_SEQ_CST,
					    __ATOMIC_SEQ_CST);
}

int hc_copy_from(struct hypercall *hc, void *dst, gva_t src, size_t n)
{
	return guest_copy_from(dst, src, n);
}

int hc_copy_to(struct hypercall *hc, gva_t dst, const void *src, size_t n)
{
	return guest_copy_to(dst, src, n);
}
