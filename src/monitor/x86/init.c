// SPDX-License-Identifier: GPL-2.0
/* The monitor's first steps, before any processor is demoted. */
#include "control.h"
#include "core/lib.h"
#include "core/log.h"
#include "core/print.h"
#include "domain/cpuid.h"
#include "domain/domain_init.h"
#include "domain/time.h"
#include "mm/heap.h"
#include "x86/apic.h"
#include "x86/control_call.h"
#include "x86/cpu.h"
#include "x86/fail.h"
#include "x86/frametable.h"
#include "x86/hw.h"
#include "x86/idt.h"
#include "x86/paging.h"
#include "x86/run.h"
#include "xen/errno.h"

static int cpus_init(const struct up_init *init)
{
	int err;

	for (u32 i = 0; i < init->nr_cpus; i++) {
		err = cpu_prepare(i, maddr_to_direct(init->cpu[i]),
				  maddr_to_direct(init->counts[i]));
		if (!err)
			err = hw_cpu_init(cpu_of(i));
		if (err)
			return err;
	}
	return 0;
}

static int subsystems_init(const struct up_init *init)
{
	int err = paging_init(init);

	frametable_init(init);
	if (!err)
		err = cpus_init(init);
	if (!err)
		err = hw_init(init);
	if (!err)
		err = domain_init(maddr_to_direct(init->shared_info));
	return err;
}

/**
 * monitor_init() - called once by the loader (start.S)
 * @init_maddr: physical address of struct up_init
 *
 * Nothing of the machine changes yet. Return: 0 or -errno.
 */
s64 monitor_init(u64 init_maddr);
s64 monitor_init(u64 init_maddr)
{
	const struct up_init *init = maddr_to_direct(init_maddr);
	int err;

	if (init->magic != UP_MAGIC || init->size != sizeof(*init))
		return -XEN_EINVAL;
	log_init(maddr_to_direct(init->log), maddr_to_direct(init->shared));
	heap_init(maddr_to_direct(init->heap), init->heap_size);
	for (u32 i = 0; i < UP_MAX_EXTRA && init->extra[i]; i++)
		heap_init_extra(maddr_to_direct(init->extra[i]));
	fail_init(init);
	run_init(maddr_to_direct(init->shared));
	idt_init();
	cpuid_init();
	time_init(init->tsc_khz, init->wall_sec, (u32)init->wall_nsec);
	time_set_tsc_stable(init->tsc_stable);
	err = subsystems_init(init);
	if (err)
		log_line("monitor: initialisation failed: %d", err);
	else
		fail_initialised();
	return err;
}

/** cpu_hoist() - this processor becomes the monitor's (start.S) */
void cpu_hoist(struct cpu *c, u64 rip, u64 rsp, u64 rflags);
void cpu_hoist(struct cpu *c, u64 rip, u64 rsp, u64 rflags)
{
	cpu_load_tables(c->index);
	c->apic_id = apic_own_id();
	hw_demote(c, rip, rsp, rflags);
}
