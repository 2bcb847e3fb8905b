/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processors: control bits, descriptors, and what the monitor keeps for each.
 *
 * The per-processor area is 64 KiB of address space, aligned, so that any
 * stack pointer in it finds it:
 *   page 0      hole (a stack overflow is a #DF with a stack of its own)
 *   page 1-4    stack
 *   page 5      hole
 *   page 6      struct cpu
 *   page 7      NMI stack      page 8   hole
 *   page 9      #DF stack      page 10  hole
 *   page 11     #DB stack      page 12  hole
 *   page 13     #MC stack
 */
#ifndef UNDERPIN_X86_CPU_H
#define UNDERPIN_X86_CPU_H

#include "control.h"
#include "counts.h"
#include "core/types.h"
#include "failure_report.h"

#define CR0_MP (1ULL << 1)
#define CR0_TS (1ULL << 3)
#define CR4_VME (1ULL << 0)
#define CR4_TSD (1ULL << 2)
#define CR4_DE (1ULL << 3)
#define CR4_PSE (1ULL << 4)
#define CR4_PAE (1ULL << 5)
#define CR4_MCE (1ULL << 6)
#define CR4_PGE (1ULL << 7)
#define CR4_OSFXSR (1ULL << 9)
#define CR4_OSXMMEXCPT (1ULL << 10)
#define CR4_LA57 (1ULL << 12)
#define CR4_FSGSBASE (1ULL << 16)
#define CR4_PCIDE (1ULL << 17)
#define CR4_OSXSAVE (1ULL << 18)
#define CR4_SMEP (1ULL << 20)

#define EFER_SCE (1ULL << 0)
#define EFER_LME (1ULL << 8)
#define EFER_LMA (1ULL << 10)
#define EFER_NXE (1ULL << 11)
#define EFER_SVME (1ULL << 12)

#define RFLAGS_FIXED (1ULL << 1)
#define RFLAGS_CF (1ULL << 0)
#define RFLAGS_TF (1ULL << 8)
#define RFLAGS_IF (1ULL << 9)
#define RFLAGS_DF (1ULL << 10)
#define RFLAGS_IOPL (3ULL << 12)
#define RFLAGS_NT (1ULL << 14)
#define RFLAGS_RF (1ULL << 16)
#define RFLAGS_VM (1ULL << 17)
#define RFLAGS_AC (1ULL << 18)

#define DR6_NONE 0xffff0ff0ULL /* no condition (APM vol.2 13.1.1.3) */

#define MSR_SPEC_CTRL 0x48
#define MSR_PRED_CMD 0x49
#define PRED_CMD_IBPB 1
#define MSR_SYSENTER_CS 0x174
#define MSR_PAT 0x277
#define MSR_EFER 0xc0000080
#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_CSTAR 0xc0000083
#define MSR_SFMASK 0xc0000084
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define MSR_TSC_AUX 0xc0000103

/* Selectors of the monitor, in the page that follows a guest's 14 GDT frames
 * (public/arch-x86/xen-x86_64.h fixes SEL_USER_*).
 */
#define SEL_MONITOR_CS 0xe008
#define SEL_MONITOR_DS 0xe010
#define SEL_USER_CS32 0xe023
#define SEL_USER_SS 0xe02b
#define SEL_USER_CS64 0xe033
#define SEL_TSS 0xe040
#define SEL_LDT 0xe050

/* Vectors with a stack of their own: they may hit before a system call has
 * left the guest's stack.
 */
#define IST_NMI 1
#define IST_DF 2
#define IST_DB 3
#define IST_MC 4

#define CPU_AREA_BASE (UP_VA_IMAGE + (1ULL << 30))
#define CPU_AREA_SHIFT 16
#define CPU_AREA_STACK_TOP 0x5000
#define CPU_AREA_STRUCT 0x6000
#define CPU_AREA_IST_TOP(ist) (0x8000 + ((ist) - 1) * 0x2000)

/* Each processor's window on the GDT (15 pages) and LDT (16 pages) in use. */
#define GDT_WINDOW_BASE (UP_VA_IMAGE + (2ULL << 30))
#define GDT_WINDOW_SHIFT 17
#define GDT_RESERVED_PAGE 14
#define LDT_WINDOW_OFFSET 0x10000

/* Behind the bitmap of frametable.c: the registers of the local APIC */
#define APIC_VA (UP_VA_IMAGE + (4ULL << 30))

struct domain;
struct vcpu;

/** enum cpu_reg - Linux' general registers in struct cpu */
enum cpu_reg {
	CPU_REG_RBX,
	CPU_REG_RCX,
	CPU_REG_RDX,
	CPU_REG_RSI,
	CPU_REG_RDI,
	CPU_REG_RBP,
	CPU_REG_R8,
	CPU_REG_R9,
	CPU_REG_R10,
	CPU_REG_R11,
	CPU_REG_R12,
	CPU_REG_R13,
	CPU_REG_R14,
	CPU_REG_R15,
	CPU_REGS,
};

#define CPU_PENDING_NMI 1
#define CPU_PENDING_MC 2
#define CPU_NO_INTERRUPT 0 /* no external interrupt has this vector */

/** struct tss - 64-bit task state segment (APM vol.2 12.2.5) */
struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3;
	u16 iomap;
} __packed;

