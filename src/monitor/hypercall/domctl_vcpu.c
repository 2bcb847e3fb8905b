// SPDX-License-Identifier: GPL-2.0
/*
 * domctl: one vCPU of a domain. Registers can be read and replaced only while
 * it does not run; the loader pauses the domain around these calls, so that
 * -XEN_EBUSY is not seen by tools.
 */
#include "core/lib.h"
#include "domain/cpuid.h"
#include "domain/cpuid_leaves.h"
#include "domain/segment.h"
#include "domain/time.h"
#include "domain/vcpu_context.h"
#include "hypercall/domctl.h"
#include "hypercall/scratch.h"
#include "xen/errno.h"
#include "xen/segment.h"

/* Lead-in of the extended state: XCR0 and all it ever was. */
struct xstate_header {
	u64 xcr0;
	u64 xcr0_accum;
};

/* What an ext_vcpucontext of a release without machine checks holds. */
#define EXT_CONTEXT_MIN offsetof(struct xen_domctl_ext_vcpucontext, vmce)

/* d->lock held. */
static struct vcpu *vcpu_find(const struct domain *d, u32 id)
{
	return id < d->max_vcpus ? d->vcpu[id] : NULL;
}

/*
 * Lock the domain and find a vCPU that holds still.
 *
 * Return: 0 with d->lock held, or -XEN_EINVAL, -XEN_EBUSY without.
 */
static s64 vcpu_lock(struct domain *d, u32 id, struct vcpu **out)
{
	struct vcpu *v;

	spin_lock(&d->lock);
	v = vcpu_find(d, id);
	if (v && !v->running) {
		*out = v;
		return 0;
	}
	spin_unlock(&d->lock);
	return v ? -XEN_EBUSY : -XEN_EINVAL;
}

static s64 context_write(struct hypercall *hc, struct domain *d,
			 const struct xen_domctl_vcpucontext *p,
			 struct vcpu_guest_context *c)
{
	struct vcpu *v;
	s64 ret;

	if (p->ctxt && hc_copy_from(hc, c, gva(p->ctxt), sizeof(*c)))
		return -XEN_EFAULT;
	ret = vcpu_lock(d, p->vcpu, &v);
	if (ret)
		return ret;
	if (!p->ctxt)
		vcpu_reset(v);
	else
		ret = vcpu_context_set(v, c, &hc->budget);
	/* The builder has cleared the page that holds the wall clock. */
	if (!ret && !v->id)
		time_update_wallclock(d);
	spin_unlock(&d->lock);
	return ret == -XEN_ERESTART ? HC_RESTART : ret;
}

s64 domctl_setvcpucontext(struct hypercall *hc, struct domain *d,
			  struct xen_domctl *op)
{
	s64 ret;

	ret = context_write(hc, d, &op->u.vcpucontext,
			    scratch_get(sizeof(struct vcpu_guest_context)));
	scratch_put();
	return ret;
}

static s64 context_read(struct hypercall *hc, struct domain *d,
			const struct xen_domctl_vcpucontext *p,
			struct vcpu_guest_context *c)
{
	struct vcpu *v;
	s64 ret;

	ret = vcpu_lock(d, p->vcpu, &v);
	if (ret)
		return ret;
	if (v->initialised)
		vcpu_context_get(v, c);
	else
		ret = -XEN_ENODATA;
	spin_unlock(&d->lock);
	if (!ret && hc_copy_to(hc, gva(p->ctxt), c, sizeof(*c)))
		return -XEN_EFAULT;
	return ret;
}

s64 domctl_getvcpucontext(struct hypercall *hc, struct domain *d,
			  struct xen_domctl *op)
{
	s64 ret;

	ret = context_read(hc, d, &op->u.vcpucontext,
			   scratch_get(sizeof(struct vcpu_guest_context)));
	scratch_put();
	return ret;
}

s64 domctl_getvcpuinfo(struct hypercall *hc, struct domain *d,
		       struct xen_domctl *op)
{
	struct xen_domctl_getvcpuinfo *p = &op->u.getvcpuinfo;
	struct vcpu_runstate_info rs;
	const struct vcpu *v;
	s64 ret = 0;

	if (p->vcpu >= d->max_vcpus)
		return -XEN_EINVAL;
	spin_lock(&d->lock);
	v = d->vcpu[p->vcpu];
	if (v) {
		time_runstate_get(v, &rs);
		p->online = !v->down;
		p->blocked = v->blocked;
		p->running = v->running;
		p->cpu_time = rs.time[RUNSTATE_running];
		p->cpu = 0;
	} else {
		ret = -XEN_ESRCH;
	}
	spin_unlock(&d->lock);
	return ret;
}

/* Buttons are for machines with ACPI, which no PV guest has. */
static s64 trigger_refused(u32 trigger)
{
	return trigger == XEN_DOMCTL_SENDTRIGGER_POWER ||
	       trigger == XEN_DOMCTL_SENDTRIGGER_SLEEP ? -XEN_EINVAL :
							 -XEN_ENOSYS;
}

s64 domctl_sendtrigger(struct hypercall *hc, struct domain *d,
		       struct xen_domctl *op)
{
	const struct xen_domctl_sendtrigger *p = &op->u.sendtrigger;
	struct vcpu *v;
	s64 ret;

	spin_lock(&d->lock);
	v = p->vcpu < d->max_vcpus ? d->vcpu[p->vcpu] : NULL;
	if (!v) {
		ret = -XEN_ESRCH;
	} else if (p->trigger == XEN_DOMCTL_SENDTRIGGER_NMI) {
		WRITE_ONCE(v->nmi_pending, true);
		vcpu_kick(v);
		ret = 0;
	} else {
		ret = trigger_refused(p->trigger);
	}
	spin_unlock(&d->lock);
	return ret;
}

