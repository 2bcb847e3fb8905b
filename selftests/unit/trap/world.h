/* SPDX-License-Identifier: GPL-2.0 */
/* A guest in its kernel, with a handler for everything and two stacks. */
#ifndef TRAP_WORLD_H
#define TRAP_WORLD_H

#include "domain.h"
#include "guest.h"
#include "log.h"
#include "regs.h"
#include "tap.h"
#include "core/types.h"
#include "domain/cpuid.h"
#include "domain/domain.h"
#include "domain/trap.h"
#include "domain/vcpu.h"
#include "domain/x86_bits.h"
#include "hypercall/hypercall.h"
#include "xen/errno.h"
#include "xen/segment.h"
#include "xen/trap.h"

#define HANDLER(vector) (0xffffffff81000000ULL + 0x10 * (vector))
#define EVENT_HANDLER 0xffffffff82000000ULL
#define FAILSAFE_HANDLER 0xffffffff82000100ULL
#define SYSCALL_HANDLER 0xffffffff82000200ULL
#define SYSCALL32_HANDLER 0xffffffff82000300ULL

#define STACK_WORDS 64

/* RFLAGS of the interrupted context, and as the guest sees them. */
#define FLAGS (X86_RFLAGS_ONE | X86_RFLAGS_IF | X86_RFLAGS_CF)

extern struct vcpu *v;
extern struct vcpu_info *info;

/* Top of the stack that kernel_sp names, and of the one in use. */
extern u64 *kernel_stack;
extern u64 *current_stack;

/* System time in ns; some seconds at first. */
extern u64 fake_now;

/* Of the guest's processor. */
extern enum cpuid_vendor fake_vendor;

/** world_init() - once per case: kernel mode, events unmasked */
void world_init(void);

/** to_user() - as if the guest's user were interrupted */
void to_user(void);

/** FRAME_IS() - the words of the frame at RSP, from low to high addresses */
#define FRAME_IS(...)                                                          \
	frame_is((u64[]){ __VA_ARGS__ },                                       \
		 ARRAY_SIZE(((u64[]){ __VA_ARGS__ })))

void frame_is(const u64 *words, unsigned int n);

/** addr() - of a host object, as the guest's */
u64 addr(const void *p);

/** is_in_kernel() - at a handler with its stack, mode and flags set */
void is_in_kernel(u64 rip);

/** call() - one hypercall of the guest by its handler */
s64 call(hc_fn *fn, u64 a, u64 b, u64 c);

/** last - of call() */
extern struct hypercall last;

#endif /* TRAP_WORLD_H */
