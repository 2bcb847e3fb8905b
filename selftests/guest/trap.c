// SPDX-License-Identifier: GPL-2.0
/*
 * Exceptions and events. An exception inside try() ends the call there; any
 * other one is a failure of the test and ends the guest.
 */
#include "guest.h"
#include "smp.h"
#include "xen/callback.h"
#include "xen/sched.h"
#include "xen/segment.h"
#include "xen/trap.h"
#include "xen/vcpu_context.h"

#define NR_EXCEPTIONS 32

bool (*trap_hook)(struct trap_frame *f);
static u64 events_seen[64]; /* ports, like evtchn_pending */
static struct try_frame *trying[SMP_VCPUS];
static struct fault caught[SMP_VCPUS];

static struct vcpu_info *this_info(void)
{
	return &shared->vcpu_info[this_vcpu()];
}

static void callback_set(u16 type, const u8 *entry)
{
	struct callback_register r = {
		.type = type,
		.flags = CALLBACKF_mask_events,
		.address = addr(entry),
	};

	hypercall2(__HYPERVISOR_callback_op, CALLBACKOP_register, addr(&r));
}

static void table_fill(struct trap_info *table)
{
	unsigned int i;

	for (i = 0; i < NR_EXCEPTIONS; i++)
		table[i] = (struct trap_info){
			.vector = i,
			.flags = i == 3 ? 3 : 0,
			.cs = FLAT_KERNEL_CS,
			.address = addr(trap_handlers + i * TRAP_HANDLER_SIZE),
		};
	table[i] = (struct trap_info){
		.vector = VECTOR_SOFTWARE,
		.flags = 3,
		.cs = FLAT_KERNEL_CS,
		.address = addr(software_entry),
	};
}

/* Where the context wants each vector at its own index. */
void trap_context(struct vcpu_guest_context *c)
{
	struct trap_info *software = &c->trap_ctxt[NR_EXCEPTIONS];

	table_fill(c->trap_ctxt);
	c->trap_ctxt[VECTOR_SOFTWARE] = *software;
	*software = (struct trap_info){ 0 };
	c->event_callback_eip = addr(event_entry);
	c->failsafe_callback_eip = addr(failsafe_entry);
	c->syscall_callback_eip = addr(syscall_entry);
}

void trap_init(void)
{
	static struct trap_info table[NR_EXCEPTIONS + 2];

	table_fill(table);
	hypercall1(__HYPERVISOR_set_trap_table, addr(table));
	callback_set(CALLBACKTYPE_event, event_entry);
	callback_set(CALLBACKTYPE_failsafe, failsafe_entry);
	callback_set(CALLBACKTYPE_syscall, syscall_entry);
}

static u64 take(u64 *word)
{
	return __atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST);
}

/* All events are taken at once: who waits asks event_seen(). */
static void event_take(void)
{
	struct vcpu_info *info = this_info();
	unsigned int i;

	WRITE_ONCE(info->evtchn_upcall_pending, 0);
	take(&info->evtchn_pending_sel);
	for (i = 0; i < ARRAY_SIZE(shared->evtchn_pending); i++)
		__atomic_fetch_or(&events_seen[i],
				  take(&shared->evtchn_pending[i]),
				  __ATOMIC_SEQ_CST);
}

bool event_seen(u32 port)
{
	u64 bit = 1ULL << port % 64;

	return __atomic_fetch_and(&events_seen[port / 64], ~bit,
				  __ATOMIC_SEQ_CST) & bit;
}

void trap_handle(struct trap_frame *f)
{
	struct try_frame *t = trying[this_vcpu()];

	if (f->vector == VECTOR_EVENT) {
		event_take();
		return;
	}
	if (trap_hook && trap_hook(f))
		return;
	if (!t) {
		print("Bail out! vector %lu error %lx at %lx, address %lx",
		      (long)f->vector, (long)f->error, (long)f->rip,
		      (long)this_info()->arch.cr2);
		shutdown(SHUTDOWN_crash);
	}
	caught[this_vcpu()] = (struct fault){
		.happened = true,
		.vector = f->vector,
		.error = f->error,
		.rip = f->rip,
		.cr2 = this_info()->arch.cr2,
		.cs = f->cs,
	};
	f->rip = addr(try_resume);
	f->rsp = t->rsp;
	f->cs = FLAT_KERNEL_CS & ~3;
	f->ss = FLAT_KERNEL_SS;
}

struct fault try(void (*fn)(void *), void *arg)
{
	unsigned int id = this_vcpu();
	struct try_frame t;

	caught[id] = (struct fault){ 0 };
	trying[id] = &t;
	try_enter(&t, fn, arg);
	trying[id] = NULL;
	return caught[id];
}

void events_enable(void)
{
	struct vcpu_info *info = this_info();

	WRITE_ONCE(info->evtchn_upcall_mask, 0);
	/* Any hypercall takes what came while they were masked. */
	if (READ_ONCE(info->evtchn_upcall_pending))
		hypercall2(__HYPERVISOR_xen_version, 0, 0);
}

void events_disable(void)
{
	WRITE_ONCE(this_info()->evtchn_upcall_mask, 1);
}
