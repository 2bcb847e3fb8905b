// SPDX-License-Identifier: GPL-2.0
/*
 * The one table of processor state. No logic: cpu_state.c walks it to read,
 * capture, compare and name.
 *
 * Not here is what changes by itself: the TSC and its deadline, MPERF and
 * APERF, performance counters, the APIC's current count and its ISR, IRR and
 * TMR, the last branch records, banks' status of machine checks.
 *
 * Numbers of MSRs: APM vol.2 appendix A and the AMD PPRs.
 */
#include <linux/kernel.h>
#include <asm/apicdef.h>
#include <asm/processor-flags.h>

#include "compat.h"
#include "cpu_state_table.h"

#define FIELD(f) \
	.field = offsetof(struct up_cpu_state, f), \
	.size = sizeof_field(struct up_cpu_state, f)

#define REG(n, s) { .name = #n, .kind = STATE_##n, .stable = s }
#define VMCB(n, s, f) { .name = #n, .kind = STATE_##n, .stable = s, FIELD(f) }
#define MSR(n, nr, s) \
	{ .name = n, .kind = STATE_MSR, .number = nr, .stable = s }
/* Numbered registers, @d apart */
#define MSRS(n, first, c, d) \
	{ .name = n, .kind = STATE_MSR, .number = first, .stable = true, \
	  .count = c, .stride = d }
#define APIC(n, offset, s) \
	{ .name = "APIC_" #n, .kind = STATE_APIC, .number = offset, \
	  .stable = s }
/* A word of what VMSAVE stores: selector, attributes and limit, or the base */
#define HIDDEN(n, offset, s) \
	{ .name = n, .kind = STATE_HIDDEN, .number = offset, .stable = s }

