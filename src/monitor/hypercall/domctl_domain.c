// SPDX-License-Identifier: GPL-2.0
/* domctl: a domain as a whole, once it is there. */
#include "core/lib.h"
#include "domain/time.h"
#include "domain/tsc.h"
#include "hypercall/domctl.h"
#include "xen/errno.h"

#define KB_PER_PAGE_SHIFT (PAGE_SHIFT - 10)
#define ADDRESS_SIZE 64
#define ADDRESS_SIZE_COMPAT 32

s64 domctl_pausedomain(struct hypercall *hc, struct domain *d,
		       struct xen_domctl *op)
{
	domain_pause(d);
	return 0;
}

s64 domctl_unpausedomain(struct hypercall *hc, struct domain *d,
			 struct xen_domctl *op)
{
	return domain_unpause(d);
}

s64 domctl_resumedomain(struct hypercall *hc, struct domain *d,
			struct xen_domctl *op)
{
	domain_shutdown_clear(d);
	return 0;
}

/*
 * A domain is blocked if all of its vCPUs that are up are, running if one of
 * them runs, neither if none is up. d->lock held.
 */
static void info_vcpus(const struct domain *d,
		       struct xen_domctl_getdomaininfo *out)
{
	u32 i, state = XEN_DOMINF_blocked;
	struct vcpu_runstate_info rs;
	const struct vcpu *v;

	out->max_vcpu_id = XEN_INVALID_MAX_VCPU_ID;
	for (i = 0; i < d->max_vcpus; i++) {
		v = d->vcpu[i];
		if (!v)
			continue;
		out->max_vcpu_id = i;
		time_runstate_get(v, &rs);
		out->cpu_time += rs.time[RUNSTATE_running];
		if (v->down)
			continue;
		out->nr_online_vcpus++;
		if (!v->blocked)
			state &= ~XEN_DOMINF_blocked;
		if (v->running)
			state |= XEN_DOMINF_running;
	}
	if (out->nr_online_vcpus)
		out->flags |= state;
}

static u32 info_flags(const struct domain *d)
{
	u32 flags = 0;

	if (d->life == DOMAIN_DEAD)
		flags |= XEN_DOMINF_dying;
	if (d->pause_count > 0)
		flags |= XEN_DOMINF_paused;
	if (d->xenstore)
		flags |= XEN_DOMINF_xs_domain;
	if (d->shutdown)
		flags |= XEN_DOMINF_shutdown |
			 (u32)d->shutdown_code << XEN_DOMINF_shutdownshift;
	return flags;
}

void domctl_info(struct domain *d, struct xen_domctl_getdomaininfo *out)
{
	memset(out, 0, sizeof(*out));
	spin_lock(&d->lock);
	out->domain = d->domid;
	out->flags = info_flags(d);
	out->tot_pages = d->tot_pages;
	out->max_pages = d->max_pages;
	if (d->claimed_pages > d->tot_pages)
		out->outstanding_pages = d->claimed_pages - d->tot_pages;
	out->shared_info_frame = d->shared_info_mfn.n;
	out->ssidref = d->ssidref;
	memcpy(out->handle, d->handle, sizeof(out->handle));
	if (d->domid == DOMAIN_CONTROL) {
		out->flags |= XEN_DOMINF_running;
		out->nr_online_vcpus = 1;
	} else {
		info_vcpus(d, out);
	}
	spin_unlock(&d->lock);
}

/* Not the domain named, but the first one from there on: tools list so. */
s64 domctl_getdomaininfo(struct hypercall *hc, struct domain *unused,
			 struct xen_domctl *op)
{
	struct domain *d;

	if (op->domain >= DOMID_FIRST_RESERVED)
		return -XEN_EINVAL;
	d = domain_get_next(op->domain);
	if (!d)
		return -XEN_ESRCH;
	domctl_info(d, &op->u.getdomaininfo);
	op->domain = d->domid;
	domain_put(d);
	return 0;
}

s64 domctl_max_mem(struct hypercall *hc, struct domain *d,
		   struct xen_domctl *op)
{
	/* Linux' own memory has no limit to set: it owns the server. */
	if (d->domid == DOMAIN_CONTROL)
		return -XEN_EOPNOTSUPP;
	spin_lock(&d->lock);
	/* May be below what the domain has: it then cannot grow. */
	d->max_pages = op->u.max_mem.max_memkb >> KB_PER_PAGE_SHIFT;
	spin_unlock(&d->lock);
	return 0;
}

s64 domctl_setdomainhandle(struct hypercall *hc, struct domain *d,
			   struct xen_domctl *op)
{
	spin_lock(&d->lock);
	memcpy(d->handle, op->u.setdomainhandle.handle, sizeof(d->handle));
	spin_unlock(&d->lock);
	return 0;
}

s64 domctl_settimeoffset(struct hypercall *hc, struct domain *d,
			 struct xen_domctl *op)
{
	spin_lock(&d->lock);
	d->time_offset = op->u.settimeoffset.time_offset_seconds;
	if (d->shared_info)
		time_update_wallclock(d);
	spin_unlock(&d->lock);
	return 0;
}

/*
 * Only in mode "always" does a restored guest find its TSC where it left it, at
 * the frequency that it had. Another one that comes from a processor of another
 * frequency is told of this one's by its clock record.
 */
s64 domctl_settscinfo(struct hypercall *hc, struct domain *d,
		      struct xen_domctl *op)
{
	const struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	if (t->tsc_mode > XEN_TSC_MODE_NEVER_EMULATE)
		return -XEN_EINVAL;
	spin_lock(&d->lock);
	time_tsc_set(d, t->tsc_mode, t->gtsc_khz, t->elapsed_nsec);
	d->tsc.incarnation = t->incarnation + 1;
	spin_unlock(&d->lock);
	return 0;
}

s64 domctl_gettscinfo(struct hypercall *hc, struct domain *d,
		      struct xen_domctl *op)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	memset(t, 0, sizeof(*t));
	spin_lock(&d->lock);
	t->tsc_mode = d->tsc.mode;
	t->incarnation = d->tsc.incarnation;
	if (d->tsc.mode != XEN_TSC_MODE_NEVER_EMULATE) {
		t->gtsc_khz = time_tsc_emulated(d) ? d->tsc.khz :
						     (u32)time_tsc_khz();
		t->elapsed_nsec = time_tsc_elapsed(d);
	}
	spin_unlock(&d->lock);
	return 0;
}

s64 domctl_set_address_size(struct hypercall *hc, struct domain *d,
			    struct xen_domctl *op)
{
	switch (op->u.address_size.size) {
	case ADDRESS_SIZE:
		return 0;
	case ADDRESS_SIZE_COMPAT:
		return -XEN_EOPNOTSUPP;
	default:
		return -XEN_EINVAL;
	}
}

s64 domctl_get_address_size(struct hypercall *hc, struct domain *d,
			    struct xen_domctl *op)
{
	op->u.address_size.size = ADDRESS_SIZE;
	return 0;
}

s64 domctl_subscribe(struct hypercall *hc, struct domain *d,
		     struct xen_domctl *op)
{
	if (op->u.subscribe.port > UINT16_MAX)
		return -XEN_EINVAL;
	d->suspend_port = op->u.subscribe.port;
	return 0;
}
