// SPDX-License-Identifier: GPL-2.0
/* The local APIC (APM vol.2 chapter 16): interrupts to processors. */
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

/* 16.5: level asserted, destination in the upper half; types fixed and NMI */
#define ICR_FIXED 0x4000
#define ICR_NMI 0x4400
#define ICR_BUSY (1U << 12)

/* 16.11: the same registers as MSRs, the command register as one */
#define MSR_X2APIC_ID 0x802
#define MSR_X2APIC_ICR 0x830

/* An APIC accepts a message to itself at once; one that never does is lost. */
#define BUSY_TRIES 100000

static u8 kick;

int apic_init(u8 kick_vector)
{
	u64 base = rdmsr(MSR_APIC_BASE) & PTE_ADDR;

	kick = kick_vector;
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

static bool is_x2apic(void)
{
	return rdmsr(MSR_APIC_BASE) & APIC_BASE_X2APIC;
}

/* 16.3.3: a number of the smaller kind is in the upper byte. */
#define XAPIC_ID_SHIFT 24

u32 apic_own_id(void)
{
	if (is_x2apic())
		return (u32)rdmsr(MSR_X2APIC_ID);
	return apic_read(APIC_ID) >> XAPIC_ID_SHIFT;
}

static void apic_send(u32 id, u32 command)
{
	if (is_x2apic()) {
		/* 16.11: the write waits for no store, not even our own. */
		asm volatile("mfence; lfence" ::: "memory");
		wrmsr(MSR_X2APIC_ICR, (u64)id << 32 | command);
		return;
	}
	apic_idle_wait();
	apic_write(APIC_ICR_HIGH, id << XAPIC_ID_SHIFT);
	apic_write(APIC_ICR_LOW, command);
}

void apic_kick(u32 id)
{
	apic_send(id, ICR_FIXED | kick);
}

void apic_nmi_raise(void)
{
	apic_send(apic_own_id(), ICR_NMI);
	/* Or VMRUN could come first, and a call of Linux behind it. */
	if (!is_x2apic())
		apic_idle_wait();
}
