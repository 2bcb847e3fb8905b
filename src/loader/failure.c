// SPDX-License-Identifier: GPL-2.0
/*
 * Fail-native: the monitor hit a bug of its own. The processor that did so is
 * back in Linux by the monitor's doing, and all that a processor beneath can
 * still do is leave; the rest is done here.
 *
 * Afterwards all is as after the drop that a reboot forces: devices stay and
 * answer -ENODEV until the tools have closed them and rmmod comes.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/irq_work.h>
#include <linux/workqueue.h>
#include <asm/nmi.h>

#include "failure.h"
#include "loader.h"
#include "toolstack/toolstack.h"

static void way_back(struct work_struct *unused)
{
	ldr_console_flush();
	ldr_failure_print(ldr_report);
	/* Guests run until their processor is interrupted for this. */
	ldr_drop();
	ldr_domains_stop_all();
	ts_domains_gone();
	ldr_donated_free_all();
	pr_err("failure: Linux runs natively, all guests are gone. Stop the tools, rmmod and insmod to hoist again\n");
}

static DECLARE_WORK(work, way_back);
static bool noticed;

static void notice_irq(struct irq_work *unused)
{
	if (!xchg(&noticed, true))
		queue_work(system_long_wq, &work);
}

static DEFINE_IRQ_WORK(notice_work, notice_irq);

void ldr_failure_notice(void)
{
	irq_work_queue(&notice_work);
}

/*
 * A processor that failed while it served no call tells by an NMI. This one
 * may have come for somebody else as well: every handler gets to see it.
 */
static int failure_nmi(unsigned int type, struct pt_regs *regs)
{
	if (!READ_ONCE(ldr_shared->failed) || !ldr_hoisted())
		return NMI_DONE;
	ldr_failure_notice();
	return NMI_HANDLED;
}

int ldr_failure_init(void)
{
	return register_nmi_handler(NMI_LOCAL, failure_nmi, 0, "underpin");
}

void ldr_failure_exit(void)
{
	unregister_nmi_handler(NMI_LOCAL, "underpin");
	irq_work_sync(&notice_work);
	flush_work(&work);
}
