// SPDX-License-Identifier: GPL-2.0
/*
 * vcpu_op (public/vcpu.h): the life of a guest's vCPUs, the records that they
 * share with the guest, and their timers.
 *
 * Linux asks VCPUOP_is_up for one number after the other and counts vCPUs by
 * the first -XEN_ENOENT, so that answer has to be exact.
 */
#include "core/lib.h"
#include "core/spinlock.h"
#include "domain/domain.h"
#include "domain/event_channel.h"
#include "domain/event_port.h"
#include "domain/time.h"
#include "domain/vcpu_info.h"
#include "hypercall/hypercall.h"
#include "hypercall/scratch.h"
#include "mm/guest_copy.h"
#include "xen/errno.h"
#include "xen/sched.h"
#include "xen/vcpu_context.h"

#define PERIOD_MIN NSEC_PER_MSEC
#define PERIOD_MAX (1ULL << 62)

/* Copying and checking a context, in page-table entries of work. */
#define CONTEXT_COST 64

static s64 context_load(struct hypercall *hc, struct vcpu *v, gva_t arg,
			struct vcpu_guest_context *c)
{
	s64 err;

	hc_spend(hc, CONTEXT_COST);
	if (hc_copy_from(hc, c, arg, sizeof(*c)))
		return -XEN_EFAULT;
	spin_lock(&hc->d->lock);
	if (v->initialised)
		err = -XEN_EEXIST;
	else if (v->info == &v->own_info)
		err = -XEN_EINVAL; /* none that the guest could know */
	else
		err = vcpu_context_set(v, c, &hc->budget);
	if (!err)
		v->initialised = true;
	spin_unlock(&hc->d->lock);
	return err == -XEN_ERESTART ? HC_RESTART : err;
}

static s64 op_initialise(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	s64 err;

	err = context_load(hc, v, arg,
			   scratch_get(sizeof(struct vcpu_guest_context)));
	scratch_put();
	return err;
}

static s64 op_up(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	bool wake = false;
	s64 err = 0;

	spin_lock(&hc->d->lock);
	if (!v->initialised)
		err = -XEN_EINVAL;
	else
		wake = v->down;
	if (wake) {
		WRITE_ONCE(v->down, false);
		/* Else whoever runs it still accounts for its time. */
		if (!READ_ONCE(v->running))
			time_runstate_set(v, RUNSTATE_runnable);
	}
	spin_unlock(&hc->d->lock);
	if (wake)
		vcpu_kick(v);
	return err;
}

static bool any_up(const struct domain *d)
{
	u32 i;

	for (i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i] && !d->vcpu[i]->down)
			return true;
	return false;
}

/* A domain without a running vCPU could never be entered again. */
static s64 op_down(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	bool last;

	spin_lock(&hc->d->lock);
	v->down = true;
	last = !any_up(hc->d);
	spin_unlock(&hc->d->lock);
	if (last)
		domain_shutdown(hc->d, SHUTDOWN_poweroff);
	else
		vcpu_kick(v);
	return 0;
}

static s64 op_is_up(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	return !READ_ONCE(v->down);
}

static s64 op_get_runstate_info(struct hypercall *hc, struct vcpu *v,
				gva_t arg)
{
	struct vcpu_runstate_info r;

	time_runstate_get(v, &r);
	return hc_copy_to(hc, arg, &r, sizeof(r));
}

/* The first copy is immediate: the guest reads before its next switch. */
static s64 op_register_runstate(struct hypercall *hc, struct vcpu *v,
				gva_t arg)
{
	struct vcpu_register_runstate_memory_area op;
	struct vcpu_runstate_info r;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	if (!guest_range_ok(gva(op.addr.p), sizeof(r)))
		return -XEN_EFAULT;
	v->runstate_area = gva(op.addr.p);
	time_runstate_get(v, &r);
	if (op.addr.p)
		hc_copy_to(hc, v->runstate_area, &r, sizeof(r));
	return 0;
}

