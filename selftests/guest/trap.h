/* SPDX-License-Identifier: GPL-2.0 */
/* Exceptions, events and user mode: trap_entry.S and trap.c. */
#ifndef GUEST_TRAP_H
#define GUEST_TRAP_H

#include "base.h"

/* Entry points in trap_entry.S. */
#define TRAP_HANDLER_SIZE 16
extern u8 trap_handlers[], try_resume[];
extern u8 event_entry[], failsafe_entry[], syscall_entry[];
extern u8 software_entry[];

/** struct try_frame - where try_enter() can be resumed */
struct try_frame {
	u64 rsp;
};

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

struct vcpu_guest_context;

/** trap_context() - the same handlers for another vCPU */
void trap_context(struct vcpu_guest_context *c);

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

/* What trap_entry.S and trap.c call of each other. */
struct trap_frame;
bool try_enter(struct try_frame *t, void (*fn)(void *), void *arg);
void trap_handle(struct trap_frame *f);

#endif /* GUEST_TRAP_H */
