// SPDX-License-Identifier: GPL-2.0
/*
 * The one table of processor state (design §3): everything is read, compared
 * and reported by walking it, so that no register can be forgotten in one of
 * these places.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/kernel.h>
#include <linux/sched.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/fpu/xcr.h>
#include <asm/msr.h>
#include <asm/special_insns.h>

#include "compat.h"
#include "cpu_state.h"

enum state_kind {
	STATE_CR0,
	STATE_CR2,
	STATE_CR3,
	STATE_CR4,
	STATE_CR8,
	STATE_XCR0,
	STATE_DR0,
	STATE_DR1,
	STATE_DR2,
	STATE_DR3,
	STATE_DR6,
	STATE_DR7,
	STATE_ES,
	STATE_CS,
	STATE_SS,
	STATE_DS,
	STATE_FS,
	STATE_GS,
	STATE_TR,
	STATE_LDTR,
	STATE_GDT_BASE,
	STATE_GDT_LIMIT,
	STATE_IDT_BASE,
	STATE_IDT_LIMIT,
	STATE_MSR,
};

/**
 * struct state_row - one register
 * @stable: Linux sets it once for a processor: compare over any time
 * @ignore: bits that the hoist changes on purpose
 */
struct state_row {
	const char *name;
	enum state_kind kind;
	u32 msr;
	bool stable;
	u64 ignore;
};

#define REG(n, s) { .name = #n, .kind = STATE_##n, .stable = s }
#define MSR(n, number, s) \
	{ .name = n, .kind = STATE_MSR, .msr = number, .stable = s }

static const struct state_row rows[] = {
	REG(CR0, true),
	REG(CR2, false),
	REG(CR3, false),
	REG(CR4, true),
	REG(CR8, true),
	REG(XCR0, true),
	REG(DR0, false),
	REG(DR1, false),
	REG(DR2, false),
	REG(DR3, false),
	REG(DR6, false),
	REG(DR7, false),
	REG(ES, true),
	REG(CS, true),
	REG(SS, true),
	REG(DS, true),
	REG(FS, false),
	REG(GS, false),
	REG(TR, true),
	REG(LDTR, false),
	REG(GDT_BASE, true),
	REG(GDT_LIMIT, true),
	REG(IDT_BASE, true),
	REG(IDT_LIMIT, true),
	/* VMRUN wants SVME; it stays readable as set (design §3) */
	{ .name = "EFER", .kind = STATE_MSR, .msr = MSR_EFER, .stable = true,
	  .ignore = EFER_SVME },
	MSR("FS_BASE", MSR_FS_BASE, false),
	MSR("GS_BASE", MSR_GS_BASE, true),
	MSR("KERNEL_GS_BASE", MSR_KERNEL_GS_BASE, false),
	MSR("STAR", MSR_STAR, true),
	MSR("LSTAR", MSR_LSTAR, true),
	MSR("CSTAR", MSR_CSTAR, true),
	MSR("SFMASK", MSR_SYSCALL_MASK, true),
	MSR("SYSENTER_CS", MSR_IA32_SYSENTER_CS, true),
	MSR("SYSENTER_ESP", MSR_IA32_SYSENTER_ESP, true),
	MSR("SYSENTER_EIP", MSR_IA32_SYSENTER_EIP, true),
	MSR("PAT", MSR_IA32_CR_PAT, true),
	MSR("TSC_AUX", MSR_TSC_AUX, true),
	MSR("APIC_BASE", MSR_IA32_APICBASE, true),
	MSR("DEBUGCTL", MSR_IA32_DEBUGCTLMSR, false),
	MSR("MTRR_DEF_TYPE", MSR_MTRRdefType, true),
	MSR("VM_CR", MSR_VM_CR, true),
	MSR("VM_HSAVE_PA", MSR_VM_HSAVE_PA, true),
	MSR("SPEC_CTRL", MSR_IA32_SPEC_CTRL, false),
	MSR("TSC_ADJUST", MSR_IA32_TSC_ADJUST, true),
	MSR("XSS", MSR_IA32_XSS, true),
};

#define READ_SEGMENT(seg) ({						\
	u16 sel;							\
	asm volatile("mov %%" #seg ", %0" : "=r"(sel));			\
	sel; })

static u64 debug_register(unsigned int n)
{
	unsigned long v;

	get_debugreg(v, n);
	return v;
}

static u64 read_msr(u32 msr)
{
	u64 v;

	return rdmsrl_safe(msr, &v) ? 0 : v;
}

