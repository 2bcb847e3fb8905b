// SPDX-License-Identifier: GPL-2.0
/*
 * event_channel_op: arguments and permissions (abi.md 1.9); the work is done
 * in domain/event_port.c.
 *
 * A port whose number cannot be told to the caller is closed again, so that a
 * bad pointer does not use up ports.
 *
 * The control domain's events are taken by the loader, from bitmaps alone.
 */
#include "domain/event_channel.h"
#include "domain/event_fifo.h"
#include "domain/event_port.h"
#include "hypercall/hypercall.h"
#include "hypercall/target.h"
#include "xen/errno.h"
#include "xen/event_channel.h"
#include "xen/event_fifo.h"

/* The one that Xen uses to go on with a reset: no public header has it. */
#define EVTCHNOP_reset_cont 14

/*
 * Finding a free port, in page-table entries of work: the domain may have used
 * all of its ports but the last.
 */
#define PORT_COST 32
#define PORTS_FOR_ONE 64

/* Looking at all ports of the bitmaps, or raising those of a page of words. */
#define CONTROL_COST 1024

/* Tell the caller a port of @d, at @field of its structure. */
static s64 port_out(struct hypercall *hc, struct domain *d, gva_t field,
		    s64 port)
{
	evtchn_port_t out = port;

	hc_spend(hc, PORT_COST + d->events.max_port / PORTS_FOR_ONE);
	if (port == HC_NEED_FRAMES)
		hc->frames_wanted = 1;
	if (port < 0)
		return port;
	if (!hc_copy_to(hc, field, &out, sizeof(out)))
		return 0;
	ec_close(d, out);
	return -XEN_EFAULT;
}

#define PORT_FIELD(arg, type) gva((arg).a + offsetof(struct type, port))

static s64 op_alloc_unbound(struct hypercall *hc, gva_t arg)
{
	struct evtchn_alloc_unbound op;
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err)
		return err;
	if (op.remote_dom == DOMID_SELF)
		op.remote_dom = hc->d->domid;
	err = port_out(hc, d, PORT_FIELD(arg, evtchn_alloc_unbound),
		       ec_alloc_unbound(d, op.remote_dom));
	domain_put(d);
	return err;
}

static s64 op_bind_interdomain(struct hypercall *hc, gva_t arg)
{
	struct evtchn_bind_interdomain op;
	struct domain *rd;
	s64 err;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	if (op.remote_dom == DOMID_SELF)
		op.remote_dom = hc->d->domid;
	/* Any domain may be named: its unbound port says who may bind. */
	rd = domain_get(op.remote_dom);
	if (!rd)
		return -XEN_ESRCH;
	arg.a += offsetof(struct evtchn_bind_interdomain, local_port);
	err = port_out(hc, hc->d, arg,
		       ec_bind_interdomain(hc->d, rd, op.remote_port));
	domain_put(rd);
	return err;
}

static s64 op_bind_virq(struct hypercall *hc, gva_t arg)
{
	struct evtchn_bind_virq op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return port_out(hc, hc->d, PORT_FIELD(arg, evtchn_bind_virq),
			ec_bind_virq(hc->d, op.virq, op.vcpu));
}

static s64 op_bind_ipi(struct hypercall *hc, gva_t arg)
{
	struct evtchn_bind_ipi op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return port_out(hc, hc->d, PORT_FIELD(arg, evtchn_bind_ipi),
			ec_bind_ipi(hc->d, op.vcpu));
}

/* There are no physical interrupts to bind. */
static s64 op_bind_pirq(struct hypercall *hc, gva_t arg)
{
	struct evtchn_bind_pirq op;

	return hc_copy_from(hc, &op, arg, sizeof(op)) ? -XEN_EFAULT :
							-XEN_EPERM;
}

static s64 op_close(struct hypercall *hc, gva_t arg)
{
	struct evtchn_close op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return ec_close(hc->d, op.port);
}

static s64 op_send(struct hypercall *hc, gva_t arg)
{
	struct evtchn_send op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return ec_send(hc->d, op.port);
}

static s64 op_status(struct hypercall *hc, gva_t arg)
{
	struct evtchn_status op;
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err)
		return err;
	err = ec_status(d, &op);
	domain_put(d);
	if (!err && hc_copy_to(hc, arg, &op, sizeof(op)))
		err = -XEN_EFAULT;
	return err;
}

