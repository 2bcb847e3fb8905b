// SPDX-License-Identifier: GPL-2.0
/*
 * Hoist and drop: all processors at once, inside stop_machine().
 *
 * Every processor compares its registers right before with right after; the
 * hoist's and the drop's are compared, too, where Linux does not change them.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/cpu.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <asm/io.h>
#include <asm/msr.h>

#include "compat.h"
#include "cpu_state.h"
#include "loader.h"
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

/**
 * struct rendezvous - what the processors share while Linux stands still
 * @next_index: monitor's number for the next processor to arrive
 * @done: processors that are through their part
 */
struct rendezvous {
	unsigned int cpus;
	atomic_t next_index;
	atomic_t done;
	int error;
};

static struct hoist_cpu *cpus[UP_MAX_CPUS];
static DEFINE_PER_CPU(unsigned int, monitor_index);
static bool hoisted;
static u64 hoist_ns, drop_ns;
static u64 differences;

bool ldr_hoisted(void)
{
	return READ_ONCE(hoisted);
}

u64 ldr_hoist_ns(void)
{
	return hoist_ns;
}

u64 ldr_drop_ns(void)
{
	return drop_ns;
}

u64 ldr_state_differences(void)
{
	return differences;
}

/* GIF off: not even an NMI may come while the tables change hands. */
static void svm_begin(void)
{
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, efer | EFER_SVME);
	asm volatile("clgi" : : : "memory");
}

static void svm_end(void)
{
	u64 efer;

	asm volatile("stgi" : : : "memory");
	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, efer & ~EFER_SVME);
}

/* Linux goes on meanwhile on the other processors. */
static int monitor_initialise(void)
{
	unsigned long flags;
	s64 err;

	local_irq_save(flags);
	svm_begin();
	err = ldr_switch(ldr_init->root, ldr_image_entry(false),
			 __pa(ldr_init));
	svm_end();
	local_irq_restore(flags);
	return err;
}

static void wait_for(atomic_t *count, int value)
{
	while (atomic_read(count) < value)
		cpu_relax();
}

static int demote(unsigned int index)
{
	struct hoist_cpu *c = cpus[index];
	s64 err;

	ldr_state_read(&c->before);
	ldr_state_capture(&c->before, &c->shared->state);
	svm_begin();
	/* Returns as a guest, GIF on again; or natively with an error. */
	err = ldr_switch(ldr_init->root, ldr_image_entry(true), index);
	if (err)
		svm_end();
	else
		ldr_state_read(&c->after);
	this_cpu_write(monitor_index, index);
	return err;
}

static void promote(void)
{
	struct hoist_cpu *c = cpus[this_cpu_read(monitor_index)];

	ldr_state_read(&c->last);
	ldr_call(UP_CALL_LEAVE, 0, 0);
	svm_end();
	ldr_state_read(&c->native);
}

static int hoist_this_cpu(void *data)
{
	struct rendezvous *r = data;
	unsigned int index = atomic_fetch_inc(&r->next_index);
	int err;

	err = demote(index);
	if (err)
		WRITE_ONCE(r->error, err);
	atomic_inc(&r->done);
	wait_for(&r->done, r->cpus);
	if (READ_ONCE(r->error) && !err)
		promote();
	return r->error;
}

static int drop_this_cpu(void *data)
{
	promote();
	return 0;
}

static void cpus_free(void)
{
	unsigned int i;

	for (i = 0; i < UP_MAX_CPUS; i++) {
		if (cpus[i])
			free_page((unsigned long)cpus[i]->shared);
		kfree(cpus[i]);
		cpus[i] = NULL;
	}
}

static int cpus_alloc(unsigned int n)
{
	unsigned int i;

	BUILD_BUG_ON(sizeof(struct up_cpu) > PAGE_SIZE);
	/* The doctor looked when processors could still come online. */
	if (n > UP_MAX_CPUS)
		return -E2BIG;
	for (i = 0; i < n; i++) {
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
	}
	ldr_init->nr_cpus = n;
	return 0;
}

static void compare_hoist(void)
{
	unsigned int i;

	for (i = 0; i < ldr_init->nr_cpus; i++)
		differences += ldr_state_compare("hoist", &cpus[i]->before,
						 &cpus[i]->after, false);
}

static void compare_drop(void)
{
	unsigned int i;

	for (i = 0; i < ldr_init->nr_cpus; i++) {
		struct hoist_cpu *c = cpus[i];

		differences += ldr_state_compare("drop", &c->last, &c->native,
						 false);
		differences += ldr_state_compare("hoist and drop", &c->before,
						 &c->native, true);
	}
}

int ldr_hoist(void)
{
	struct rendezvous r = { 0 };
	u64 start;
	int err;

	cpu_hotplug_disable();
	r.cpus = num_online_cpus();
	err = ldr_state_probe();
	if (!err)
		err = cpus_alloc(r.cpus);
	if (!err)
		err = monitor_initialise();
	if (!err) {
		start = ktime_get_ns();
		err = stop_machine(hoist_this_cpu, &r, cpu_online_mask);
		hoist_ns = ktime_get_ns() - start;
	}
	if (err) {
		cpus_free();
		cpu_hotplug_enable();
		return err;
	}
	WRITE_ONCE(hoisted, true);
	compare_hoist();
	return 0;
}

void ldr_drop(void)
{
	u64 start = ktime_get_ns();

	stop_machine(drop_this_cpu, NULL, cpu_online_mask);
	drop_ns = ktime_get_ns() - start;
	WRITE_ONCE(hoisted, false);
	compare_drop();
	cpus_free();
	cpu_hotplug_enable();
}
