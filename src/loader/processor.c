// SPDX-License-Identifier: GPL-2.0
/*
 * Hoist and drop of one processor, and its number with the monitor.
 *
 * A processor compares its registers right before with right after; those of
 * the hoist and of the drop are compared, too, where Linux does not change
 * them in between.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <asm/debugreg.h>
#include <asm/io.h>
#include <asm/msr.h>

#include "compat.h"
#include "cpu_state.h"
#include "loader.h"
#include "processor.h"
#include "switch.h"

#define CHECK_OFFSET(name, field) \
	static_assert(offsetof(struct up_cpu, field) == (name))
CHECK_OFFSET(UP_CPU_CR0, state.cr0);
CHECK_OFFSET(UP_CPU_CR2, state.cr2);
CHECK_OFFSET(UP_CPU_CR3, state.cr3);
CHECK_OFFSET(UP_CPU_CR4, state.cr4);
CHECK_OFFSET(UP_CPU_DR6, state.dr6);
CHECK_OFFSET(UP_CPU_DR7, state.dr7);
CHECK_OFFSET(UP_CPU_ES, state.es);
CHECK_OFFSET(UP_CPU_CS, state.cs);
CHECK_OFFSET(UP_CPU_SS, state.ss);
CHECK_OFFSET(UP_CPU_DS, state.ds);
CHECK_OFFSET(UP_CPU_GDT_LIMIT, state.gdtr.limit);
CHECK_OFFSET(UP_CPU_GDT_BASE, state.gdtr.base);
CHECK_OFFSET(UP_CPU_IDT_LIMIT, state.idtr.limit);
CHECK_OFFSET(UP_CPU_IDT_BASE, state.idtr.base);
CHECK_OFFSET(UP_CPU_RSP, rsp);
CHECK_OFFSET(UP_CPU_RIP, rip);
CHECK_OFFSET(UP_CPU_RFLAGS, rflags);
CHECK_OFFSET(UP_CPU_RAX, rax);
CHECK_OFFSET(UP_CPU_RBX, rbx);
CHECK_OFFSET(UP_CPU_R15, r15);

#define VM_CR_SVMDIS BIT(4)

/* Nothing enabled; bit 10 reads as one (APM vol.2 13.1.1.4). */
#define DR7_OFF BIT(10)

/**
 * struct hoist_cpu - a processor's part
 * @shared: what the monitor reads and writes
 * @before: registers right before the hoist
 * @after: right after it
 * @last: right before the drop
 * @native: right after it
 */
struct hoist_cpu {
	struct up_cpu *shared;
	struct ldr_state before;
	struct ldr_state after;
	struct ldr_state last;
	struct ldr_state native;
};

static struct hoist_cpu *cpus[UP_MAX_CPUS];

/* A processor's place in cpus[], plus one; 0: it has none. */
static DEFINE_PER_CPU(unsigned int, number);
static DEFINE_PER_CPU(bool, demoted);

bool ldr_cpu_hoisted(void)
{
	return this_cpu_read(demoted);
}

unsigned int ldr_cpus_max(void)
{
	return min_t(unsigned int, num_possible_cpus(), UP_MAX_CPUS);
}

/* GIF off: not even an NMI may come while the tables change hands. */
void ldr_svm_begin(void)
{
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, efer | EFER_SVME);
	asm volatile("clgi" : : : "memory");
}

void ldr_svm_end(void)
{
	u64 efer;

	asm volatile("stgi" : : : "memory");
	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, efer & ~EFER_SVME);
}

/*
 * No breakpoint of Linux' may hit while the tables change hands, nor in the
 * monitor: DR7 is off across the switch. Linux itself turns it on again, so
 * that an emulator that follows writes of DR7 alone (QEMU) misses none.
 */
static unsigned long breakpoints_off(void)
{
	unsigned long dr7;

	get_debugreg(dr7, 7);
	set_debugreg(DR7_OFF, 7);
	return dr7;
}

static void breakpoints_on(unsigned long dr7)
{
	set_debugreg(dr7, 7);
}

static int cpu_alloc(unsigned int i)
{
	struct up_cpu *shared = (void *)get_zeroed_page(GFP_KERNEL);

	cpus[i] = kzalloc(sizeof(*cpus[i]), GFP_KERNEL);
	if (!cpus[i] || !shared) {
		free_page((unsigned long)shared);
		return -ENOMEM;
	}
	cpus[i]->shared = shared;
	shared->leave_va = (u64)ldr_leave;
	shared->self_va = (u64)shared;
	ldr_init->cpu[i] = __pa(shared);
	return 0;
}

