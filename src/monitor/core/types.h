/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Integer types and the address kinds of the monitor.
 *
 * A machine frame number, a guest's pseudo-physical frame number and a
 * guest virtual address are distinct types, so that the compiler rejects
 * one where another is meant.
 */
#ifndef UNDERPIN_CORE_TYPES_H
#define UNDERPIN_CORE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096UL
#define PAGE_OFFSET_MASK (PAGE_SIZE - 1)

#define U64_MAX UINT64_MAX
#define S64_MAX INT64_MAX

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define offset_in_page(addr) ((u64)(addr) & PAGE_OFFSET_MASK)
#define min_u64(a, b) ((u64)(a) < (u64)(b) ? (u64)(a) : (u64)(b))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define __printf(fmt, args) __attribute__((format(printf, fmt, args)))
#define __packed __attribute__((packed))
#define __aligned(n) __attribute__((aligned(n)))
#define __page_aligned __aligned(4096)
#define __used __attribute__((used))
#define noinline __attribute__((noinline))
#define __noreturn __attribute__((noreturn))
#define fallthrough __attribute__((fallthrough))

/** typedef mfn_t - machine frame number: physical address / PAGE_SIZE */
typedef struct {
	u64 n;
} mfn_t;

/** typedef pfn_t - a guest's own (pseudo-physical) frame number */
typedef struct {
	u64 n;
} pfn_t;

/** typedef gva_t - virtual address in the address space of a caller */
typedef struct {
	u64 a;
} gva_t;

#define MFN_NONE ((mfn_t){ U64_MAX })

static inline mfn_t mfn(u64 n)
{
	return (mfn_t){ n };
}

static inline pfn_t pfn(u64 n)
{
	return (pfn_t){ n };
}

static inline gva_t gva(u64 a)
{
	return (gva_t){ a };
}

static inline bool mfn_eq(mfn_t a, mfn_t b)
{
	return a.n == b.n;
}

static inline bool mfn_is_none(mfn_t m)
{
	return m.n == U64_MAX;
}

static inline u64 mfn_to_maddr(mfn_t m)
{
	return m.n << PAGE_SHIFT;
}

static inline mfn_t maddr_to_mfn(u64 maddr)
{
	return mfn(maddr >> PAGE_SHIFT);
}

#endif /* UNDERPIN_CORE_TYPES_H */