static u64 read_row(const struct state_row *r, const struct desc_ptr *gdt,
		    const struct desc_ptr *idt)
{
	u16 sel;

	switch (r->kind) {
	case STATE_CR0:
		return native_read_cr0();
	case STATE_CR2:
		return native_read_cr2();
	case STATE_CR3:
		return __native_read_cr3();
	case STATE_CR4:
		return native_read_cr4();
	case STATE_CR8: {
		u64 v;

		asm volatile("mov %%cr8, %0" : "=r"(v));
		return v;
	}
	case STATE_XCR0:
		return boot_cpu_has(X86_FEATURE_OSXSAVE) ?
			       xgetbv(XCR_XFEATURE_ENABLED_MASK) : 0;
	case STATE_DR0 ... STATE_DR3:
		return debug_register(r->kind - STATE_DR0);
	case STATE_DR6:
		return debug_register(6);
	case STATE_DR7:
		return debug_register(7);
	case STATE_ES:
		return READ_SEGMENT(es);
	case STATE_CS:
		return READ_SEGMENT(cs);
	case STATE_SS:
		return READ_SEGMENT(ss);
	case STATE_DS:
		return READ_SEGMENT(ds);
	case STATE_FS:
		return READ_SEGMENT(fs);
	case STATE_GS:
		return READ_SEGMENT(gs);
	case STATE_TR:
		asm volatile("str %0" : "=r"(sel));
		return sel;
	case STATE_LDTR:
		asm volatile("sldt %0" : "=r"(sel));
		return sel;
	case STATE_GDT_BASE:
		return gdt->address;
	case STATE_GDT_LIMIT:
		return gdt->size;
	case STATE_IDT_BASE:
		return idt->address;
	case STATE_IDT_LIMIT:
		return idt->size;
	case STATE_MSR:
		return read_msr(r->msr);
	}
	return 0;
}

void ldr_state_read(struct ldr_state *s)
{
	struct desc_ptr gdt, idt;
	unsigned int i;

	BUILD_BUG_ON(ARRAY_SIZE(rows) > LDR_STATE_MAX);
	native_store_gdt(&gdt);
	store_idt(&idt);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		s->value[i] = read_row(&rows[i], &gdt, &idt);
}

static u64 state_get(const struct ldr_state *s, enum state_kind kind, u32 msr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].kind == kind && rows[i].msr == msr)
			return s->value[i];
	return 0;
}

/* A segment's hidden part, from the GDT (APM vol.2 4.8, appendix B). */
static struct up_segment segment(const struct ldr_state *s,
				 enum state_kind kind)
{
	struct up_segment out = { .selector = state_get(s, kind, 0) };
	struct desc_struct *gdt =
		(struct desc_struct *)state_get(s, STATE_GDT_BASE, 0);
	const struct desc_struct *d;
	u64 raw;

	if (!(out.selector & ~3))
		return out;
	d = &gdt[out.selector >> 3];
	memcpy(&raw, d, sizeof(raw));
	out.attributes = (raw >> 40 & 0xff) | (raw >> 44 & 0xf00);
	out.limit = get_desc_limit(d);
	if (d->g)
		out.limit = out.limit << 12 | 0xfff;
	out.base = get_desc_base(d);
	return out;
}

void ldr_state_capture(const struct ldr_state *s, struct up_cpu_state *out)
{
	out->cr0 = state_get(s, STATE_CR0, 0);
	out->cr2 = state_get(s, STATE_CR2, 0);
	out->cr3 = state_get(s, STATE_CR3, 0);
	out->cr4 = state_get(s, STATE_CR4, 0);
	out->efer = state_get(s, STATE_MSR, MSR_EFER);
	out->dr6 = state_get(s, STATE_DR6, 0);
	out->dr7 = state_get(s, STATE_DR7, 0);
	out->pat = state_get(s, STATE_MSR, MSR_IA32_CR_PAT);
	out->es = segment(s, STATE_ES);
	out->cs = segment(s, STATE_CS);
	out->ss = segment(s, STATE_SS);
	out->ds = segment(s, STATE_DS);
	out->gdtr.base = state_get(s, STATE_GDT_BASE, 0);
	out->gdtr.limit = state_get(s, STATE_GDT_LIMIT, 0);
	out->idtr.base = state_get(s, STATE_IDT_BASE, 0);
	out->idtr.limit = state_get(s, STATE_IDT_LIMIT, 0);
}

unsigned int ldr_state_compare(const char *what, const struct ldr_state *before,
			       const struct ldr_state *after, bool stable_only)
{
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u64 x = before->value[i], y = after->value[i];

		if (stable_only && !rows[i].stable)
			continue;
		if (!((x ^ y) & ~rows[i].ignore))
			continue;
		pr_err("state: %s changed %s from %llx to %llx\n", what,
		       rows[i].name, x, y);
		n++;
	}
	return n;
}
