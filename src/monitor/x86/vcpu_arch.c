// SPDX-License-Identifier: GPL-2.0
/*
 * The registers of a vCPU that only the processor has: page-table base,
 * segments, debug and extended state. What vcpu.h says x86/ provides.
 */
#include "x86/vcpu_arch.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/cpuid.h"
#include "domain/domain.h"
#include "domain/tsc.h"
#include "domain/vcpu_context.h"
#include "mm/pagetable.h"
#include "mm/tlb.h"
#include "x86/apic.h"
#include "x86/hw.h"
#include "x86/idt.h"
#include "x86/insn.h"
#include "x86/paging.h"

#define DR7_ENABLED 0xff /* any of the L and G bits (APM vol.2 13.1.1.4) */
#define DR7_NONE 0x400

/* Bits of a guest's CR4 that change what the processor does at CPL 3. */
#define CR4_GUEST (CR4_TSD | CR4_DE)

static bool is_current(const struct vcpu *v)
{
	return this_cpu()->current == v;
}

static bool has_fsgsbase(void)
{
	return cpu_guest_cr4() & CR4_FSGSBASE;
}

static u64 fs_base_read(void)
{
	return has_fsgsbase() ? rdfsbase() : rdmsr(MSR_FS_BASE);
}

static u64 gs_base_read(void)
{
	return has_fsgsbase() ? rdgsbase() : rdmsr(MSR_GS_BASE);
}

static void fs_base_write(u64 base)
{
	if (has_fsgsbase())
		wrfsbase(base);
	else
		wrmsr(MSR_FS_BASE, base);
}

static void gs_base_write(u64 base)
{
	if (has_fsgsbase())
		wrgsbase(base);
	else
		wrmsr(MSR_GS_BASE, base);
}

/* The GS base that the current mode uses. */
static u64 *gs_base_in_use(struct vcpu *v)
{
	return v->kernel_mode ? &v->gs_base_kernel : &v->gs_base_user;
}

void vcpu_bases_read(struct vcpu *v)
{
	if (!is_current(v))
		return;
	v->fs_base = fs_base_read();
	*gs_base_in_use(v) = gs_base_read();
}

void vcpu_bases_load(struct vcpu *v)
{
	if (!is_current(v))
		return;
	fs_base_write(v->fs_base);
	gs_base_write(*gs_base_in_use(v));
}

void vcpu_root_load(struct vcpu *v)
{
	mfn_t root = v->kernel_mode ? v->root : v->user_root;
	u32 clock;

	if (!is_current(v))
		return;
	bug_on(mfn_is_none(root));
	clock = tlb_flush_begin(v);
	paging_guest_load(root);
	tlb_flush_end(v, clock);
}

void vcpu_mode_switch(struct vcpu *v)
{
	*gs_base_in_use(v) = gs_base_read();
	v->kernel_mode = !v->kernel_mode;
	gs_base_write(*gs_base_in_use(v));
	vcpu_root_load(v);
}

void vcpu_gs_user_select(struct vcpu *v, u16 sel)
{
	u64 kernel_base = gs_base_read();

	/*
	 * A selector that faults leaves null. Not every processor clears the
	 * base when null is loaded, and the kernel's is none of the user's.
	 */
	gs_base_write(0);
	load_gs(sel);
	v->gs_base_user = gs_base_read();
	gs_base_write(kernel_base);
}

/* Map @n frames at @va of this processor's window; nothing behind them. */
static void window_load(u64 va, const mfn_t *frames, unsigned int n,
			unsigned int pages)
{
	u64 *entry = paging_entry(va);

	bug_on(!entry);
	for (unsigned int i = 0; i < pages; i++) {
		u64 pte = 0;

		if (i < n)
			pte = mfn_to_maddr(frames[i]) | PTE_P | PTE_RW |
			      PTE_A | PTE_D | PTE_NX;
		if ((entry[i] ^ pte) & ~(PTE_A | PTE_D)) {
			WRITE_ONCE(entry[i], pte);
			invlpg(va + i * PAGE_SIZE);
		}
	}
}

static unsigned int descriptor_pages(u32 entries)
{
	return (unsigned int)((entries * 8ULL + PAGE_SIZE - 1) / PAGE_SIZE);
}

void vcpu_gdt_load(struct vcpu *v)
{
	if (is_current(v))
		window_load(gdt_window(this_cpu()->index), v->gdt,
			    descriptor_pages(v->gdt_entries), VCPU_GDT_FRAMES);
}

void vcpu_ldt_load(struct vcpu *v)
{
	u64 window = gdt_window(this_cpu()->index);
	u32 bytes = v->ldt_entries * 8;

	if (!is_current(v))
		return;
	window_load(window + LDT_WINDOW_OFFSET, v->ldt,
		    descriptor_pages(v->ldt_entries), VCPU_LDT_FRAMES);
	if (bytes)
		gdt_ldt_fill((u64 *)(window + GDT_RESERVED_PAGE * PAGE_SIZE),
			     window + LDT_WINDOW_OFFSET, bytes - 1);
	asm volatile("lldt %w0" : : "r"(bytes ? SEL_LDT : 0) : "memory");
}

void vcpu_cr4_load(struct vcpu *v)
{
	u64 cr4 = cpu_guest_cr4() | (v->cr4 & CR4_GUEST);

	if (!is_current(v))
		return;
	if (time_tsc_emulated(v->d))
		cr4 |= CR4_TSD;
	write_cr4(cr4);
}

