// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls by which a guest sets up how it is entered and small parts of
 * its vCPU: trap table, callbacks, kernel stack, TS, debug registers, segment
 * bases. All act on the calling vCPU alone, so no lock is taken. table.c keeps
 * the control domain out, which has no vCPU here.
 */
#include "core/lib.h"
#include "core/types.h"
#include "domain/cpuid.h"
#include "domain/debugreg.h"
#include "domain/segment.h"
#include "domain/trap.h"
#include "domain/x86_bits.h"
#include "hypercall/hypercall.h"
#include "xen/callback.h"
#include "xen/errno.h"
#include "xen/nmi.h"
#include "xen/segment.h"
#include "xen/trap.h"

#define SEL_RPL 3

/* Entries of a trap table per attempt; a longer one is resumed. */
#define TRAPS_MAX XEN_NR_TRAPS

/* As many cost as much as a page-table entry. */
#define TRAPS_FOR_ONE 8

static void trap_set(struct vcpu_traps *traps, const struct trap_info *t)
{
	traps->rip[t->vector] = t->address;
	traps->cs[t->vector] = t->cs | SEL_RPL;
	traps->flags[t->vector] = t->flags & (TI_FLAG_DPL |
					      TI_FLAG_MASK_EVENTS);
}

/**
 * hc_set_trap_table() - set_trap_table(table)
 *
 * Takes entries until one with address 0; those before an error stay. Without
 * a table all handlers go.
 *
 * Return: 0, -XEN_EFAULT, -XEN_EINVAL (address is not canonical).
 */
s64 hc_set_trap_table(struct hypercall *hc)
{
	struct trap_info t;
	unsigned int n;

	if (!hc->arg[0]) {
		memset(&hc->v->traps, 0, sizeof(hc->v->traps));
		return 0;
	}
	for (n = 0; n < TRAPS_MAX; n++) {
		if (hc_copy_from(hc, &t, gva(hc->arg[0]), sizeof(t)))
			return -XEN_EFAULT;
		if (!t.address)
			return 0;
		if (!addr_is_canonical(t.address))
			return -XEN_EINVAL;
		trap_set(&hc->v->traps, &t);
		hc->arg[0] += sizeof(t);
		if (!(n % TRAPS_FOR_ONE))
			hc_spend(hc, 1);
	}
	return HC_RESTART;
}

/* NMIs have no callback of their own but trap 2, unmasked. */
static void nmi_set(struct vcpu *v, u64 address)
{
	trap_set(&v->traps, &(struct trap_info){
				    .vector = TRAP_NMI,
				    .cs = FLAT_KERNEL_CS,
				    .address = address,
			    });
}

static struct vcpu_callback *callback_find(struct vcpu *v, u16 type)
{
	switch (type) {
	case CALLBACKTYPE_event:
		return &v->event;
	case CALLBACKTYPE_failsafe:
		return &v->failsafe;
	case CALLBACKTYPE_syscall:
		return &v->syscall;
	case CALLBACKTYPE_syscall32:
		return &v->syscall32;
	case CALLBACKTYPE_sysenter:
		/*
		 * AMD's processors have no SYSENTER in long mode. On Intel's it
		 * raises #GP in a guest, and a kernel that is refused this
		 * offers its programs INT 80h.
		 */
		return cpuid_vendor(v) == CPUID_INTEL ? NULL : &v->sysenter;
	default:
		return NULL;
	}
}

static int callback_register(struct vcpu *v, const struct callback_register *r)
{
	struct vcpu_callback *cb = callback_find(v, r->type);

	if (!addr_is_canonical(r->address))
		return -XEN_EINVAL;
	if (!cb && r->type != CALLBACKTYPE_nmi)
		return -XEN_ENOSYS;
	if (!cb) {
		nmi_set(v, r->address);
		return 0;
	}
	cb->rip = r->address;
	cb->mask_events = r->flags & CALLBACKF_mask_events;
	return 0;
}

/* Only the NMI's can go: a guest cannot do without the others. */
static int callback_unregister(struct vcpu *v, u16 type)
{
	if (type == CALLBACKTYPE_nmi) {
		nmi_set(v, 0);
		return 0;
	}
	return callback_find(v, type) ? -XEN_EINVAL : -XEN_ENOSYS;
}

/**
 * hc_callback_op() - callback_op(cmd, arg)
 *
 * Return: 0; -XEN_EFAULT; -XEN_EINVAL address is not canonical, or a callback
 * that must stay; -XEN_ENOSYS no such operation or callback.
 */