s64 domctl_set_ext_vcpucontext(struct hypercall *hc, struct domain *d,
			       struct xen_domctl *op)
{
	const struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	struct vcpu *v;
	s64 ret;

	if (e->size < EXT_CONTEXT_MIN ||
	    !addr_is_canonical(e->syscall32_callback_eip) ||
	    !addr_is_canonical(e->sysenter_callback_eip))
		return -XEN_EINVAL;
	ret = vcpu_lock(d, e->vcpu, &v);
	if (ret)
		return ret;
	v->syscall32.rip = e->syscall32_callback_eip;
	v->syscall32.mask_events = e->syscall32_disables_events;
	v->sysenter.rip = e->sysenter_callback_eip;
	v->sysenter.mask_events = e->sysenter_disables_events;
	spin_unlock(&d->lock);
	return 0;
}

s64 domctl_get_ext_vcpucontext(struct hypercall *hc, struct domain *d,
			       struct xen_domctl *op)
{
	struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	u32 id = e->vcpu;
	struct vcpu *v;
	s64 ret;

	ret = vcpu_lock(d, id, &v);
	if (ret)
		return ret;
	memset(e, 0, sizeof(*e));
	e->vcpu = id;
	e->size = sizeof(*e);
	e->syscall32_callback_eip = v->syscall32.rip;
	e->syscall32_callback_cs = FLAT_KERNEL_CS;
	e->syscall32_disables_events = v->syscall32.mask_events;
	e->sysenter_callback_eip = v->sysenter.rip;
	e->sysenter_callback_cs = FLAT_KERNEL_CS;
	e->sysenter_disables_events = v->sysenter.mask_events;
	spin_unlock(&d->lock);
	return 0;
}

/*
 * The area is loaded into the vCPU before it is checked, because it has no
 * other place; one that fails is replaced by the initial state.
 */
static s64 extstate_load(struct hypercall *hc, struct vcpu *v,
			 const struct xen_domctl_vcpuextstate *e)
{
	u64 size = e->size - sizeof(struct xstate_header);
	struct xstate_header h;

	if (hc_copy_from(hc, &h, gva(e->buffer), sizeof(h)))
		return -XEN_EFAULT;
	if (h.xcr0_accum & ~cpuid_xcr0_mask(v) || size < cpuid_xstate_size(h.xcr0_accum))
		return -XEN_EINVAL;
	if (hc_copy_from(hc, v->xsave, gva(e->buffer + sizeof(h)), size)) {
		xstate_reset(v);
		return -XEN_EFAULT;
	}
	if (xstate_check(v, h.xcr0, h.xcr0_accum)) {
		xstate_reset(v);
		return -XEN_EINVAL;
	}
	v->xcr0 = h.xcr0;
	v->xcr0_accum = h.xcr0_accum;
	return 0;
}

s64 domctl_setvcpuextstate(struct hypercall *hc, struct domain *d,
			   struct xen_domctl *op)
{
	const struct xen_domctl_vcpuextstate *e = &op->u.vcpuextstate;
	struct vcpu *v;
	s64 ret;

	if (e->size < sizeof(struct xstate_header) ||
	    e->size > sizeof(struct xstate_header) + PAGE_SIZE)
		return -XEN_EINVAL;
	ret = vcpu_lock(d, e->vcpu, &v);
	if (ret)
		return ret;
	ret = extstate_load(hc, v, e);
	spin_unlock(&d->lock);
	return ret;
}

s64 domctl_getvcpuextstate(struct hypercall *hc, struct domain *d,
			   struct xen_domctl *op)
{
	struct xen_domctl_vcpuextstate *e = &op->u.vcpuextstate;
	struct xstate_header h;
	struct vcpu *v;
	u64 size;
	s64 ret;

	ret = vcpu_lock(d, e->vcpu, &v);
	if (ret)
		return ret;
	xstate_trim(v);
	h.xcr0 = v->xcr0;
	h.xcr0_accum = v->xcr0_accum;
	size = sizeof(h) + cpuid_xstate_size(h.xcr0_accum);
	if (!e->size && !e->buffer) {
		e->size = size;
		e->xfeature_mask = cpuid_xcr0_mask(v);
	} else if (e->size != size || e->xfeature_mask != cpuid_xcr0_mask(v)) {
		ret = -XEN_EINVAL;
	} else if (hc_copy_to(hc, gva(e->buffer), &h, sizeof(h)) ||
		   hc_copy_to(hc, gva(e->buffer + sizeof(h)), v->xsave,
			      size - sizeof(h))) {
		ret = -XEN_EFAULT;
	}
	spin_unlock(&d->lock);
	return ret;
}

/* No MSR of a PV guest needs to be carried along: the list is empty. */
s64 domctl_get_vcpu_msrs(struct hypercall *hc, struct domain *d,
			 struct xen_domctl *op)
{
	if (op->u.vcpu_msrs.vcpu >= d->max_vcpus)
		return -XEN_EINVAL;
	op->u.vcpu_msrs.msr_count = 0;
	return 0;
}

s64 domctl_set_vcpu_msrs(struct hypercall *hc, struct domain *d,
			 struct xen_domctl *op)
{
	if (op->u.vcpu_msrs.vcpu >= d->max_vcpus || op->u.vcpu_msrs.msr_count)
		return -XEN_EINVAL;
	return 0;
}
