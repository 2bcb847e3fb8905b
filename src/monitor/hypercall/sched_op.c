// SPDX-License-Identifier: GPL-2.0
/*
 * sched_op (public/sched.h) and set_timer_op: a vCPU gives its processor
 * away, or a domain ends. The monitor schedules nothing: the handlers leave a
 * note in struct vcpu, and the run loop returns to Linux because of it.
 */
#include "domain/domain.h"
#include "domain/event_channel.h"
#include "domain/event_port.h"
#include "domain/time.h"
#include "domain/watchdog.h"
#include "hypercall/hypercall.h"
#include "hypercall/target.h"
#include "xen/errno.h"
#include "xen/sched.h"

/* A deadline further ahead is taken for a mistake, as Xen does. */
#define TIMER_FAR_SHIFT 50
#define TIMER_FAR_DELAY (100 * NSEC_PER_MSEC)

/* Copying and checking the ports of a poll, in page-table entries of work. */
#define POLL_COST 16

static s64 op_yield(struct hypercall *hc, gva_t arg)
{
	hc->v->yielding = true;
	return 0;
}

/*
 * Unmasking and sleeping are one step: blocked is set before the look at the
 * pending byte, and whoever raises an event stores that byte before the kick.
 */
static s64 op_block(struct hypercall *hc, gva_t arg)
{
	struct vcpu *v = hc->v;

	__atomic_store_n(&v->info->evtchn_upcall_mask, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&v->blocked, true, __ATOMIC_SEQ_CST);
	if (ec_pending(v))
		v->blocked = false;
	return 0;
}

/* A reason that the toolstack does not know is a crash to it. */
static u8 shutdown_reason(u32 reason)
{
	return reason > SHUTDOWN_MAX ? SHUTDOWN_crash : (u8)reason;
}

static s64 op_shutdown(struct hypercall *hc, gva_t arg)
{
	struct sched_shutdown op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	domain_shutdown(hc->d, shutdown_reason(op.reason));
	return 0;
}

static s64 op_poll(struct hypercall *hc, gva_t arg)
{
	evtchn_port_t port[SCHED_POLL_MAX_PORTS];
	struct sched_poll op;
	u32 i;

	hc_spend(hc, POLL_COST);
	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	if (op.nr_ports > SCHED_POLL_MAX_PORTS)
		return -XEN_EINVAL;
	if (hc_copy_from(hc, port, gva(op.ports),
			 op.nr_ports * sizeof(port[0])))
		return -XEN_EFAULT;
	for (i = 0; i < op.nr_ports; i++)
		if (!ec_port_valid(hc->d, port[i]))
			return -XEN_EINVAL;
	if (op.timeout && op.timeout <= time_now())
		return 0;
	ec_poll_begin(hc->v, port, op.nr_ports, op.timeout);
	return 0;
}

/* For a kernel that others will stop: the reason that is reported then. */
static s64 op_shutdown_code(struct hypercall *hc, gva_t arg)
{
	struct sched_shutdown op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	domain_shutdown_latch(hc->d, shutdown_reason(op.reason));
	return 0;
}

static s64 op_watchdog(struct hypercall *hc, gva_t arg)
{
	struct sched_watchdog op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return watchdog_set(hc->d, op.id, op.timeout);
}

static s64 remote_shutdown(struct hypercall *hc, gva_t arg)
{
	struct sched_remote_shutdown op;
	struct domain *d;
	s64 err = 0;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	d = domain_get(op.domain_id);
	if (!d)
		return -XEN_ESRCH;
	if (!hc_is_control(hc) || d == hc->d)
		err = -XEN_EPERM;
	else
		domain_shutdown(d, shutdown_reason(op.reason));
	domain_put(d);
	return err;
}

typedef s64 sched_op_fn(struct hypercall *hc, gva_t arg);

/* What a guest does to itself. */
static sched_op_fn *const sched_ops[] = {
	[SCHEDOP_yield] = op_yield,
	[SCHEDOP_block] = op_block,
	[SCHEDOP_shutdown] = op_shutdown,
	[SCHEDOP_poll] = op_poll,
	[SCHEDOP_shutdown_code] = op_shutdown_code,
	[SCHEDOP_watchdog] = op_watchdog,
};

s64 hc_sched_op(struct hypercall *hc)
{
	u32 cmd = hc->arg[0];

	if (cmd == SCHEDOP_remote_shutdown)
		return remote_shutdown(hc, gva(hc->arg[1]));
	if (cmd == SCHEDOP_pin_override)
		return -XEN_EPERM;
	if (!hc->v || cmd >= ARRAY_SIZE(sched_ops) || !sched_ops[cmd])
		return -XEN_ENOSYS;
	return sched_ops[cmd](hc, gva(hc->arg[1]));
}

s64 hc_set_timer_op(struct hypercall *hc)
{
	u64 deadline = hc->arg[0], now = time_now();

	if (!hc->v)
		return -XEN_ENOSYS;
	if (!deadline) {
		hc->v->timer.singleshot = 0;
		return 0;
	}
	if (deadline > S64_MAX ||
	    (deadline > now && (deadline - now) >> TIMER_FAR_SHIFT))
		deadline = now + TIMER_FAR_DELAY;
	time_singleshot_set(hc->v, deadline);
	return 0;
}
