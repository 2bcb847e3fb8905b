// SPDX-License-Identifier: GPL-2.0
/* The monitor's descriptor tables and what happens when it faults itself. */
#include "x86/idt.h"

#include "core/lib.h"
#include "core/print.h"
#include "mm/heap.h"
#include "x86/cpu.h"
#include "x86/fail.h"
#include "x86/image.h"
#include "x86/insn.h"
#include "x86/paging.h"
#include "x86/vectors.h"
#include "xen/errno.h"
#include "xen/regs.h"

/* APM vol.2 4.8.4 */
struct gate {
	u16 offset_low;
	u16 selector;
	u8 ist;
	u8 type;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
};

#define GATE_INTERRUPT 0x8e /* present, DPL 0: INT n from a guest is #GP */
#define GATE_INTERRUPT_USER 0xee /* INT3 and INTO are the guest's own */

#define DESC_CODE64 0x00af9b000000ffffULL
#define DESC_DATA 0x00cf93000000ffffULL
#define DESC_USER_CODE32 0x00cffb000000ffffULL
#define DESC_USER_DATA 0x00cff3000000ffffULL
#define DESC_USER_CODE64 0x00affb000000ffffULL

#define GDT_RESERVED_BYTE 0xe000

static struct gate idt[256];

static void gate_set(unsigned int vector, u64 handler, u8 ist, u8 type)
{
	idt[vector] = (struct gate){
		.offset_low = (u16)handler,
		.selector = SEL_MONITOR_CS,
		.ist = ist,
		.type = type,
		.offset_middle = (u16)(handler >> 16),
		.offset_high = (u32)(handler >> 32),
	};
}

void idt_init(void)
{
	for (unsigned int i = 0; i < 256; i++)
		gate_set(i, (u64)entry_stubs + i * ENTRY_STUB_SIZE, 0,
			 GATE_INTERRUPT);
	gate_set(VECTOR_DB, (u64)entry_debug, IST_DB, GATE_INTERRUPT);
	gate_set(VECTOR_NMI, (u64)entry_nmi, IST_NMI, GATE_INTERRUPT);
	gate_set(VECTOR_MC, (u64)entry_machine_check, IST_MC, GATE_INTERRUPT);
	gate_set(3, (u64)entry_stubs + 3 * ENTRY_STUB_SIZE, 0,
		 GATE_INTERRUPT_USER);
	gate_set(4, (u64)entry_stubs + 4 * ENTRY_STUB_SIZE, 0,
		 GATE_INTERRUPT_USER);
	gate_set(8, (u64)entry_double_fault, IST_DF, GATE_INTERRUPT);
}

void gdt_reserved_fill(u64 *page)
{
	page[(SEL_MONITOR_CS - GDT_RESERVED_BYTE) / 8] = DESC_CODE64;
	page[(SEL_MONITOR_DS - GDT_RESERVED_BYTE) / 8] = DESC_DATA;
	page[(SEL_USER_CS32 - GDT_RESERVED_BYTE) / 8] = DESC_USER_CODE32;
	page[(SEL_USER_SS - GDT_RESERVED_BYTE) / 8] = DESC_USER_DATA;
	page[(SEL_USER_CS64 - GDT_RESERVED_BYTE) / 8] = DESC_USER_CODE64;
}

/* APM vol.2 4.8.3: present, type 2 */
void gdt_ldt_fill(u64 *page, u64 base, u32 limit)
{
	u64 *d = &page[(SEL_LDT - GDT_RESERVED_BYTE) / 8];

	d[0] = (limit & 0xffff) | (base & 0xffffff) << 16 | 0x82ULL << 40 |
	       (limit & 0xf0000ULL) << 32 | (base & 0xff000000) << 32;
	d[1] = base >> 32;
}

void cpu_load_tables(u32 index)
{
	struct desc_ptr gdtr = {
		.limit = (GDT_RESERVED_PAGE + 1) * PAGE_SIZE - 1,
		.base = gdt_window(index),
	};
	struct desc_ptr idtr = { .limit = sizeof(idt) - 1, .base = (u64)idt };

	lgdt(&gdtr);
	lidt(&idtr);
	asm volatile("pushq %0\n\t"
		     "lea 1f(%%rip), %%rax\n\t"
		     "push %%rax\n\t"
		     "lretq\n"
		     "1:"
		     :
		     : "i"(SEL_MONITOR_CS)
		     : "rax", "memory");
	asm volatile("mov %0, %%ss" : : "r"(SEL_MONITOR_DS) : "memory");
	asm volatile("mov %0, %%ds" : : "r"(0) : "memory");
	asm volatile("mov %0, %%es" : : "r"(0) : "memory");
	write_cr4(cpu_guest_cr4());
}

/**
 * monitor_fault() - an exception hit the monitor (from entry.S)
 * @regs: the interrupted registers, up to regs->ss
 */
void monitor_fault(struct cpu_user_regs *regs);
void monitor_fault(struct cpu_user_regs *regs)
{
	const struct extable_entry *e;

	if (regs->entry_vector == VECTOR_PF && paging_fault(read_cr2()))
		return;
	for (e = extable_start; e < extable_end; e++) {
		if (e->from != regs->rip)
			continue;
		regs->rip = e->to;
		regs->rdi = e->rdi;
		return;
	}
	fail_switch(regs);
}
