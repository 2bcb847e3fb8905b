// SPDX-License-Identifier: GPL-2.0
/*
 * event_channel_op (public/event_channel.h): arguments and permissions; the
 * work is done in domain/event_port.c.
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

/* What an operation is given, fetched once. */
union ec_arg {
	struct evtchn_alloc_unbound alloc_unbound;
	struct evtchn_bind_interdomain bind_interdomain;
	struct evtchn_bind_virq bind_virq;
	struct evtchn_bind_pirq bind_pirq;
	struct evtchn_close close;
	struct evtchn_send send;
	struct evtchn_status status;
	struct evtchn_bind_ipi bind_ipi;
	struct evtchn_bind_vcpu bind_vcpu;
	struct evtchn_unmask unmask;
	struct evtchn_reset reset;
	struct evtchn_init_control init_control;
	struct evtchn_expand_array expand_array;
	struct evtchn_set_priority set_priority;
};

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

static s64 op_alloc_unbound(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_alloc_unbound *op = &u->alloc_unbound;
	struct domain *d;
	s64 err;

	err = hc_target(hc, op->dom, &d);
	if (err)
		return err;
	if (op->remote_dom == DOMID_SELF)
		op->remote_dom = hc->d->domid;
	err = port_out(hc, d, PORT_FIELD(arg, evtchn_alloc_unbound),
		       ec_alloc_unbound(d, op->remote_dom));
	domain_put(d);
	return err;
}

static s64 op_bind_interdomain(struct hypercall *hc, gva_t arg,
			       union ec_arg *u)
{
	struct evtchn_bind_interdomain *op = &u->bind_interdomain;
	struct domain *rd;
	s64 err;

	if (op->remote_dom == DOMID_SELF)
		op->remote_dom = hc->d->domid;
	/* Any domain may be named: its unbound port says who may bind. */
	rd = domain_get(op->remote_dom);
	if (!rd)
		return -XEN_ESRCH;
	arg.a += offsetof(struct evtchn_bind_interdomain, local_port);
	err = port_out(hc, hc->d, arg,
		       ec_bind_interdomain(hc->d, rd, op->remote_port));
	domain_put(rd);
	return err;
}

static s64 op_bind_virq(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_bind_virq *op = &u->bind_virq;

	return port_out(hc, hc->d, PORT_FIELD(arg, evtchn_bind_virq),
			ec_bind_virq(hc->d, op->virq, op->vcpu));
}

static s64 op_bind_ipi(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_bind_ipi *op = &u->bind_ipi;

	return port_out(hc, hc->d, PORT_FIELD(arg, evtchn_bind_ipi),
			ec_bind_ipi(hc->d, op->vcpu));
}

/* There are no physical interrupts to bind. */
static s64 op_bind_pirq(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	return -XEN_EPERM;
}

static s64 op_close(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_close *op = &u->close;

	return ec_close(hc->d, op->port);
}

static s64 op_send(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_send *op = &u->send;

	return ec_send(hc->d, op->port);
}

static s64 op_status(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_status *op = &u->status;
	struct domain *d;
	s64 err;

	err = hc_target(hc, op->dom, &d);
	if (err)
		return err;
	err = ec_status(d, op);
	domain_put(d);
	if (!err && hc_copy_to(hc, arg, op, sizeof(*op)))
		err = -XEN_EFAULT;
	return err;
}

static s64 op_bind_vcpu(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_bind_vcpu *op = &u->bind_vcpu;

	return ec_bind_vcpu(hc->d, op->port, op->vcpu);
}

static s64 op_unmask(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_unmask *op = &u->unmask;

	return ec_unmask(hc->d, op->port);
}

static s64 op_reset(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_reset *op = &u->reset;
	struct domain *d;
	s64 err;

	err = hc_target(hc, op->dom, &d);
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
static s64 op_reset_cont(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct domain *d;
	s64 err;

	err = hc_target(hc, u->reset.dom, &d);
	if (err)
		return err;
	domain_put(d);
	return -XEN_EBUSY;
}

static s64 fifo_result(struct hypercall *hc, s64 err)
{
	if (err == -XEN_ERESTART)
		return HC_RESTART;
	if (err == HC_NEED_FRAMES)
		hc->frames_wanted = 2;
	return err;
}

static s64 op_init_control(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_init_control *op = &u->init_control;
	s64 err;

	if (!hc->v)
		return -XEN_ENOSYS;
	hc_spend(hc, CONTROL_COST);
	err = fifo_init_control(hc->d, op->vcpu, mfn(op->control_gfn),
				op->offset, &hc->budget);
	if (err)
		return fifo_result(hc, err);
	op->link_bits = EVTCHN_FIFO_LINK_BITS;
	return hc_copy_to(hc, arg, op, sizeof(*op)) ? -XEN_EFAULT : 0;
}

static s64 op_expand_array(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_expand_array *op = &u->expand_array;

	if (!hc->v)
		return -XEN_ENOSYS;
	hc_spend(hc, CONTROL_COST);
	return fifo_result(hc, fifo_expand(hc->d, mfn(op->array_gfn),
					   &hc->budget));
}

static s64 op_set_priority(struct hypercall *hc, gva_t arg, union ec_arg *u)
{
	struct evtchn_set_priority *op = &u->set_priority;

	return ec_set_priority(hc->d, op->port, op->priority);
}

#define EC_OP(name, type)                                                      \
	[EVTCHNOP_##name] = { op_##name, sizeof(struct evtchn_##type) }

/**
 * struct ec_op - one sub-operation
 * @fn: carries it out
 * @size: of its argument, at its address in the caller's memory
 */
static const struct ec_op {
	s64 (*fn)(struct hypercall *hc, gva_t arg, union ec_arg *u);
	size_t size;
} ec_ops[] = {
	EC_OP(bind_interdomain, bind_interdomain),
	EC_OP(bind_virq, bind_virq),
	EC_OP(bind_pirq, bind_pirq),
	EC_OP(close, close),
	EC_OP(send, send),
	EC_OP(status, status),
	EC_OP(alloc_unbound, alloc_unbound),
	EC_OP(bind_ipi, bind_ipi),
	EC_OP(bind_vcpu, bind_vcpu),
	EC_OP(unmask, unmask),
	EC_OP(reset, reset),
	EC_OP(init_control, init_control),
	EC_OP(expand_array, expand_array),
	EC_OP(set_priority, set_priority),
	EC_OP(reset_cont, reset),
};

s64 hc_event_channel_op(struct hypercall *hc)
{
	gva_t arg = gva(hc->arg[1]);
	u32 cmd = hc->arg[0];
	union ec_arg u;

	if (cmd >= ARRAY_SIZE(ec_ops) || !ec_ops[cmd].fn)
		return -XEN_ENOSYS;
	if (hc_copy_from(hc, &u, arg, ec_ops[cmd].size))
		return -XEN_EFAULT;
	return ec_ops[cmd].fn(hc, arg, &u);
}
