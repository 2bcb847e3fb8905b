/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every privileged or unusual instruction of the monitor, one inline each.
 * Host tests put another x86/insn.h first in the include path.
 */
#ifndef UNDERPIN_X86_INSN_H
#define UNDERPIN_X86_INSN_H

#include "core/types.h"
#include "x86/extable.h"

/* struct desc_ptr - operand of LGDT and LIDT */
struct desc_ptr {
	u16 limit;
	u64 base;
} __packed;

static inline u64 rdtsc(void)
{
	u32 lo, hi;

	asm volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (u64)hi << 32 | lo;
}

static inline void cpuid(u32 leaf, u32 subleaf, u32 out[4])
{
	asm volatile("cpuid"
		     : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
		     : "a"(leaf), "c"(subleaf));
}

static inline u64 rdmsr(u32 msr)
{
	u32 lo, hi;

	asm volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr) : "memory");
	return (u64)hi << 32 | lo;
}

static inline void wrmsr(u32 msr, u64 val)
{
	asm volatile("wrmsr"
		     :
		     : "c"(msr), "a"((u32)val), "d"((u32)(val >> 32))
		     : "memory");
}

/* Return: 0, or non-zero when the MSR does not exist (#GP). */
static inline int rdmsr_safe(u32 msr, u64 *val)
{
	u32 lo = 0, hi = 0;
	int err = 0;

	asm volatile("1: rdmsr\n"
		     "2:\n" EXTABLE_ERROR("1b", "2b")
		     : "+a"(lo), "+d"(hi), "+D"(err)
		     : "c"(msr)
		     : "memory");
	*val = (u64)hi << 32 | lo;
	return err;
}

static inline int wrmsr_safe(u32 msr, u64 val)
{
	int err = 0;

	asm volatile("1: wrmsr\n"
		     "2:\n" EXTABLE_ERROR("1b", "2b")
		     : "+D"(err)
		     : "c"(msr), "a"((u32)val), "d"((u32)(val >> 32))
		     : "memory");
	return err;
}

#define DEFINE_CR(n)                                                           \
	static inline u64 read_cr##n(void)                                     \
	{                                                                      \
		u64 v;                                                         \
		asm volatile("mov %%cr" #n ", %0" : "=r"(v)::"memory");        \
		return v;                                                      \
	}                                                                      \
	static inline void write_cr##n(u64 v)                                  \
	{                                                                      \
		asm volatile("mov %0, %%cr" #n ::"r"(v) : "memory");           \
	}

DEFINE_CR(0)
DEFINE_CR(2)
DEFINE_CR(3)
DEFINE_CR(4)

#define DEFINE_DR(n)                                                           \
	static inline u64 read_dr##n(void)                                     \
	{                                                                      \
		u64 v;                                                         \
		asm volatile("mov %%dr" #n ", %0" : "=r"(v));                  \
		return v;                                                      \
	}                                                                      \
	static inline void write_dr##n(u64 v)                                  \
	{                                                                      \
		asm volatile("mov %0, %%dr" #n ::"r"(v) : "memory");           \
	}

DEFINE_DR(0)
DEFINE_DR(1)
DEFINE_DR(2)
DEFINE_DR(3)
DEFINE_DR(6)
DEFINE_DR(7)

#define DEFINE_SEGMENT(seg)                                                    \
	static inline u16 read_##seg(void)                                     \
	{                                                                      \
		u16 v;                                                         \
		asm volatile("mov %%" #seg ", %0" : "=r"(v));                  \
		return v;                                                      \
	}                                                                      \
	/* Return: non-zero if the selector faults; then it is null. */        \
	static inline int load_##seg(u16 sel)                                  \
	{                                                                      \
		int err = 0;                                                   \
		asm volatile("1: mov %1, %%" #seg "\n"                         \
			     "2:\n" EXTABLE_ERROR("1b", "2b")                  \
			     : "+D"(err)                                       \
			     : "r"((u32)sel)                                   \
			     : "memory");                                      \
		if (err)                                                       \
			asm volatile("mov %0, %%" #seg ::"r"(0));              \
		return err;                                                    \
	}

DEFINE_SEGMENT(ds)
DEFINE_SEGMENT(es)
DEFINE_SEGMENT(fs)
DEFINE_SEGMENT(gs)

static inline u64 rdfsbase(void)
{
	u64 v;

	asm volatile("rdfsbase %0" : "=r"(v));
	return v;
}

static inline u64 rdgsbase(void)
{
	u64 v;

	asm volatile("rdgsbase %0" : "=r"(v));
	return v;
}

static inline void wrfsbase(u64 v)
{
	asm volatile("wrfsbase %0" ::"r"(v) : "memory");
}

static inline void wrgsbase(u64 v)
{
	asm volatile("wrgsbase %0" ::"r"(v) : "memory");
}

static inline u64 xgetbv(u32 index)
{
	u32 lo, hi;

	asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(index));
	return (u64)hi << 32 | lo;
}

static inline void xsetbv(u32 index, u64 v)
{
	asm volatile("xsetbv" ::"c"(index), "a"((u32)v), "d"((u32)(v >> 32))
		     : "memory");
}

static inline void xsave(void *area, u64 mask)
{
	asm volatile("xsave64 (%0)" ::"r"(area), "a"((u32)mask),
		     "d"((u32)(mask >> 32))
		     : "memory");
}

/* Return: non-zero when the image is malformed (#GP); state then unchanged. */
static inline int xrstor(const void *area, u64 mask)
{
	int err = 0;

	asm volatile("1: xrstor64 (%1)\n"
		     "2:\n" EXTABLE_ERROR("1b", "2b")
		     : "+D"(err)
		     : "r"(area), "a"((u32)mask), "d"((u32)(mask >> 32))
		     : "memory");
	return err;
}

static inline void lgdt(const struct desc_ptr *p)
{
	asm volatile("lgdt %0" ::"m"(*p) : "memory");
}

static inline void lidt(const struct desc_ptr *p)
{
	asm volatile("lidt %0" ::"m"(*p) : "memory");
}

static inline void invlpg(u64 va)
{
	asm volatile("invlpg (%0)" ::"r"(va) : "memory");
}

static inline void clts(void)
{
	asm volatile("clts" ::: "memory");
}

static inline void cpu_relax(void)
{
	asm volatile("pause");
}

static inline void __noreturn halt_forever(void)
{
	for (;;)
		asm volatile("cli; hlt");
}

#endif /* UNDERPIN_X86_INSN_H */
