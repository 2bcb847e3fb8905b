// SPDX-License-Identifier: GPL-2.0
/*
 * Scheduling of guests. Linux schedules their vCPUs as threads; the toolstack
 * is shown Xen's default scheduler, whose weight and cap become attributes of
 * these threads.
 */
#include <linux/errno.h>
#include <linux/limits.h>

#include "../loader.h"
#include "toolstack.h"

/* A vCPU's share of a processor in relation to others'. */
#define WEIGHT_DEFAULT 256

/* In a request to set parameters: leave this one as it is. */
#define KEEP_WEIGHT 0
#define KEEP_CAP U16_MAX

static void params_get(domid_t domid, struct xen_domctl_sched_credit2 *p)
{
	/* Neither the control domain nor one without vCPUs has a say here. */
	p->weight = WEIGHT_DEFAULT;
	p->cap = 0;
	if (domid)
		ldr_domain_weight_get(domid, &p->weight, &p->cap);
}

static long params_put(domid_t domid, const struct xen_domctl_sched_credit2 *p)
{
	struct xen_domctl_sched_credit2 next;

	params_get(domid, &next);
	if (p->weight != KEEP_WEIGHT)
		next.weight = p->weight;
	if (p->cap != KEEP_CAP)
		next.cap = p->cap;
	if (domid)
		return ldr_domain_weight_set(domid, next.weight, next.cap);
	return next.weight == WEIGHT_DEFAULT && !next.cap ? 0 : -EOPNOTSUPP;
}

long ts_domctl_scheduler_op(struct xen_domctl *op)
{
	struct xen_domctl_scheduler_op *req = &op->u.scheduler_op;
	long err = ts_domain_exists(op->domain);

	if (err)
		return err;
	if (req->sched_id != XEN_SCHEDULER_CREDIT2)
		return -EINVAL;
	switch (req->cmd) {
	case XEN_DOMCTL_SCHEDOP_getinfo:
		params_get(op->domain, &req->u.credit2);
		return 0;
	case XEN_DOMCTL_SCHEDOP_putinfo:
		return params_put(op->domain, &req->u.credit2);
	default:
		return -EINVAL;
	}
}
