// SPDX-License-Identifier: GPL-2.0
/*
 * A processor's state: everything is read, captured, compared and reported by
 * walking the one table in cpu_state_table.c, so that no register can be
 * forgotten in one of these places.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <asm/apic.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/fpu/xcr.h>
#include <asm/io.h>
#include <asm/msr.h>
#include <asm/pkru.h>
#include <asm/special_insns.h>

#include "compat.h"
#include "cpu_state.h"
#include "cpu_state_table.h"

/* APIC_LVR: there are the extended registers (APM vol.2 16.3.4) */
#define APIC_LVR_EXTENDED BIT(31)
#define APIC_EXTENDED_FIRST 0x400

#define NAME_SIZE 32

/* MSR of an x2APIC's register: the MMIO offset is 16 times as large. */
#define X2APIC_MSR(offset) (0x800 + ((offset) >> 4))

/* VMSAVE stores FS to TR among these bytes (APM vol.2 appendix B). */
#define HIDDEN_FIRST 0x440
#define HIDDEN_SIZE 0x60

/**
 * struct reader - what several rows of one reading have in common
 * @native: @hidden is there
 */
struct reader {
	struct desc_ptr gdt;
	struct desc_ptr idt;
	bool native;
	u64 hidden[HIDDEN_SIZE / sizeof(u64)];
};

/* What exists is valid here; written by ldr_state_probe() alone. */
static struct ldr_state probed;

/* One area for all processors: each holds it for a hundred bytes' copy. */
static u8 vmsave_area[PAGE_SIZE] __aligned(PAGE_SIZE);
static DEFINE_RAW_SPINLOCK(vmsave_lock);

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

static u64 read_cr8(void)
{
	u64 v;

	asm volatile("mov %%cr8, %0" : "=r"(v));
	return v;
}

static u64 read_xcr0(void)
{
	return boot_cpu_has(X86_FEATURE_OSXSAVE) ?
		       xgetbv(XCR_XFEATURE_ENABLED_MASK) : 0;
}

static u64 read_control(enum state_kind kind)
{
	switch (kind) {
	case STATE_CR0:
		return native_read_cr0();
	case STATE_CR2:
		return native_read_cr2();
	case STATE_CR3:
		return __native_read_cr3();
	case STATE_CR4:
		return native_read_cr4();
	case STATE_CR8:
		return read_cr8();
	case STATE_XCR0:
		return read_xcr0();
	case STATE_PKRU:
		return read_pkru();
	case STATE_DR0 ... STATE_DR3:
		return debug_register(kind - STATE_DR0);
	case STATE_DR6:
		return debug_register(6);
	default:
		return debug_register(7);
	}
}

static u16 read_selector(enum state_kind kind)
{
	u16 sel;

	switch (kind) {
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
	default:
		asm volatile("sldt %0" : "=r"(sel));
		return sel;
	}
}

/* The registers that an APIC lacks must not be touched: it notes an error. */
static bool read_apic(u32 offset, u64 *out)
{
	u64 base;

	if (!boot_cpu_has(X86_FEATURE_APIC) ||
	    rdmsrl_safe(MSR_IA32_APICBASE, &base) ||
	    !(base & MSR_IA32_APICBASE_ENABLE))
		return false;
	if (base & X2APIC_ENABLE)
		return !rdmsrl_safe(X2APIC_MSR(offset), out);
	if (offset >= APIC_EXTENDED_FIRST &&
	    !(native_apic_mem_read(APIC_LVR) & APIC_LVR_EXTENDED))
		return false;
	*out = native_apic_mem_read(offset);
	return true;
}

static bool read_hidden(const struct reader *r, u32 offset, u64 *out)
{
	if (r->native)
		*out = r->hidden[(offset - HIDDEN_FIRST) / sizeof(u64)];
	return r->native;
}

/* Return: false if there is no such register, or none to be read here. */
static bool read_register(const struct reader *r, enum state_kind kind,
			  u32 number, u64 *out)
{
	switch (kind) {
	case STATE_CR0 ... STATE_DR7:
		*out = read_control(kind);
		return true;
	case STATE_ES ... STATE_LDTR:
		*out = read_selector(kind);
		return true;
	case STATE_GDT_BASE:
		*out = r->gdt.address;
		return true;
	case STATE_GDT_LIMIT:
		*out = r->gdt.size;
		return true;
	case STATE_IDT_BASE:
		*out = r->idt.address;
		return true;
	case STATE_IDT_LIMIT:
		*out = r->idt.size;
		return true;
	case STATE_MSR:
		return !rdmsrl_safe(number, out);
	case STATE_APIC:
		return read_apic(number, out);
	case STATE_HIDDEN:
		return read_hidden(r, number, out);
	}
	return false;
}

/* A row stands for at least one register. */
static unsigned int row_count(const struct state_row *row)
{
	return max_t(unsigned int, row->count, 1);
}

static void read_rows(struct ldr_state *s, const struct reader *r,
		      const unsigned long *wanted)
{
	unsigned int i, j, n = 0;

	for (i = 0; i < ldr_state_nr_rows; i++) {
		const struct state_row *row = &ldr_state_rows[i];
		u32 number = row->number;

		for (j = 0; j < row_count(row); j++, n++) {
			bool valid = !wanted || test_bit(n, wanted);

			if (valid)
				valid = read_register(r, row->kind, number,
						      &s->value[n]);
			__assign_bit(n, s->valid, valid);
			number += row->stride;
		}
	}
}