static int number_all(const struct cpumask *mask, unsigned int *next)
{
	unsigned int cpu;
	int err;

	for_each_cpu(cpu, mask) {
		if (per_cpu(number, cpu) || *next == ldr_cpus_max())
			continue;
		err = cpu_alloc(*next);
		if (err)
			return err;
		per_cpu(number, cpu) = ++*next;
	}
	return 0;
}

int ldr_cpus_alloc(void)
{
	unsigned int n = 0;
	int err;

	BUILD_BUG_ON(sizeof(struct up_cpu) > PAGE_SIZE);
	/* The doctor looked when processors could still come online. */
	if (num_online_cpus() > UP_MAX_CPUS)
		return -E2BIG;
	err = number_all(cpu_online_mask, &n);
	if (!err)
		err = number_all(cpu_present_mask, &n);
	if (!err)
		err = number_all(cpu_possible_mask, &n);
	ldr_init->nr_cpus = n;
	return err;
}

void ldr_cpus_free(void)
{
	unsigned int i;
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(number, cpu) = 0;
	for (i = 0; i < UP_MAX_CPUS; i++) {
		if (cpus[i])
			free_page((unsigned long)cpus[i]->shared);
		kfree(cpus[i]);
		cpus[i] = NULL;
	}
}

unsigned int ldr_cpu_number(unsigned int cpu)
{
	unsigned int n = per_cpu(number, cpu);

	return n ? n - 1 : UP_MAX_CPUS;
}

static struct hoist_cpu *part_of(unsigned int cpu)
{
	return cpus[per_cpu(number, cpu) - 1];
}

/* The doctor asked the processors that were online then. */
static int may_hoist(void)
{
	u64 efer, vm_cr;

	if (READ_ONCE(ldr_shared->failed))
		return -ENODEV;
	rdmsrl(MSR_EFER, efer);
	if (efer & EFER_SVME)
		return -EBUSY;
	if (!rdmsrl_safe(MSR_VM_CR, &vm_cr) && vm_cr & VM_CR_SVMDIS)
		return -EACCES;
	return this_cpu_read(number) ? 0 : -E2BIG;
}

int ldr_cpu_hoist(void)
{
	struct hoist_cpu *c;
	unsigned long dr7;
	s64 err = may_hoist();

	if (err)
		return err;
	c = part_of(smp_processor_id());
	ldr_state_read(&c->before);
	ldr_state_capture(&c->before, &c->shared->state);
	dr7 = breakpoints_off();
	c->shared->state.dr7 = DR7_OFF;
	/* First: an NMI that crashes right behind the switch must leave. */
	this_cpu_write(demoted, true);
	ldr_svm_begin();
	/* Returns as a guest, GIF on again; or natively with an error. */
	err = ldr_switch(ldr_init->top, ldr_image_entry(true),
			 this_cpu_read(number) - 1);
	if (err)
		ldr_cpu_left();
	breakpoints_on(dr7);
	if (!err)
		ldr_state_read(&c->after);
	return err;
}

void ldr_cpu_left(void)
{
	/* Before an NMI can come. */
	this_cpu_write(demoted, false);
	ldr_svm_end();
}

/* Return: was it hoisted? */
static bool leave(void)
{
	struct ldr_call c = { .nr = UP_CALL_LEAVE };
	unsigned long dr7 = breakpoints_off();
	bool left;

	/* A monitor that fails at that, too, is asked once more. */
	do
		left = ldr_vmmcall_here(&c);
	while (left && c.result);
	if (left)
		ldr_cpu_left();
	breakpoints_on(dr7);
	return left;
}

void ldr_cpu_drop(void)
{
	struct hoist_cpu *c;

	if (!ldr_cpu_hoisted())
		return;
	c = part_of(smp_processor_id());
	ldr_state_read(&c->last);
	leave();
	ldr_state_read(&c->native);
}

void ldr_cpu_emergency(void)
{
	if (leave())
		pr_info("processor %u left\n", raw_smp_processor_id());
}

unsigned int ldr_cpu_hoist_compare(unsigned int cpu)
{
	const struct hoist_cpu *c = part_of(cpu);

	return ldr_state_compare("hoist", &c->before, &c->after, false);
}

unsigned int ldr_cpu_drop_compare(unsigned int cpu)
{
	const struct hoist_cpu *c = part_of(cpu);

	return ldr_state_compare("drop", &c->last, &c->native, false) +
	       ldr_state_compare("hoist and drop", &c->before, &c->native,
				 true);
}

void ldr_cpu_show(struct seq_file *m, unsigned int cpu)
{
	const struct hoist_cpu *c = part_of(cpu);

	ldr_state_show(m, cpu, &c->before, &c->after);
}