s64 hc_callback_op(struct hypercall *hc)
{
	struct callback_unregister u;
	struct callback_register r;

	switch (hc->arg[0]) {
	case CALLBACKOP_register:
		if (hc_copy_from(hc, &r, gva(hc->arg[1]), sizeof(r)))
			return -XEN_EFAULT;
		return callback_register(hc->v, &r);
	case CALLBACKOP_unregister:
		if (hc_copy_from(hc, &u, gva(hc->arg[1]), sizeof(u)))
			return -XEN_EFAULT;
		return callback_unregister(hc->v, u.type);
	default:
		return -XEN_ENOSYS;
	}
}

/**
 * hc_nmi_op() - nmi_op(cmd, arg): callback_op for NMIs, as it was before
 *
 * Return: 0, -XEN_EFAULT, -XEN_EINVAL (not canonical), -XEN_ENOSYS.
 */
s64 hc_nmi_op(struct hypercall *hc)
{
	struct xennmi_callback cb;

	switch ((u32)hc->arg[0]) {
	case XENNMI_register_callback:
		if (hc_copy_from(hc, &cb, gva(hc->arg[1]), sizeof(cb)))
			return -XEN_EFAULT;
		if (!addr_is_canonical(cb.handler_address))
			return -XEN_EINVAL;
		nmi_set(hc->v, cb.handler_address);
		return 0;
	case XENNMI_unregister_callback:
		nmi_set(hc->v, 0);
		return 0;
	default:
		return -XEN_ENOSYS;
	}
}

/**
 * hc_set_callbacks() - set_callbacks(event, failsafe, syscall)
 *
 * The older form of callback_op. All three or none are taken.
 *
 * Return: 0 or -XEN_EINVAL.
 */
s64 hc_set_callbacks(struct hypercall *hc)
{
	struct vcpu *v = hc->v;

	if (!addr_is_canonical(hc->arg[0]) || !addr_is_canonical(hc->arg[1]) ||
	    !addr_is_canonical(hc->arg[2]))
		return -XEN_EINVAL;
	v->event = (struct vcpu_callback){ .rip = hc->arg[0] };
	v->failsafe = (struct vcpu_callback){ .rip = hc->arg[1] };
	v->syscall = (struct vcpu_callback){ .rip = hc->arg[2] };
	return 0;
}

/**
 * hc_stack_switch() - stack_switch(ss, sp): stack on entry from user mode
 *
 * Return: 0 or -XEN_EPERM (not canonical). Whether it can be written shows
 * when it is used.
 */
s64 hc_stack_switch(struct hypercall *hc)
{
	if (!addr_is_canonical(hc->arg[1]))
		return -XEN_EPERM;
	hc->v->kernel_ss = (u16)hc->arg[0] | SEL_RPL;
	hc->v->kernel_sp = hc->arg[1];
	return 0;
}

/** hc_fpu_taskswitch() - fpu_taskswitch(set): CR0.TS. Return: 0 */
s64 hc_fpu_taskswitch(struct hypercall *hc)
{
	hc->v->cr0_ts = (u32)hc->arg[0] ? X86_CR0_TS : 0;
	vcpu_ts_load(hc->v);
	return 0;
}

/** hc_set_debugreg() - set_debugreg(reg, value): see debugreg_set() */
s64 hc_set_debugreg(struct hypercall *hc)
{
	int rc;

	rc = debugreg_set(hc->v, (u32)hc->arg[0], hc->arg[1]);
	if (!rc)
		vcpu_debugreg_load(hc->v);
	return rc;
}

/** hc_get_debugreg() - get_debugreg(reg). Return: its value, -XEN_ENODEV */
s64 hc_get_debugreg(struct hypercall *hc)
{
	u64 value;
	int rc;

	rc = debugreg_get(hc->v, (u32)hc->arg[0], &value);
	if (rc)
		return rc;
	hc->final = true;
	return (s64)value;
}

/**
 * hc_set_segment_base() - set_segment_base(which, value)
 *
 * Return: 0; -XEN_EINVAL not canonical, or no such base. A selector that
 * cannot be loaded becomes null.
 */
s64 hc_set_segment_base(struct hypercall *hc)
{
	struct vcpu *v = hc->v;
	u64 base = hc->arg[1];
	u64 *field;

	switch (hc->arg[0]) {
	case SEGBASE_FS:
		field = &v->fs_base;
		break;
	case SEGBASE_GS_USER:
		field = &v->gs_base_user;
		break;
	case SEGBASE_GS_KERNEL:
		field = &v->gs_base_kernel;
		break;
	case SEGBASE_GS_USER_SEL:
		vcpu_gs_user_select(v, (u16)base);
		return 0;
	default:
		return -XEN_EINVAL;
	}
	if (!addr_is_canonical(base))
		return -XEN_EINVAL;
	vcpu_bases_read(v);
	*field = base;
	vcpu_bases_load(v);
	return 0;
}