/* Linux' EFER, when VMSAVE is to be had: with SVME on it is the monitor's. */
static bool vmsave_possible(u64 *efer)
{
	rdmsrl(MSR_EFER, *efer);
	return boot_cpu_has(X86_FEATURE_SVM) && !(*efer & EFER_SVME);
}

static void vmsave(u64 *hidden, u64 efer)
{
	u64 pa = page_to_phys(vmalloc_to_page(vmsave_area));

	raw_spin_lock(&vmsave_lock);
	wrmsrl(MSR_EFER, efer | EFER_SVME);
	asm volatile("vmsave" : : "a"(pa) : "memory");
	wrmsrl(MSR_EFER, efer);
	memcpy(hidden, vmsave_area + HIDDEN_FIRST, HIDDEN_SIZE);
	raw_spin_unlock(&vmsave_lock);
}

static void state_read(struct ldr_state *s, const unsigned long *wanted)
{
	struct reader r;
	u64 efer;

	native_store_gdt(&r.gdt);
	store_idt(&r.idt);
	r.native = vmsave_possible(&efer);
	if (r.native)
		vmsave(r.hidden, efer);
	read_rows(s, &r, wanted);
}

void ldr_state_read(struct ldr_state *s)
{
	state_read(s, probed.valid);
}

int ldr_state_probe(void)
{
	unsigned int i, n = 0;
	unsigned long flags;

	for (i = 0; i < ldr_state_nr_rows; i++)
		n += row_count(&ldr_state_rows[i]);
	if (n > LDR_STATE_MAX)
		return -E2BIG;
	local_irq_save(flags);
	state_read(&probed, NULL);
	local_irq_restore(flags);
	return 0;
}

/* A segment's hidden part, from the GDT (APM vol.2 4.8, appendix B). */
static struct up_segment segment(u16 selector)
{
	struct up_segment out = { .selector = selector };
	const struct desc_struct *d;
	struct desc_ptr gdt;
	u64 raw;

	if (!(selector & ~3))
		return out;
	native_store_gdt(&gdt);
	d = (const struct desc_struct *)gdt.address + (selector >> 3);
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
	unsigned int i, n = 0;

	for (i = 0; i < ldr_state_nr_rows; i++) {
		const struct state_row *row = &ldr_state_rows[i];
		void *field = (void *)out + row->field;

		if (row->size == sizeof(struct up_segment))
			*(struct up_segment *)field = segment(s->value[n]);
		else if (row->size)
			memcpy(field, &s->value[n], row->size);
		n += row_count(row);
	}
}

/* Of the register that is the @n-th of its row; @ignore: bits that may. */
static bool differs(const struct state_row *row, const struct ldr_state *x,
		    const struct ldr_state *y, unsigned int n, u64 ignore)
{
	bool both = test_bit(n, x->valid) && test_bit(n, y->valid);

	if (!both)
		return row->kind != STATE_HIDDEN &&
		       test_bit(n, x->valid) != test_bit(n, y->valid);
	return (x->value[n] ^ y->value[n]) & ~ignore;
}

/* Name of a row's @j-th register */
static const char *register_name(char *buf, const struct state_row *row,
				 unsigned int j)
{
	if (row->count)
		snprintf(buf, NAME_SIZE, "%s%u", row->name, j);
	else
		strscpy(buf, row->name, NAME_SIZE);
	return buf;
}

static void report(const char *what, const struct state_row *row,
		   unsigned int j, u64 before, u64 after)
{
	char name[NAME_SIZE];

	pr_err("state: %s changed %s from %llx to %llx\n", what,
	       register_name(name, row, j), before, after);
}

unsigned int ldr_state_compare(const char *what, const struct ldr_state *before,
			       const struct ldr_state *after, bool stable_only)
{
	const struct state_row *row;
	unsigned int i, j, n = 0, found = 0;

	for (i = 0; i < ldr_state_nr_rows; i++) {
		u64 ignore;

		row = &ldr_state_rows[i];
		ignore = row->ignore | (stable_only ? row->varies : 0);
		for (j = 0; j < row_count(row); j++, n++) {
			if (stable_only && !row->stable)
				continue;
			if (!differs(row, before, after, n, ignore))
				continue;
			report(what, row, j, before->value[n],
			       after->value[n]);
			found++;
		}
	}
	return found;
}

static void show_value(struct seq_file *m, const struct ldr_state *s,
		       unsigned int n)
{
	if (test_bit(n, s->valid))
		seq_printf(m, " %llx", s->value[n]);
	else
		seq_puts(m, " -");
}

void ldr_state_show(struct seq_file *m, unsigned int cpu,
		    const struct ldr_state *before,
		    const struct ldr_state *after)
{
	char name[NAME_SIZE];
	unsigned int i, j, n = 0;

	for (i = 0; i < ldr_state_nr_rows; i++) {
		const struct state_row *row = &ldr_state_rows[i];

		for (j = 0; j < row_count(row); j++, n++) {
			if (!test_bit(n, before->valid))
				continue;
			seq_printf(m, "cpu%u %s", cpu,
				   register_name(name, row, j));
			show_value(m, before, n);
			show_value(m, after, n);
			seq_putc(m, '\n');
		}
	}
}
