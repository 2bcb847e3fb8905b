// SPDX-License-Identifier: GPL-2.0
/*
 * Other vCPUs. Each is initialised once, at the entry below; whenever it is
 * brought up again it goes on behind the call that took it down.
 */
#include "guest.h"
#include "smp.h"
#include "xen/sched.h"
#include "xen/segment.h"
#include "xen/vcpu.h"
#include "xen/vcpu_context.h"

#define STACK_SIZE 16384

/**
 * struct work - of a vCPU
 * @busy: fn() has not returned
 */
struct work {
	void (*fn)(void *arg);
	void *arg;
	bool initialised;
	bool busy;
};

static u8 stacks[SMP_VCPUS][STACK_SIZE] __aligned(STACK_SIZE);
static struct work works[SMP_VCPUS];

s64 vcpu_op(u32 cmd, unsigned int id, void *arg)
{
	return hypercall3(__HYPERVISOR_vcpu_op, cmd, id, addr(arg));
}

/* The first one's stack is another one, in start.S. */
unsigned int this_vcpu(void)
{
	u64 at = addr(__builtin_frame_address(0)) - addr(stacks);

	return at < sizeof(stacks) ? at / STACK_SIZE : 0;
}

static void __noreturn entry(void)
{
	unsigned int id = this_vcpu();

	for (;;) {
		works[id].fn(works[id].arg);
		__atomic_store_n(&works[id].busy, false, __ATOMIC_RELEASE);
		vcpu_op(VCPUOP_down, id, NULL);
	}
}

static s64 initialise(unsigned int id)
{
	static struct vcpu_guest_context c;
	u64 top = addr(stacks[id]) + STACK_SIZE;

	c = (struct vcpu_guest_context){
		.flags = VGCF_in_kernel,
		.user_regs.rip = addr(entry),
		.user_regs.rsp = top - 8, /* as behind a call */
		.user_regs.cs = FLAT_KERNEL_CS,
		.user_regs.ss = FLAT_KERNEL_SS,
		.kernel_ss = FLAT_KERNEL_SS,
		.kernel_sp = top,
	};
	c.ctrlreg[3] = va_to_mfn((void *)start->pt_base) * PAGE_SIZE;
	trap_context(&c);
	WRITE_ONCE(shared->vcpu_info[id].evtchn_upcall_mask, 1);
	return vcpu_op(VCPUOP_initialise, id, &c);
}

s64 vcpu_start(unsigned int id, void (*fn)(void *), void *arg)
{
	struct work *w = &works[id];
	s64 rc = 0;

	w->fn = fn;
	w->arg = arg;
	__atomic_store_n(&w->busy, true, __ATOMIC_RELEASE);
	if (!w->initialised)
		rc = initialise(id);
	if (rc)
		return rc;
	w->initialised = true;
	return vcpu_op(VCPUOP_up, id, NULL);
}

void vcpu_wait(unsigned int id)
{
	while (__atomic_load_n(&works[id].busy, __ATOMIC_ACQUIRE) ||
	       vcpu_op(VCPUOP_is_up, id, NULL) == 1)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}
