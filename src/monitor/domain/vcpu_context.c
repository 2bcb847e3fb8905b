// SPDX-License-Identifier: GPL-2.0
/*
 * Registers in and out of a vCPU that does not run: what the domain builder,
 * save and restore, and a guest that starts another vCPU see.
 *
 * A context is hostile. All checks that need no memory come first, then the
 * page tables and descriptor frames, which may take several calls, then the
 * registers: an error or a restart leaves the vCPU as it was.
 */
#include "domain/vcpu_context.h"
#include "core/lib.h"
#include "domain/debugreg.h"
#include "domain/domain.h"
#include "domain/segment.h"
#include "domain/x86_bits.h"
#include "mm/vcpu_mm.h"
#include "xen/errno.h"
#include "xen/segment.h"

#define SEL_RPL 3
#define LDT_MAX_ENTRIES 8192
#define DR6_DEFAULT 0xffff0ff0ULL /* APM vol.2 13.1.1.3 */
#define DR7_DEFAULT 0x400ULL

/* What a context may set of the real RFLAGS: never IF, IOPL, NT or VM. */
#define CONTEXT_RFLAGS                                                         \
	(X86_RFLAGS_STATUS | X86_RFLAGS_TF | X86_RFLAGS_DF | X86_RFLAGS_RF |   \
	 X86_RFLAGS_AC | X86_RFLAGS_ID)

void vcpu_registers_reset(struct vcpu *v)
{
	memset(&v->regs, 0, sizeof(v->regs));
	v->regs.rflags = X86_RFLAGS_IF | X86_RFLAGS_ONE;
	memset(v->debugreg, 0, sizeof(v->debugreg));
	v->debugreg[6] = DR6_DEFAULT;
	v->debugreg[7] = DR7_DEFAULT;
	v->cr0_ts = 0;
	v->cr4 = 0;
	v->kernel_mode = true;
	xstate_reset(v);
}

static mfn_t cr3_mfn(u64 cr3)
{
	return maddr_to_mfn(cr3);
}

/* The user root: frame 0 where the guest has none. */
static mfn_t cr1_mfn(u64 cr1)
{
	mfn_t m = maddr_to_mfn(cr1);

	return m.n ? m : MFN_NONE;
}

static u64 mfn_cr(mfn_t m)
{
	return mfn_is_none(m) ? 0 : mfn_to_maddr(m);
}

static bool addresses_ok(const struct vcpu_guest_context *c)
{
	u32 i;

	for (i = 0; i < XEN_NR_TRAPS; i++)
		if (!addr_is_canonical(c->trap_ctxt[i].address))
			return false;
	return addr_is_canonical(c->user_regs.rip) &&
	       addr_is_canonical(c->user_regs.rsp) &&
	       addr_is_canonical(c->kernel_sp) &&
	       addr_is_canonical(c->event_callback_eip) &&
	       addr_is_canonical(c->failsafe_callback_eip) &&
	       addr_is_canonical(c->syscall_callback_eip) &&
	       addr_is_canonical(c->fs_base) &&
	       addr_is_canonical(c->gs_base_kernel) &&
	       addr_is_canonical(c->gs_base_user);
}

static int context_check(const struct vcpu_guest_context *c)
{
	if (!addresses_ok(c))
		return -XEN_EINVAL;
	if (c->gdt_ents > FIRST_RESERVED_GDT_ENTRY)
		return -XEN_EINVAL;
	if (c->ldt_ents > LDT_MAX_ENTRIES || offset_in_page(c->ldt_base) ||
	    !addr_is_canonical(c->ldt_base))
		return -XEN_EINVAL;
	/* Nothing could be executed there. */
	if (!(c->flags & VGCF_in_kernel) && mfn_is_none(cr1_mfn(c->ctrlreg[1])))
		return -XEN_EINVAL;
	if (c->vm_assist & ~DOMAIN_VM_ASSISTS)
		return -XEN_EINVAL;
	return 0;
}

static bool same_memory(const struct vcpu *v,
			const struct vcpu_guest_context *c)
{
	u32 i, frames = (v->gdt_entries + 511) / 512;

	if (!mfn_eq(v->root, cr3_mfn(c->ctrlreg[3])) ||
	    !mfn_eq(v->user_root, cr1_mfn(c->ctrlreg[1])))
		return false;
	if (v->gdt_entries != c->gdt_ents || v->ldt_base != c->ldt_base ||
	    v->ldt_entries != c->ldt_ents)
		return false;
	for (i = 0; i < frames; i++)
		if (v->gdt[i].n != c->gdt_frames[i])
			return false;
	return true;
}

static int memory_set(struct vcpu *v, const struct vcpu_guest_context *c,
		      struct pt_budget *b)
{
	struct vcpu_mm mm = {
		.root = cr3_mfn(c->ctrlreg[3]),
		.user_root = cr1_mfn(c->ctrlreg[1]),
		.gdt_entries = c->gdt_ents,
	};
	int err;

	/* A vCPU that has memory keeps it: only its registers are replaced. */
	if (v->initialised)
		return same_memory(v, c) ? 0 : -XEN_EOPNOTSUPP;
	memcpy(mm.gdt, c->gdt_frames, sizeof(mm.gdt));
	err = vcpu_mm_set(v, &mm, b);
	if (err)
		return err;
	/* Found through the tables that the vCPU has by then. */
	return vcpu_ldt_set(v, c->ldt_ents ? c->ldt_base : 0, c->ldt_ents, b);
}

