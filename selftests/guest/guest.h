/* SPDX-License-Identifier: GPL-2.0 */
/* What the tiny kernel offers to its tests. */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hypercall.h"
#include "xen/errno.h"
#include "xen/shared_info.h"
#include "xen/start_info.h"

#define VIRT_BASE 0xffffffff80000000ULL
#define PAGE_SIZE 4096UL
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define READ_ONCE(x) (*(volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile typeof(x) *)&(x) = (v))
#define __page_aligned __attribute__((aligned(4096)))

#define PTE_P (1ULL << 0)
#define PTE_RW (1ULL << 1)
#define PTE_US (1ULL << 2)
#define PTE_A (1ULL << 5)
#define PTE_D (1ULL << 6)
#define PTE_PS (1ULL << 7)
#define PTE_ADDR 0x000ffffffffff000ULL
#define PTE_RO_PAGE (PTE_P | PTE_US | PTE_A)
#define PTE_RW_PAGE (PTE_RO_PAGE | PTE_RW | PTE_D)

/* lib.c, console.c */
void *memset(void *p, int c, size_t n);
void *memcpy(void *dst, const void *src, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);

/** format() - %s %d %u %x %lx %ld %lu %llx... and %% ; returns the length */
size_t format(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** put() - to the monitor's log and to the console ring */
void put(const char *text, size_t n);

/** print() - one line */
void print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* report.c: TAP on the console */

/** ok() - one test; prints both the name and, if it failed, the place */
#define ok(cond, ...) report(cond, __FILE__, __LINE__, __VA_ARGS__)
bool report(bool good, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/** is() - expect a number */
bool is(s64 got, s64 want, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** plan() - after the last test */
void plan(void);

/* boot.c */
extern struct start_info *start;
extern struct shared_info *shared;
void __attribute__((noreturn)) shutdown(u32 reason);

/** struct test - named on the command line as test=NAME */
struct test {
	const char *name;
	void (*run)(void);
};

#define TEST(id, fn)                                                           \
	static const struct test test_##fn                                     \
		__attribute__((used, section(".tests"))) = { id, fn }

/* memory.c */
u64 va_to_mfn(const void *va);
void *mfn_to_va(u64 mfn);

/** pte_of() - the current L1 entry of an address, and where it is */
u64 pte_of(const void *va, u64 *maddr);

/** map() - update_va_mapping with a flush of that address */
s64 map(void *va, u64 mfn, u64 flags);

/** table_of() - machine frame of the table of @level that maps @va */
u64 table_of(const void *va, unsigned int level);

/** page_take() - a zeroed page, never given back */
void *page_take(void);

/** read_only_page() - page_take(), mapped read-only, as a table has to be */
void *read_only_page(void);

s64 mmu_update_one(u64 ptr, u64 val);
s64 mmuext(u32 cmd, u64 arg1, u64 arg2);

/* trap.c */

/** struct trap_frame - what trap_entry.S leaves on the stack */
struct trap_frame {
	u64 r15, r14, r13, r12, r11, r10, r9, r8;
	u64 rdi, rsi, rbp, rbx, rdx, rcx, rax;
	u64 vector, error;
	u64 rip, cs, rflags, rsp, ss;
};

/** struct fault - an exception that try() caught */
struct fault {
	bool happened;
	u64 vector;
	u64 error;
	u64 rip;
	u64 cr2;
	u64 cs;
};

#define VECTOR_SOFTWARE 0x81 /* user mode may raise it */
#define VECTOR_EVENT 256
#define VECTOR_SYSCALL 257
#define VECTOR_FAILSAFE 258

void trap_init(void);

/** try() - call fn(arg) and catch the first exception */
struct fault try(void (*fn)(void *), void *arg);

/** enter_user() - iret to a frame of these values; inside try() */
void enter_user(u64 rip, u64 rsp, u64 cs, u64 ss, u64 rdi);

/* Called on each exception before try() ends it; true: go on at f->rip. */
extern bool (*trap_hook)(struct trap_frame *f);

/** event_seen() - was a port's event taken since the last question? */
bool event_seen(u32 port);

void events_enable(void);
void events_disable(void);

#endif /* GUEST_H */
