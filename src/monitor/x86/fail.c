// SPDX-License-Identifier: GPL-2.0
/*
 * When the monitor fails: panic() and unexpected exceptions end here.
 *
 * Nothing here takes a lock or trusts more of the monitor than this
 * processor's area, the page tables of the image and the control blocks.
 */
#include "x86/fail.h"

#include <stdarg.h>

#include "core/format.h"
#include "core/lib.h"
#include "core/print.h"
#include "domain/domain.h"
#include "x86/hw.h"
#include "x86/image.h"
#include "x86/insn.h"
#include "x86/paging.h"
#include "x86/vcpu_arch.h"
#include "xen/errno.h"

#define CALL_REL32 0xe8
#define CALL_REL32_LENGTH 5

static struct up_failure *report;
static struct up_shared *shared;
static bool initialised;
static bool claimed;

void fail_init(const struct up_init *init)
{
	report = maddr_to_direct(init->failure);
	shared = maddr_to_direct(init->shared);
}

void fail_initialised(void)
{
	initialised = true;
}

bool fail_happened(void)
{
	return READ_ONCE(shared->failed);
}

/* An exception is the way to all registers, whoever calls. */
void panic(const char *fmt, ...)
{
	char line[UP_FAILURE_MESSAGE];
	va_list args;

	va_start(args, fmt);
	format(line, sizeof(line), fmt, args);
	va_end(args);
	if (!initialised) {
		log_line("monitor: fatal: %s", line);
		fail_abort_init(-XEN_EIO);
	}
	if (!this_cpu()->failing)
		memcpy(this_cpu()->fail_message, line, sizeof(line));
	asm volatile("ud2" ::: "memory");
	__builtin_unreachable();
}

static void report_registers(const struct cpu_user_regs *r)
{
	report->regs = (struct up_registers){
		.rax = r->rax,
		.rbx = r->rbx,
		.rcx = r->rcx,
		.rdx = r->rdx,
		.rsi = r->rsi,
		.rdi = r->rdi,
		.rbp = r->rbp,
		.rsp = r->rsp,
		.r8 = r->r8,
		.r9 = r->r9,
		.r10 = r->r10,
		.r11 = r->r11,
		.r12 = r->r12,
		.r13 = r->r13,
		.r14 = r->r14,
		.r15 = r->r15,
		.rip = r->rip,
		.rflags = r->rflags,
		.cr0 = read_cr0(),
		.cr2 = read_cr2(),
		.cr3 = read_cr3(),
		.cr4 = read_cr4(),
	};
}

/*
 * The part of this processor's stacks from @sp upwards; empty if @sp is in
 * none of them. An overflow has left @sp in the hole below.
 */
static const u64 *stack_from(const struct cpu *c, u64 sp, const u64 **end)
{
	u64 area = cpu_area(c->index);
	u64 page = (sp - area) / PAGE_SIZE;

	*end = NULL;
	if (sp - area < PAGE_SIZE)
		sp = area + PAGE_SIZE;
	if (sp - area < CPU_AREA_STACK_TOP)
		*end = (const u64 *)(area + CPU_AREA_STACK_TOP);
	else if (sp - area < CPU_AREA_IST_TOP(IST_MC) &&
		 sp - area >= CPU_AREA_IST_TOP(IST_NMI) - PAGE_SIZE && page & 1)
		*end = (const u64 *)(area + (page + 1) * PAGE_SIZE);
	return *end ? (const u64 *)(sp & ~7ULL) : NULL;
}

static bool is_return_address(u64 a)
{
	if (a < (u64)monitor_head + CALL_REL32_LENGTH || a >= (u64)__text_end)
		return false;
	return *(const u8 *)(a - CALL_REL32_LENGTH) == CALL_REL32;
}

/* An endless recursion is one frame. */
static void report_stack(const struct cpu *c, u64 sp)
{
	const u64 *end;
	const u64 *at = stack_from(c, sp, &end);
	u64 last = 0;

	for (; at < end && report->frames < UP_FAILURE_FRAMES; at++) {
		if (*at == last || !is_return_address(*at))
			continue;
		last = *at;
		report->frame[report->frames++] = last;
	}
}

static void report_fill(struct cpu *c, const struct cpu_user_regs *regs)
{
	const struct vcpu *v = c->current;

	report->cpu = c->index;
	report->vector = regs->entry_vector;
	report->error = regs->error_code;
	report_registers(regs);
	memcpy(report->message, c->fail_message, sizeof(report->message));
	memcpy(report->exit, c->exit, sizeof(report->exit));
	report->exits = c->exits;
	report->domid = UP_NO_DOMAIN;
	report_stack(c, regs->rsp);
	if (!v)
		return;
	/* Last: what it points to may be what is broken. */
	report->vcpu = (u16)v->id;
	report->domid = v->d->domid;
}

static void __noreturn fail_leave(struct cpu *c)
{
	c->failing = FAIL_LEAVING;
	/* The report is complete, or as complete as it will ever be. */
	__atomic_store_n(&shared->failed, 1, __ATOMIC_RELEASE);
	__atomic_store_n(&shared->attention, 1, __ATOMIC_RELEASE);
	vcpu_abandon(c);
	hw_fail(c);
}

/* No NMI any more, and page tables that no guest has touched. */
static void fail_settle(struct cpu *c)
{
	hw_guest_unload(c);
	paging_root_load();
}

/* Somebody else's report is being written: it must be there before we go. */
static void report_await(void)
{
	while (!fail_happened())
		cpu_relax();
}

/**
 * fail_native() - the end of fail_switch(), on the stack of double faults
 * @regs: where the monitor was
 */
void __noreturn fail_native(const struct cpu_user_regs *regs);
void fail_native(const struct cpu_user_regs *regs)
{
	struct cpu *c = this_cpu();

	fail_settle(c);
	switch (c->failing) {
	case FAIL_NONE:
		c->failing = FAIL_REPORTING;
		if (__atomic_exchange_n(&claimed, true, __ATOMIC_ACQ_REL))
			report_await();
		else
			report_fill(c, regs);
		fail_leave(c);
	case FAIL_REPORTING:
		report->again = 1;
		fail_leave(c);
	}
	halt_forever();
}

void fail_check(void)
{
	struct cpu *c;

	if (likely(!fail_happened()))
		return;
	c = this_cpu();
	fail_settle(c);
	fail_leave(c);
}