const struct state_row ldr_state_rows[] = {
	VMCB(CR0, true, cr0),
	VMCB(CR2, false, cr2),
	VMCB(CR3, false, cr3),
	/* RDPMC is a right of an address space, which kernel threads borrow */
	{ .name = "CR4", .kind = STATE_CR4, .stable = true, FIELD(cr4),
	  .varies = X86_CR4_PCE },
	REG(CR8, true),
	REG(XCR0, true),
	REG(PKRU, false),
	REG(DR0, false),
	REG(DR1, false),
	REG(DR2, false),
	REG(DR3, false),
	VMCB(DR6, false, dr6),
	VMCB(DR7, false, dr7),
	VMCB(ES, true, es),
	VMCB(CS, true, cs),
	/* in ring 0 it is null behind a gate, and the kernel's behind SYSCALL */
	VMCB(SS, false, ss),
	VMCB(DS, true, ds),
	REG(FS, false),
	REG(GS, false),
	REG(TR, true),
	REG(LDTR, false),
	VMCB(GDT_BASE, true, gdtr.base),
	VMCB(GDT_LIMIT, true, gdtr.limit),
	VMCB(IDT_BASE, true, idtr.base),
	VMCB(IDT_LIMIT, true, idtr.limit),

	/* APM vol.2 appendix B: offsets of the state-save area are 0x400 on */
	HIDDEN("FS_HIDDEN", 0x440, false),
	HIDDEN("GS_HIDDEN", 0x450, false),
	HIDDEN("LDTR_HIDDEN", 0x470, false),
	HIDDEN("LDTR_BASE", 0x478, false),
	HIDDEN("TR_HIDDEN", 0x490, true),
	HIDDEN("TR_BASE", 0x498, true),

	/* VMRUN wants SVME (APM vol.2 15.5.1); it stays readable as set */
	{ .name = "EFER", .kind = STATE_MSR, .number = MSR_EFER,
	  .stable = true, .ignore = EFER_SVME, FIELD(efer) },
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
	MSR("TSC_AUX", MSR_TSC_AUX, true),
	MSR("TSC_ADJUST", MSR_IA32_TSC_ADJUST, true),
	MSR("TSC_RATIO", 0xc0000104, true),
	MSR("MISC_ENABLE", MSR_IA32_MISC_ENABLE, true),
	MSR("UMWAIT_CONTROL", 0xe1, true),
	MSR("XSS", MSR_IA32_XSS, true),
	MSR("XFD", 0x1c4, false),
	MSR("PKRS", 0x6e1, false),
	MSR("SPEC_CTRL", MSR_IA32_SPEC_CTRL, false),
	MSR("VIRT_SPEC_CTRL", 0xc001011f, false),
	MSR("VM_CR", MSR_VM_CR, true),
	MSR("VM_HSAVE_PA", MSR_VM_HSAVE_PA, true),

	/* Shadow stacks and indirect branch tracking */
	MSR("U_CET", 0x6a0, false),
	MSR("S_CET", 0x6a2, true),
	MSRS("PL_SSP", 0x6a4, 4, 1),
	MSR("INTERRUPT_SSP_TABLE", 0x6a8, true),

	/* Memory types */
	{ .name = "PAT", .kind = STATE_MSR, .number = MSR_IA32_CR_PAT,
	  .stable = true, FIELD(pat) },
	MSR("MTRR_CAP", MSR_MTRRcap, true),
	MSR("MTRR_DEF_TYPE", MSR_MTRRdefType, true),
	MSRS("MTRR_PHYS", 0x200, 20, 1),
	MSR("MTRR_FIX64K", 0x250, true),
	MSRS("MTRR_FIX16K_", 0x258, 2, 1),
	MSRS("MTRR_FIX4K_", 0x268, 8, 1),
	MSR("SYSCFG", 0xc0010010, true),
	MSRS("IORR", 0xc0010016, 4, 1),
	MSRS("TOP_MEM", 0xc001001a, 2, 3),
	MSRS("SMM_", 0xc0010111, 3, 1),

	/* Debugging and counting: perf reprograms these as tasks come and go */
	MSR("DEBUGCTL", MSR_IA32_DEBUGCTLMSR, false),
	MSR("LBR_SELECT", 0xc000010e, false),
	MSR("DEBUG_EXTN_CTL", 0xc000010f, false),
	{ .name = "PERF_EVNTSEL", .kind = STATE_MSR, .number = 0xc0010000,
	  .count = 4, .stride = 1 },
	{ .name = "PERF_CTL", .kind = STATE_MSR, .number = 0xc0010200,
	  .count = 6, .stride = 2 },
	MSR("PERF_GLOBAL_CTL", 0xc0000301, false),
	{ .name = "INTEL_EVNTSEL", .kind = STATE_MSR, .number = 0x186,
	  .count = 8, .stride = 1 },
	MSR("INTEL_FIXED_CTR_CTRL", 0x38d, false),
	MSR("INTEL_GLOBAL_CTRL", 0x38f, false),
	MSR("IBS_CONTROL", 0xc001103a, true),

	/* Machine checks */
	MSR("MCG_CAP", MSR_IA32_MCG_CAP, true),
	MSR("MCG_CTL", MSR_IA32_MCG_CTL, true),
	MSRS("MC_CTL", 0x400, 32, 4),
	MSRS("MC_CTL_MASK", 0xc0010044, 8, 1),
	MSRS("SMCA_CTL", 0xc0002000, 32, 16),
	MSRS("SMCA_CONFIG", 0xc0002004, 32, 16),

	/* Configuration that Linux sets or works around errata with */
	MSR("HWCR", 0xc0010015, true),
	MSR("PATCH_LEVEL", 0x8b, true),
	MSRS("OSVW", 0xc0010140, 2, 1),
	MSR("SEV_STATUS", 0xc0010131, true),
	MSRS("LS_CFG", 0xc0011020, 3, 1),
	MSR("DE_CFG", 0xc0011029, true),
	MSRS("BU_CFG", 0xc001102a, 3, 1),
	MSR("BP_CFG", 0xc001102e, true),
	MSRS("CPUID_OVERRIDE", 0xc0011002, 4, 1),

	/* The local APIC; the timer's count is one-shot and armed anew */
	MSR("APIC_BASE", MSR_IA32_APICBASE, true),
	APIC(ID, APIC_ID, true),
	APIC(LVR, APIC_LVR, true),
	APIC(TPR, APIC_TASKPRI, true),
	APIC(LDR, APIC_LDR, true),
	APIC(DFR, APIC_DFR, true),
	APIC(SPIV, APIC_SPIV, true),
	/* Masked while Linux needs no tick (nohz_full) */
	{ .name = "APIC_LVTT", .kind = STATE_APIC, .number = APIC_LVTT,
	  .stable = true, .varies = APIC_LVT_MASKED },
	APIC(LVTTHMR, APIC_LVTTHMR, true),
	APIC(LVTPC, APIC_LVTPC, true),
	APIC(LVT0, APIC_LVT0, true),
	APIC(LVT1, APIC_LVT1, true),
	APIC(LVTERR, APIC_LVTERR, true),
	APIC(TMICT, APIC_TMICT, false),
	APIC(TDCR, APIC_TDCR, true),
	APIC(ECTRL, APIC_ECTRL, true),
	APIC(EILVT0, APIC_EILVTn(0), true),
	APIC(EILVT1, APIC_EILVTn(1), true),
	APIC(EILVT2, APIC_EILVTn(2), true),
	APIC(EILVT3, APIC_EILVTn(3), true),
};

const unsigned int ldr_state_nr_rows = ARRAY_SIZE(ldr_state_rows);
