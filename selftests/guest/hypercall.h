/* SPDX-License-Identifier: GPL-2.0 */
/* Hypercalls with up to five arguments. */
#ifndef HYPERCALL_H
#define HYPERCALL_H

#include "base.h"
#include "xen/hypercall.h"

#ifdef HYPERCALL_PAGE
extern u8 hypercall_page[];
/* A stub is found by its number; one beyond the page has none. */
#define HYPERCALL_SLOTS 128
#endif

static inline s64 hypercall(u64 nr, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5)
{
	register u64 r10 asm("r10") = a4;
	register u64 r8 asm("r8") = a5;
	u64 ret = nr;

#ifdef HYPERCALL_PAGE
	if (nr < HYPERCALL_SLOTS) {
		asm volatile("call *%[stub]"
			     : "+a"(ret), "+D"(a1), "+S"(a2), "+d"(a3),
			       "+r"(r10), "+r"(r8)
			     : [stub] "r"(hypercall_page + nr * 32)
			     : "rcx", "r11", "memory");
		return (s64)ret;
	}
#endif
	asm volatile("syscall"
		     : "+a"(ret), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(r10),
		       "+r"(r8)
		     :
		     : "rcx", "r11", "memory");
	return (s64)ret;
}

static inline s64 hypercall1(u64 nr, u64 a1)
{
	return hypercall(nr, a1, 0, 0, 0, 0);
}

static inline s64 hypercall2(u64 nr, u64 a1, u64 a2)
{
	return hypercall(nr, a1, a2, 0, 0, 0);
}

static inline s64 hypercall3(u64 nr, u64 a1, u64 a2, u64 a3)
{
	return hypercall(nr, a1, a2, a3, 0, 0);
}

static inline s64 hypercall4(u64 nr, u64 a1, u64 a2, u64 a3, u64 a4)
{
	return hypercall(nr, a1, a2, a3, a4, 0);
}

/** addr() - what a hypercall takes for a pointer */
static inline u64 addr(const void *p)
{
	return (u64)(uintptr_t)p;
}

#endif /* HYPERCALL_H */