/**
 * struct cpu - one processor
 * @regs: general registers of Linux while the monitor runs (enum cpu_reg);
 *        RSP is in the VMCB
 * @rax: likewise, valid during control_call()
 * @pending: CPU_PENDING_*: hit this processor beneath Linux, which gets it next
 * @interrupt: likewise the vector that ended a run; CPU_NO_INTERRUPT
 * @current: the vCPU inside RUN, or NULL
 * @last_vcpu: serial of the vCPU that taught the branch predictors last, or 0
 * @apic_id: its number among local APICs
 * @counts: of its exits, for Linux to read
 * @linux_xcr0: and @linux_dr: Linux' registers while a guest runs
 * @dr_loaded: the debug registers are the guest's
 * @tlb_flushes: of a guest's translations, other than by loading CR3
 * @tlb_interrupts: other processors told to flush
 * @failing: enum fail_stage
 * @fail_message: panic()'s
 * @exit: the last traps into the monitor, a ring
 * @exits: how many there were
 * @hw: the vendor's own data
 */
struct cpu {
	u64 regs[CPU_REGS];
	u64 rax;
	u32 index;
	u32 apic_id;
	u8 pending;
	u8 interrupt;
	struct vcpu *current;
	u64 last_vcpu;
	struct up_cpu *shared;
	struct up_counts *counts;
	struct tss tss;
	u64 linux_xcr0;
	u64 linux_dr[4];
	bool dr_loaded;
	u64 guest_entries;
	u64 guest_exits[256];
	u64 tlb_flushes;
	u64 tlb_interrupts;
	u64 stray_accesses;
	u32 failing;
	char fail_message[UP_FAILURE_MESSAGE];
	u64 exits;
	struct up_exit exit[UP_EXITS];
	u64 hw[16];
};

_Static_assert(sizeof(struct cpu) <= PAGE_SIZE, "one page");

/** cpu_area() - base address of a processor's area */
static inline u64 cpu_area(u32 index)
{
	return CPU_AREA_BASE + ((u64)index << CPU_AREA_SHIFT);
}

/** cpu_of() - the structure of any processor that hoisted */
static inline struct cpu *cpu_of(u32 index)
{
	return (struct cpu *)(cpu_area(index) + CPU_AREA_STRUCT);
}

/** this_cpu() - the processor whose stack we are on */
static inline struct cpu *this_cpu(void)
{
	u64 sp = (u64)__builtin_frame_address(0);

	return (struct cpu *)((sp & ~((1ULL << CPU_AREA_SHIFT) - 1)) +
			      CPU_AREA_STRUCT);
}

static inline u64 gdt_window(u32 index)
{
	return GDT_WINDOW_BASE + ((u64)index << GDT_WINDOW_SHIFT);
}

/**
 * cpu_prepare() - allocate and map a processor's area and GDT window
 *
 * Called once per processor before any hoists. Return: 0 or -XEN_ENOMEM.
 */
int cpu_prepare(u32 index, struct up_cpu *shared, struct up_counts *counts);

/** cpu_count() - processors that were prepared */
u32 cpu_count(void);

/** cpu_guest_cr4() - the monitor's CR4, and a guest's but for its own bits */
u64 cpu_guest_cr4(void);

/**
 * cpu_syscall_entry() - where SYSCALL of 64-bit guests goes
 *
 * entry_fast.S loads a guest's L4 into CR3 as it is, and has FSGSBASE.
 */
u64 cpu_syscall_entry(void);

/** cpu_has_ibpb() - branch predictors can be told to forget */
bool cpu_has_ibpb(void);

/** cpu_load_tables() - this processor takes the monitor's GDT, IDT, CR4 */
void cpu_load_tables(u32 index);

/** cpu_percpu_bytes() - memory that cpu_prepare() takes, for statistics */
u64 cpu_percpu_bytes(void);

#endif /* UNDERPIN_X86_CPU_H */
