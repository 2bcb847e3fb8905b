// SPDX-License-Identifier: GPL-2.0
/*
 * What a kernel debugger does, without one: a breakpoint (INT3) on a function;
 * whoever hits it stops all other processors with NMIs, wherever they are, and
 * lets them go on after a while. The second breakpoint is a debug register's,
 * on a variable.
 *
 * A write to the parameter "prod" hits both; the sums are in the log at rmmod.
 */
#define pr_fmt(fmt) "roundup: " fmt

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hw_breakpoint.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/perf_event.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/nmi.h>

#define STOP_MS 5
/* An emulated processor may have to wait for its host that long. */
#define ARRIVE_MS 20000

static atomic_t wanted = ATOMIC_INIT(-1);
static atomic_t stopped;
static bool go_on;
static unsigned int hits, rounds, missing, data_hits;
static u64 watched;
static struct perf_event * __percpu *watch;

static int roundup_nmi(unsigned int type, struct pt_regs *regs)
{
	if (atomic_read(&wanted) != smp_processor_id())
		return NMI_DONE;
	atomic_set(&wanted, -1);
	atomic_inc(&stopped);
	while (!READ_ONCE(go_on))
		cpu_relax();
	atomic_dec(&stopped);
	return NMI_HANDLED;
}

static void wait_stopped(int value)
{
	unsigned int i;

	for (i = 0; i < ARRIVE_MS && atomic_read(&stopped) != value; i++)
		mdelay(1);
	if (atomic_read(&stopped) != value)
		missing++;
}

/* In the handler of INT3: interrupts are off here and go on elsewhere. */
static int roundup_hit(struct kprobe *p, struct pt_regs *regs)
{
	int here = smp_processor_id();
	int n = 0;
	int cpu;

	hits++;
	WRITE_ONCE(go_on, false);
	for_each_online_cpu(cpu) {
		if (cpu == here)
			continue;
		atomic_set(&wanted, cpu);
		apic->send_IPI(cpu, NMI_VECTOR);
		wait_stopped(++n);
	}
	mdelay(STOP_MS);
	rounds += atomic_read(&stopped) == n;
	WRITE_ONCE(go_on, true);
	wait_stopped(0);
	return 0;
}

/* With this handler the INT3 never turns into a jump. */
static void roundup_stepped(struct kprobe *p, struct pt_regs *regs,
			    unsigned long flags)
{
}

/* Not for ftrace, whose calls would take the place of INT3. */
static noinline notrace void roundup_target(void)
{
	WRITE_ONCE(watched, watched + 1);
}

static struct kprobe probe = {
	.addr = (kprobe_opcode_t *)roundup_target,
	.pre_handler = roundup_hit,
	.post_handler = roundup_stepped,
};

static void data_hit(struct perf_event *event, struct perf_sample_data *data,
		     struct pt_regs *regs)
{
	data_hits++;
}

static int prod_set(const char *value, const struct kernel_param *kp)
{
	roundup_target();
	return param_set_uint(value, kp);
}

static const struct kernel_param_ops prod_ops = {
	.set = prod_set,
	.get = param_get_uint,
};

static unsigned int prod;
module_param_cb(prod, &prod_ops, &prod, 0600);

static int watch_begin(void)
{
	struct perf_event_attr attr;

	hw_breakpoint_init(&attr);
	attr.bp_addr = (unsigned long)&watched;
	attr.bp_len = HW_BREAKPOINT_LEN_8;
	attr.bp_type = HW_BREAKPOINT_W;
	watch = register_wide_hw_breakpoint(&attr, data_hit, NULL);
	return IS_ERR((void __force *)watch) ?
		       PTR_ERR((void __force *)watch) : 0;
}

static int __init roundup_init(void)
{
	int err = register_nmi_handler(NMI_LOCAL, roundup_nmi, 0, "roundup");

	if (err)
		return err;
	err = watch_begin();
	if (err)
		goto out_nmi;
	err = register_kprobe(&probe);
	if (!err)
		return 0;
	unregister_wide_hw_breakpoint(watch);
out_nmi:
	unregister_nmi_handler(NMI_LOCAL, "roundup");
	return err;
}

static void __exit roundup_exit(void)
{
	unregister_kprobe(&probe);
	unregister_wide_hw_breakpoint(watch);
	unregister_nmi_handler(NMI_LOCAL, "roundup");
	pr_info("hits %u rounds %u missing %u data %u\n", hits, rounds,
		missing, data_hits);
}

module_init(roundup_init);
module_exit(roundup_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Breakpoints that stop all processors, for a test");