static s64 op_bind_vcpu(struct hypercall *hc, gva_t arg)
{
	struct evtchn_bind_vcpu op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return ec_bind_vcpu(hc->d, op.port, op.vcpu);
}

static s64 op_unmask(struct hypercall *hc, gva_t arg)
{
	struct evtchn_unmask op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return ec_unmask(hc->d, op.port);
}

static s64 op_reset(struct hypercall *hc, gva_t arg)
{
	struct evtchn_reset op;
	struct domain *d;
	s64 err;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	err = hc_target(hc, op.dom, &d);
	if (err)
		return err;
	/* Others must not be able to see it done by halves. */
	if (d != hc->d && READ_ONCE(d->pause_count) <= 0)
		err = -XEN_EINVAL;
	else
		err = ec_reset(d, &hc->budget);
	domain_put(d);
	return err == -XEN_ERESTART ? HC_RESTART : err;
}

/* A reset that has to go on is repeated: none is ever left to be continued. */
static s64 op_reset_cont(struct hypercall *hc, gva_t arg)
{
	struct evtchn_reset op;

	return hc_copy_from(hc, &op, arg, sizeof(op)) ? -XEN_EFAULT :
							-XEN_EBUSY;
}

static s64 fifo_result(struct hypercall *hc, s64 err)
{
	if (err == -XEN_ERESTART)
		return HC_RESTART;
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = 2;
	return err;
}

static s64 op_init_control(struct hypercall *hc, gva_t arg)
{
	struct evtchn_init_control op;
	s64 err;

	if (!hc->v)
		return -XEN_ENOSYS;
	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	hc_spend(hc, CONTROL_COST);
	err = fifo_init_control(hc->d, op.vcpu, mfn(op.control_gfn), op.offset,
				&hc->budget);
	if (err)
		return fifo_result(hc, err);
	op.link_bits = EVTCHN_FIFO_LINK_BITS;
	return hc_copy_to(hc, arg, &op, sizeof(op)) ? -XEN_EFAULT : 0;
}

static s64 op_expand_array(struct hypercall *hc, gva_t arg)
{
	struct evtchn_expand_array op;

	if (!hc->v)
		return -XEN_ENOSYS;
	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	hc_spend(hc, CONTROL_COST);
	return fifo_result(hc, fifo_expand(hc->d, mfn(op.array_gfn),
					   &hc->budget));
}

static s64 op_set_priority(struct hypercall *hc, gva_t arg)
{
	struct evtchn_set_priority op;

	if (hc_copy_from(hc, &op, arg, sizeof(op)))
		return -XEN_EFAULT;
	return ec_set_priority(hc->d, op.port, op.priority);
}

typedef s64 ec_op_fn(struct hypercall *hc, gva_t arg);

static ec_op_fn *const ec_ops[] = {
	[EVTCHNOP_bind_interdomain] = op_bind_interdomain,
	[EVTCHNOP_bind_virq] = op_bind_virq,
	[EVTCHNOP_bind_pirq] = op_bind_pirq,
	[EVTCHNOP_close] = op_close,
	[EVTCHNOP_send] = op_send,
	[EVTCHNOP_status] = op_status,
	[EVTCHNOP_alloc_unbound] = op_alloc_unbound,
	[EVTCHNOP_bind_ipi] = op_bind_ipi,
	[EVTCHNOP_bind_vcpu] = op_bind_vcpu,
	[EVTCHNOP_unmask] = op_unmask,
	[EVTCHNOP_reset] = op_reset,
	[EVTCHNOP_init_control] = op_init_control,
	[EVTCHNOP_expand_array] = op_expand_array,
	[EVTCHNOP_set_priority] = op_set_priority,
	[EVTCHNOP_reset_cont] = op_reset_cont,
};

s64 hc_event_channel_op(struct hypercall *hc)
{
	u32 cmd = hc->arg[0];

	if (cmd >= ARRAY_SIZE(ec_ops) || !ec_ops[cmd])
		return -XEN_ENOSYS;
	return ec_ops[cmd](hc, gva(hc->arg[1]));
}
