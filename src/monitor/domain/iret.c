// SPDX-License-Identifier: GPL-2.0
/*
 * The way back from a guest's handlers: HYPERVISOR_iret takes a record from
 * the guest's stack (struct iret_context, public/arch-x86/xen-x86_64.h) that
 * says where to go on and in which mode.
 */
#include "core/types.h"
#include "domain/domain.h"
#include "domain/trap.h"
#include "domain/vcpu.h"
#include "domain/x86_bits.h"
#include "hypercall/hypercall.h"
#include "mm/guest_copy.h"
#include "xen/errno.h"
#include "xen/regs.h"
#include "xen/vm_assist.h"

static void registers_set(struct vcpu *v, const struct iret_context *c)
{
	struct cpu_user_regs *r = &v->regs;

	/*
	 * Any address and any selector of CPL 3 is taken. trap_deliver() turns
	 * a non-canonical RIP into #GP; so does the run loop with selectors
	 * that the processor refuses.
	 */
	r->rax = c->rax;
	r->rip = c->rip;
	r->cs = (u16)c->cs | 3;
	r->rflags = (c->rflags & TRAP_IRET_RFLAGS) | X86_RFLAGS_IF | X86_RFLAGS_ONE;
	r->rsp = c->rsp;
	r->ss = (u16)c->ss | 3;
	if (c->flags & VGCF_in_syscall) {
		/* As SYSRET leaves them. */
		r->rcx = r->rip;
		r->r11 = r->rflags;
		return;
	}
	r->rcx = c->rcx;
	r->r11 = c->r11;
}

void trap_iret(struct vcpu *v)
{
	struct iret_context c;

	if (guest_copy_from(&c, gva(v->regs.rsp), sizeof(c))) {
		domain_crash(v->d, "iret: no frame at %llx",
			     (unsigned long long)v->regs.rsp);
		return;
	}
	if ((c.cs & 3) == 3) {
		if (mfn_is_none(v->user_root)) {
			domain_crash(v->d, "iret: no user page tables");
			return;
		}
		vcpu_mode_switch(v);
	}
	if (v->d->vm_assist & 1ULL << VMASST_TYPE_architectural_iopl)
		v->iopl = (c.rflags & X86_RFLAGS_IOPL) >> X86_RFLAGS_IOPL_SHIFT;

	registers_set(v, &c);
	WRITE_ONCE(v->info->evtchn_upcall_mask, !(c.rflags & X86_RFLAGS_IF));
	v->nmi_masked = false;
}

/**
 * hc_iret() - HYPERVISOR_iret(): see trap_iret()
 *
 * Return: RAX as it was set, any value (hc->final); -XEN_EINVAL in a
 * multicall, where the stack that it works on has no place.
 */
s64 hc_iret(struct hypercall *hc)
{
	if (hc->in_multicall)
		return -XEN_EINVAL;
	trap_iret(hc->v);
	hc->final = true;
	return (s64)hc->v->regs.rax;
}
