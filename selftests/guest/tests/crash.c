// SPDX-License-Identifier: GPL-2.0
/*
 * What no guest survives: each of these ends the domain with one line in the
 * monitor's log, and nobody else notices. "not reached" is the failure.
 */
#include "guest.h"
#include "smp.h"
#include "xen/mmu.h"
#include "xen/sched.h"
#include "xen/segment.h"
#include "xen/trap.h"
#include "xen/vcpu.h"

static void __noreturn not_reached(void)
{
	ok(false, "not reached");
	plan();
	shutdown(SHUTDOWN_poweroff);
}

static void about_to(const char *what)
{
	ok(true, "about to %s", what);
	plan();
}

/* crash-handler: an exception without a handler. */
static void no_handler(void)
{
	static struct trap_info none[1];
	static struct trap_info page_fault[2] = {
		{ .vector = 14, .cs = FLAT_KERNEL_CS, .address = 0 },
	};

	hypercall1(__HYPERVISOR_set_trap_table, addr(none));
	hypercall1(__HYPERVISOR_set_trap_table, addr(page_fault));
	/* Entry 0 of a table ends it: only a null table clears handlers. */
	hypercall1(__HYPERVISOR_set_trap_table, 0);
	about_to("fault without a handler");
	asm volatile("movq $1, 8");
	not_reached();
}

/* crash-stack: no stack to enter the handler on. */
static void no_stack(void)
{
	about_to("fault without a stack");
	asm volatile("xorl %%esp, %%esp; ud2" : : : "memory");
	not_reached();
}

/* crash-stack-hole: a stack that is the monitor's. */
static void hole_stack(void)
{
	about_to("fault on the monitor's stack");
	asm volatile("movq %0, %%rsp; ud2" : : "r"(0xffff818040005000) :
		     "memory");
	not_reached();
}

/* crash-stack-table: a stack that is a page table. */
static void table_stack(void)
{
	about_to("fault on a page table for a stack");
	asm volatile("movq %0, %%rsp; ud2" : : "r"(start->pt_base + 2048) :
		     "memory");
	not_reached();
}

/* crash-iret: the way back cannot be read. */
static void bad_iret(void)
{
	about_to("iret from nowhere");
	asm volatile("movq $16, %%rsp; syscall"
		     :
		     : "a"(__HYPERVISOR_iret)
		     : "memory");
	not_reached();
}

/* crash-user: into user mode, which has no page tables. */
static void no_user(void)
{
	about_to("enter user mode without page tables");
	enter_user(0x1000, 0x2000, FLAT_USER_CS, FLAT_USER_SS, 0);
	not_reached();
}

/* crash-self: the guest's own wish. */
static void on_purpose(void)
{
	about_to("crash");
	shutdown(SHUTDOWN_crash);
}

/* crash-unmapped: the code that runs is unmapped, and so is the handler. */
static void pull_the_rug(void)
{
	u64 l4 = table_of((void *)VIRT_BASE, 4);

	about_to("unmap the kernel");
	mmu_update_one(l4 * PAGE_SIZE + 511 * 8, 0);
	not_reached();
}

/* All vCPUs that there are call fn(), which does not return. */
static void __noreturn everywhere(void (*fn)(void *))
{
	unsigned int id;

	for (id = 1; id < SMP_VCPUS; id++)
		if (vcpu_op(VCPUOP_is_up, id, NULL) || vcpu_start(id, fn, NULL))
			break;
	ok(true, "looping on %u", id);
	plan();
	fn(NULL);
	not_reached();
}

static void compute(void *arg)
{
	for (;;)
		;
}

/* loop: forever, deaf to everything but xl destroy. */
static void loop(void)
{
	everywhere(compute);
}

static void call(void *arg)
{
	for (;;)
		hypercall2(__HYPERVISOR_xen_version, 0, 0);
}

/* loop-hypercall: forever busy in the monitor. */
static void loop_hypercall(void)
{
	everywhere(call);
}

/* loop-fault: forever in exceptions. */
static bool again(struct trap_frame *f)
{
	return true;
}

static void fault(void *arg)
{
	asm volatile("ud2");
}

static void loop_fault(void)
{
	trap_hook = again;
	everywhere(fault);
}

TEST("crash-handler", no_handler);
TEST("crash-stack", no_stack);
TEST("crash-stack-hole", hole_stack);
TEST("crash-stack-table", table_stack);
TEST("crash-iret", bad_iret);
TEST("crash-user", no_user);
TEST("crash-self", on_purpose);
TEST("crash-unmapped", pull_the_rug);
TEST("loop", loop);
TEST("loop-hypercall", loop_hypercall);
TEST("loop-fault", loop_fault);