static void registers_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct cpu_user_regs *r = &v->regs;

	*r = c->user_regs;
	r->cs |= SEL_RPL;
	r->ss |= SEL_RPL;
	v->iopl = (r->rflags & X86_RFLAGS_IOPL) >> X86_RFLAGS_IOPL_SHIFT;
	r->rflags = (r->rflags & CONTEXT_RFLAGS) | X86_RFLAGS_IF |
		    X86_RFLAGS_ONE;
	r->error_code = 0;
	r->entry_vector = 0;
	v->fs_base = c->fs_base;
	v->gs_base_kernel = c->gs_base_kernel;
	v->gs_base_user = c->gs_base_user;
	v->kernel_ss = c->kernel_ss | SEL_RPL;
	v->kernel_sp = c->kernel_sp;
	v->cr0_ts = c->ctrlreg[0] & X86_CR0_TS;
	v->cr4 = c->ctrlreg[4] & (X86_CR4_TSD | X86_CR4_DE |
				  X86_CR4_FSGSBASE | X86_CR4_OSXSAVE);
	v->kernel_mode = c->flags & VGCF_in_kernel;
}

static void debug_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	u32 i;

	/* What a guest may not have stays as it is, and is no error. */
	for (i = 0; i < ARRAY_SIZE(v->debugreg); i++)
		if (i != 4 && i != 5)
			debugreg_set(v, i, c->debugreg[i]);
}

static void handlers_set(struct vcpu *v, const struct vcpu_guest_context *c)
{
	const struct trap_info *t;
	u32 i;

	for (i = 0; i < XEN_NR_TRAPS; i++) {
		t = &c->trap_ctxt[i];
		v->traps.rip[i] = t->address;
		v->traps.cs[i] = t->cs | SEL_RPL;
		v->traps.flags[i] = t->flags & (TI_FLAG_DPL |
						TI_FLAG_MASK_EVENTS);
	}
	v->event.rip = c->event_callback_eip;
	v->event.mask_events = true;
	v->failsafe.rip = c->failsafe_callback_eip;
	v->failsafe.mask_events = c->flags & VGCF_failsafe_disables_events;
	v->syscall.rip = c->syscall_callback_eip;
	v->syscall.mask_events = c->flags & VGCF_syscall_disables_events;
}

int vcpu_context_set(struct vcpu *v, const struct vcpu_guest_context *c,
		     struct pt_budget *b)
{
	int err = context_check(c);

	if (err)
		return err;
	err = memory_set(v, c, b);
	if (err)
		return err;
	registers_set(v, c);
	debug_set(v, c);
	handlers_set(v, c);
	if (c->flags & VGCF_i387_valid)
		xstate_set_legacy(v, c->fpu_ctxt);
	if (!v->id)
		v->d->vm_assist = c->vm_assist;
	v->down = !(c->flags & VGCF_online);
	v->initialised = true;
	return 0;
}

static void handlers_get(const struct vcpu *v, struct vcpu_guest_context *c)
{
	struct trap_info *t;
	u32 i;

	for (i = 0; i < XEN_NR_TRAPS; i++) {
		t = &c->trap_ctxt[i];
		t->vector = i;
		t->flags = v->traps.flags[i];
		t->cs = v->traps.cs[i];
		t->address = v->traps.rip[i];
	}
	c->event_callback_eip = v->event.rip;
	c->failsafe_callback_eip = v->failsafe.rip;
	c->syscall_callback_eip = v->syscall.rip;
	if (v->failsafe.mask_events)
		c->flags |= VGCF_failsafe_disables_events;
	if (v->syscall.mask_events)
		c->flags |= VGCF_syscall_disables_events;
}

static void registers_get(const struct vcpu *v, struct vcpu_guest_context *c)
{
	c->user_regs = v->regs;
	c->user_regs.rflags |= (u64)v->iopl << X86_RFLAGS_IOPL_SHIFT;
	/* The guest's interrupt flag is its event mask. */
	if (READ_ONCE(v->info->evtchn_upcall_mask))
		c->user_regs.rflags &= ~X86_RFLAGS_IF;
	c->fs_base = v->fs_base;
	c->gs_base_kernel = v->gs_base_kernel;
	c->gs_base_user = v->gs_base_user;
	c->kernel_ss = v->kernel_ss;
	c->kernel_sp = v->kernel_sp;
	c->ctrlreg[0] = X86_CR0_PG | X86_CR0_AM | X86_CR0_WP | X86_CR0_NE |
			X86_CR0_ET | X86_CR0_MP | X86_CR0_PE | v->cr0_ts;
	c->ctrlreg[1] = mfn_cr(v->user_root);
	c->ctrlreg[3] = mfn_cr(v->root);
	c->ctrlreg[4] = X86_CR4_PAE | v->cr4;
	memcpy(c->debugreg, v->debugreg, sizeof(c->debugreg));
}

void vcpu_context_get(const struct vcpu *v, struct vcpu_guest_context *c)
{
	u32 i;

	memset(c, 0, sizeof(*c));
	c->flags = VGCF_i387_valid;
	if (v->kernel_mode)
		c->flags |= VGCF_in_kernel;
	if (!v->down)
		c->flags |= VGCF_online;
	memcpy(c->fpu_ctxt, v->xsave, sizeof(c->fpu_ctxt));
	registers_get(v, c);
	handlers_get(v, c);
	c->ldt_base = v->ldt_base;
	c->ldt_ents = v->ldt_entries;
	c->gdt_ents = v->gdt_entries;
	for (i = 0; i < (v->gdt_entries + 511) / 512; i++)
		c->gdt_frames[i] = v->gdt[i].n;
	c->vm_assist = v->d->vm_assist;
}
