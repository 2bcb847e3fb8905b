// SPDX-License-Identifier: GPL-2.0
/* The local APIC (APM vol.2 chapter 16): an NMI for this very processor. */
#include "x86/apic.h"

#include "core/lib.h"
#include "mm/pte.h"
#include "x86/cpu.h"
#include "x86/insn.h"
#include "x86/paging.h"

#define MSR_APIC_BASE 0x1b
#define APIC_BASE_X2APIC (1ULL << 10)

/* 16.3.2: offsets of registers */
#define APIC_ID 0x20
#define APIC_ICR_LOW 0x300
#define APIC_ICR_HIGH 0x310

/* 16.5: message type NMI, level asserted, destination in the upper half */
#define ICR_NMI 0x4400
#define ICR_BUSY (1U << 12)

/* 16.11: the same registers as MSRs, the command register as one */
#define MSR_X2APIC_ID 0x802
#define MSR_X2APIC_ICR 0x830

/* An APIC accepts a message to itself at once; one that never does is lost. */
#define BUSY_TRIES 100000

int apic_init(void)
{
	u64 base = rdmsr(MSR_APIC_BASE) & PTE_ADDR;

	return paging_map(APIC_VA, base, PTE_RW | PTE_NX | PTE_PCD | PTE_PWT);
}

static u32 apic_read(u32 offset)
{
	return READ_ONCE(*(u32 *)(APIC_VA + offset));
}

static void apic_write(u32 offset, u32 value)
{
	WRITE_ONCE(*(u32 *)(APIC_VA + offset), value);
}

static void apic_idle_wait(void)
{
	for (int i = 0; i < BUSY_TRIES; i++) {
		if (!(apic_read(APIC_ICR_LOW) & ICR_BUSY))
			return;
		cpu_relax();
	}
}

void apic_nmi_raise(void)
{
	if (rdmsr(MSR_APIC_BASE) & APIC_BASE_X2APIC) {
		wrmsr(MSR_X2APIC_ICR, rdmsr(MSR_X2APIC_ID) << 32 | ICR_NMI);
		return;
	}
	apic_idle_wait();
	apic_write(APIC_ICR_HIGH, apic_read(APIC_ID));
	apic_write(APIC_ICR_LOW, ICR_NMI);
	/* Or VMRUN could come first, and a call of Linux behind it. */
	apic_idle_wait();
}