static s64 op_register_time(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	struct vcpu_register_time_memory_area op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	if (!guest_range_ok(gva(op.addr.p), sizeof(struct vcpu_time_info)))
		return -XEN_EFAULT;
	v->time_area = gva(op.addr.p);
	v->time_area_due = op.addr.p;
	if (v == hc->v)
		time_update_vcpu(v);
	return 0;
}

static s64 op_set_periodic(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	struct vcpu_set_periodic_timer op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	if (op.period_ns < PERIOD_MIN || op.period_ns > PERIOD_MAX)
		return -XEN_EINVAL;
	time_periodic_set(v, op.period_ns);
	/* Its thread is to know of the deadline. */
	if (v != hc->v)
		vcpu_kick(v);
	return 0;
}

static s64 op_stop_periodic(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	time_periodic_set(v, 0);
	return 0;
}

/* The flags are ignored, as Xen 4.17 does: what is past fires at once. */
static s64 op_set_singleshot(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	struct vcpu_set_singleshot_timer op;

	if (v != hc->v)
		return -XEN_EINVAL;
	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	time_singleshot_set(v, op.timeout_abs_ns);
	return 0;
}

static s64 op_stop_singleshot(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	if (v != hc->v)
		return -XEN_EINVAL;
	v->timer.singleshot = 0;
	return 0;
}

/* Only where nobody else can be using the old place: self, or not running. */
static s64 op_register_info(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	struct vcpu_register_vcpu_info op;
	int err;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	spin_lock(&hc->d->lock);
	if (v != hc->v && !v->down)
		err = -XEN_EINVAL;
	else
		err = pt_zap(hc->d, &hc->budget);
	if (!err)
		err = vcpu_info_register(v, mfn(op.mfn), op.offset,
					 &hc->budget);
	spin_unlock(&hc->d->lock);
	if (err)
		return err == -XEN_ERESTART ? HC_RESTART : err;
	time_update_vcpu(v);
	return 0;
}

static s64 op_send_nmi(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	v->nmi_pending = true;
	vcpu_kick(v);
	return 0;
}

/* Which processor Linux runs the vCPU on is not the guest's business. */
static s64 op_get_physid(struct hypercall *hc, struct vcpu *v, gva_t arg)
{
	return -XEN_EINVAL;
}

typedef s64 vcpu_op_fn(struct hypercall *hc, struct vcpu *v, gva_t arg);

static vcpu_op_fn *const vcpu_ops[] = {
	[VCPUOP_initialise] = op_initialise,
	[VCPUOP_up] = op_up,
	[VCPUOP_down] = op_down,
	[VCPUOP_is_up] = op_is_up,
	[VCPUOP_get_runstate_info] = op_get_runstate_info,
	[VCPUOP_register_runstate_memory_area] = op_register_runstate,
	[VCPUOP_set_periodic_timer] = op_set_periodic,
	[VCPUOP_stop_periodic_timer] = op_stop_periodic,
	[VCPUOP_set_singleshot_timer] = op_set_singleshot,
	[VCPUOP_stop_singleshot_timer] = op_stop_singleshot,
	[VCPUOP_register_vcpu_info] = op_register_info,
	[VCPUOP_send_nmi] = op_send_nmi,
	[VCPUOP_get_physid] = op_get_physid,
	[VCPUOP_register_vcpu_time_memory_area] = op_register_time,
};

s64 hc_vcpu_op(struct hypercall *hc)
{
	struct vcpu *v = hc->arg[1] < hc->d->max_vcpus ?
				 ec_vcpu(hc->d, hc->arg[1]) : NULL;
	u32 cmd = hc->arg[0];

	if (!v)
		return -XEN_ENOENT;
	if (cmd >= ARRAY_SIZE(vcpu_ops) || !vcpu_ops[cmd])
		return -XEN_ENOSYS;
	return vcpu_ops[cmd](hc, v, gva(hc->arg[2]));
}