void vcpu_ts_load(struct vcpu *v)
{
	if (!is_current(v))
		return;
	if (v->cr0_ts)
		write_cr0(read_cr0() | CR0_TS);
	else
		clts();
}

static void xcr0_write(u64 value)
{
	if (xgetbv(0) != value)
		xsetbv(0, value);
}

void vcpu_xcr0_load(struct vcpu *v)
{
	if (is_current(v))
		xcr0_write(v->xcr0);
}

static void debugreg_write(const u64 *dr)
{
	write_dr0(dr[0]);
	write_dr1(dr[1]);
	write_dr2(dr[2]);
	write_dr3(dr[3]);
}

void vcpu_debugreg_load(struct vcpu *v)
{
	struct cpu *c = this_cpu();

	if (!is_current(v))
		return;
	if (!c->dr_loaded && v->debugreg[7] & DR7_ENABLED) {
		c->linux_dr[0] = read_dr0();
		c->linux_dr[1] = read_dr1();
		c->linux_dr[2] = read_dr2();
		c->linux_dr[3] = read_dr3();
		c->dr_loaded = true;
	}
	if (!c->dr_loaded)
		return;
	debugreg_write(v->debugreg);
	write_dr7(v->debugreg[7] & DR7_ENABLED ? v->debugreg[7] : DR7_NONE);
}

static void debugreg_unload(struct cpu *c)
{
	if (!c->dr_loaded)
		return;
	write_dr7(DR7_NONE);
	debugreg_write(c->linux_dr);
	c->dr_loaded = false;
}

bool vcpu_selectors_load(struct vcpu *v)
{
	struct cpu_user_regs *r = &v->regs;
	int bad = load_ds(r->ds);

	bad |= load_es(r->es);
	bad |= load_fs(r->fs);
	bad |= load_gs(r->gs);
	vcpu_bases_load(v);
	return !bad;
}

static void selectors_unload(struct vcpu *v)
{
	struct cpu_user_regs *r = &v->regs;

	r->ds = read_ds();
	r->es = read_es();
	r->fs = read_fs();
	r->gs = read_gs();
	load_ds(0);
	load_es(0);
}

/*
 * All states that the guest may ever enable, not just those that it has: what
 * others left in the registers must be gone when it does. An image that XRSTOR
 * refuses came from a tool: start afresh instead.
 */
static void xstate_load(struct cpu *c, struct vcpu *v)
{
	u64 mask = cpuid_xcr0_mask(v);

	c->linux_xcr0 = xgetbv(0);
	xcr0_write(mask);
	if (xrstor(v->xsave, mask)) {
		log_line("d%u: bad extended state replaced", v->d->domid);
		xstate_reset(v);
		bug_on(xrstor(v->xsave, mask));
	}
	xcr0_write(v->xcr0);
}

static void xstate_unload(struct cpu *c, struct vcpu *v)
{
	u64 mask = cpuid_xcr0_mask(v);

	clts();
	xcr0_write(mask);
	xsave(v->xsave, mask);
	xcr0_write(c->linux_xcr0);
}

/*
 * What a guest taught the branch predictors must not steer another guest.
 * Nor what Linux does next, where it goes on to other work; an interrupt or a
 * request for memory leads back here too soon for that (docs/architecture.md).
 */
void vcpu_predictors_flush(struct cpu *c)
{
	if (cpu_has_ibpb())
		wrmsr(MSR_PRED_CMD, PRED_CMD_IBPB);
	c->last_vcpu = 0;
}

void vcpu_load(struct cpu *c, struct vcpu *v)
{
	if (c->last_vcpu && c->last_vcpu != v->serial)
		vcpu_predictors_flush(c);
	c->last_vcpu = v->serial;
	c->current = v;
	c->tss.rsp[0] = (u64)&v->regs.es;
	vcpu_cr4_load(v);
	xstate_load(c, v);
	vcpu_gdt_load(v);
	vcpu_root_load(v);
	hw_guest_load(c, v);
	vcpu_ldt_load(v);
	/* Linux' is in the VMCB; its conditions are not the guest's. */
	write_dr6(DR6_NONE);
	vcpu_debugreg_load(v);
	vcpu_ts_load(v);
}

void vcpu_unload(struct cpu *c, struct vcpu *v)
{
	vcpu_bases_read(v);
	selectors_unload(v);
	hw_guest_unload(c);
	xstate_unload(c, v);
	debugreg_unload(c);
	c->current = NULL;
	write_cr4(cpu_guest_cr4());
	paging_root_load();
}

void vcpu_abandon(struct cpu *c)
{
	load_ds(0);
	load_es(0);
	clts();
	write_cr4(cpu_guest_cr4());
	if (c->linux_xcr0)
		xcr0_write(c->linux_xcr0);
	debugreg_unload(c);
	c->current = NULL;
}

struct vcpu *vcpu_current(void)
{
	return this_cpu()->current;
}

void tlb_flush_local(void)
{
	struct cpu *c = this_cpu();
	u32 clock;

	if (!c->current)
		return;
	clock = tlb_flush_begin(c->current);
	paging_flush();
	tlb_flush_end(c->current, clock);
	c->tlb_flushes++;
}

void tlb_flush_page(u64 va)
{
	paging_flush_page(va);
}

/* Linux takes it for one of its own, which ask for nothing (apic.h). */
void tlb_interrupt(struct vcpu *v)
{
	this_cpu()->tlb_interrupts++;
	apic_kick(cpu_of(READ_ONCE(v->cpu))->apic_id);
}
