// SPDX-License-Identifier: GPL-2.0
/*
 * Model-specific registers as a guest's kernel sees them: one table, first
 * match wins, and #GP for whatever is not in it.
 *
 * Nothing here writes a real MSR but the segment bases, which belong to the
 * vCPU; what is "dropped" is accepted because kernels treat a refusal as a
 * broken processor.
 */
#include "core/types.h"
#include "domain/cpuid.h"
#include "domain/domain.h"
#include "domain/emulate.h"
#include "domain/hypercall_page.h"
#include "domain/segment.h"
#include "domain/trap.h"
#include "domain/tsc.h"
#include "x86/insn.h"
#include "xen/cpuid.h"
#include "xen/errno.h"

#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101

/* SCE, LME, LMA, NXE: APM vol.2 3.1.7 */
#define EFER_GUEST 0xd01ULL

/* Enabled at the architectural address, and the bit of the boot processor. */
#define APIC_BASE_GUEST 0xfee00800ULL
#define APIC_BASE_BSP 0x100ULL

/* The layout that a guest's page-table flags stand for: WB WT UC- UC WC WP. */
#define PAT_GUEST 0x0000050100070406ULL

/* LFENCE serialises. */
#define DE_CFG_GUEST 0x2ULL

#define MCG_BANKS 2

/* IA32_MISC_ENABLE: no performance monitoring, no MONITOR. */
#define MISC_ENABLE_SET 0x801800ULL /* BTS, PEBS unavailable; xTPR off */
#define MISC_ENABLE_CLEAR 0x40080ULL

/* First MSR of the hypervisor's range, which has 64 Ki. */
#define MSR_HYPERVISOR_FIRST 0x40000000U
#define MSR_HYPERVISOR_MASK 0xffff0000U

enum msr_vendor {
	MSR_ANY,
	MSR_INTEL,
	MSR_AMD, /* and Hygon */
};

enum msr_read {
	READ_FAULT,
	READ_VALUE, /* the table's */
	READ_REAL, /* the processor's; #GP where it has none */
	READ_TSC,
	READ_APIC_BASE,
	READ_MISC_ENABLE,
	READ_BASE, /* FS, GS, kernel GS */
};

enum msr_write {
	WRITE_FAULT,
	WRITE_DROP,
	WRITE_SAME, /* the value read, else #GP */
	WRITE_BASE,
	WRITE_PAGE, /* fill a hypercall page */
};

/**
 * struct msr_policy - one range of MSRs
 * @value: with READ_VALUE and WRITE_SAME
 */
struct msr_policy {
	u32 first;
	u32 last;
	u8 vendor;
	u8 read;
	u8 write;
	u64 value;
};

static const struct msr_policy policies[] = {
	{ MSR_FS_BASE, 0xc0000102, MSR_ANY, READ_BASE, WRITE_BASE, 0 },
	{ 0xc0000080, 0xc0000080, MSR_ANY, READ_VALUE, WRITE_SAME, EFER_GUEST },
	{ 0x10, 0x10, MSR_ANY, READ_TSC, WRITE_FAULT, 0 },
	{ 0x1b, 0x1b, MSR_ANY, READ_APIC_BASE, WRITE_FAULT, 0 },
	{ 0x8b, 0x8b, MSR_ANY, READ_REAL, WRITE_FAULT, 0 }, /* microcode */
	{ 0xe7, 0xe8, MSR_ANY, READ_FAULT, WRITE_DROP, 0 }, /* MPERF, APERF */
	{ 0x277, 0x277, MSR_ANY, READ_VALUE, WRITE_FAULT, PAT_GUEST },
	/* Machine checks: banks that never report. */
	{ 0x179, 0x179, MSR_ANY, READ_VALUE, WRITE_DROP, MCG_BANKS },
	{ 0x17a, 0x17b, MSR_ANY, READ_VALUE, WRITE_DROP, 0 },
	{ 0x400, 0x400 + 4 * MCG_BANKS - 1, MSR_ANY, READ_VALUE, WRITE_DROP,
	  0 },
	/* Performance counters: none count. */
	{ 0xc1, 0xc2, MSR_INTEL, READ_VALUE, WRITE_DROP, 0 },
	{ 0x186, 0x187, MSR_INTEL, READ_VALUE, WRITE_DROP, 0 },
	{ 0x309, 0x30b, MSR_INTEL, READ_VALUE, WRITE_DROP, 0 },
	{ 0x38d, 0x390, MSR_INTEL, READ_VALUE, WRITE_DROP, 0 },
	{ 0x345, 0x345, MSR_ANY, READ_VALUE, WRITE_FAULT, 0 },
	{ 0xc0010000, 0xc0010007, MSR_AMD, READ_VALUE, WRITE_DROP, 0 },
	{ 0xc0010200, 0xc001020b, MSR_AMD, READ_VALUE, WRITE_DROP, 0 },
	/* Power and thermal management are the control domain's. */
	{ 0x198, 0x199, MSR_INTEL, READ_VALUE, WRITE_DROP, 0 },
	{ 0x19c, 0x19c, MSR_INTEL, READ_VALUE, WRITE_DROP, 0 },
	{ 0x1a0, 0x1a0, MSR_INTEL, READ_MISC_ENABLE, WRITE_DROP, 0 },
	{ 0xc0010041, 0xc0010042, MSR_AMD, READ_VALUE, WRITE_DROP, 0 },
	{ 0xc0010061, 0xc001006b, MSR_AMD, READ_VALUE, WRITE_DROP, 0 },
	/* AMD's configuration: HWCR, NB_CFG, MMIO configuration, DE_CFG. */
	{ 0xc0010015, 0xc0010015, MSR_AMD, READ_VALUE, WRITE_DROP, 0 },
	{ 0xc001001f, 0xc001001f, MSR_AMD, READ_VALUE, WRITE_DROP, 0 },
	{ 0xc0010058, 0xc0010058, MSR_AMD, READ_VALUE, WRITE_DROP, 0 },
	{ 0xc0011029, 0xc0011029, MSR_AMD, READ_VALUE, WRITE_DROP,
	  DE_CFG_GUEST },
	{ XEN_MSR_HYPERCALL_PAGE, XEN_MSR_HYPERCALL_PAGE, MSR_ANY, READ_VALUE,
	  WRITE_PAGE, 0 },
};

static bool vendor_fits(const struct vcpu *v, u8 vendor)
{
	if (vendor == MSR_ANY)
		return true;
	return (vendor == MSR_INTEL) == (cpuid_vendor(v) == CPUID_INTEL);
}

static const struct msr_policy *policy_find(const struct vcpu *v, u32 msr)
{
	const struct msr_policy *p;

	for (p = policies; p < policies + ARRAY_SIZE(policies); p++)
		if (msr >= p->first && msr <= p->last &&
		    vendor_fits(v, p->vendor))
			return p;
	return NULL;
}

/* In guest-kernel mode GS's base is the kernel's, the parked one the user's. */
static u64 *base_field(struct vcpu *v, u32 msr)
{
	if (msr == MSR_FS_BASE)
		return &v->fs_base;
	return msr == MSR_GS_BASE ? &v->gs_base_kernel : &v->gs_base_user;
}

static bool misc_enable_read(u64 *value)
{
	if (rdmsr_safe(0x1a0, value))
		return false;
	*value = (*value | MISC_ENABLE_SET) & ~MISC_ENABLE_CLEAR;
	return true;
}

/*
 * A kernel that cannot yet take the #GP finds registers that it has reason to
 * expect: those which the processor has read as zero.
 */
static bool unknown_read(const struct vcpu *v, u32 msr, u64 *value)
{
	if (v->traps.rip[TRAP_GP] ||
	    (msr & MSR_HYPERVISOR_MASK) == MSR_HYPERVISOR_FIRST ||
	    rdmsr_safe(msr, value))
		return false;
	*value = 0;
	return true;
}

static bool msr_read(struct vcpu *v, u32 msr, u64 *value)
{
	const struct msr_policy *p = policy_find(v, msr);

	if (!p)
		return unknown_read(v, msr, value);
	*value = p->value;
	switch (p->read) {
	case READ_VALUE:
		return true;
	case READ_REAL:
		return !rdmsr_safe(msr, value);
	case READ_TSC:
		*value = time_guest_tsc(v->d);
		return true;
	case READ_APIC_BASE:
		*value = APIC_BASE_GUEST | (v->id ? 0 : APIC_BASE_BSP);
		return true;
	case READ_MISC_ENABLE:
		return misc_enable_read(value);
	case READ_BASE:
		vcpu_bases_read(v);
		*value = *base_field(v, msr);
		return true;
	default:
		return false;
	}
}

static bool base_write(struct vcpu *v, u32 msr, u64 value)
{
	if (!addr_is_canonical(value))
		return false;
	vcpu_bases_read(v);
	*base_field(v, msr) = value;
	vcpu_bases_load(v);
	return true;
}

/* The low bits number the page of a hypercall area; ours has one. */
static enum emulate_result page_write(struct vcpu *v, u64 value)
{
	int rc;

	if (offset_in_page(value))
		return EMULATE_BOUNCE;
	spin_lock(&v->d->lock);
	rc = hypercall_page_init(v->d, maddr_to_mfn(value));
	spin_unlock(&v->d->lock);
	if (rc == -XEN_ERESTART)
		return EMULATE_AGAIN;
	return rc ? EMULATE_BOUNCE : EMULATE_DONE;
}

static enum emulate_result done_if(bool ok)
{
	return ok ? EMULATE_DONE : EMULATE_BOUNCE;
}

static enum emulate_result msr_write(struct vcpu *v, u32 msr, u64 value)
{
	const struct msr_policy *p = policy_find(v, msr);

	switch (p ? p->write : WRITE_FAULT) {
	case WRITE_DROP:
		return EMULATE_DONE;
	case WRITE_SAME:
		return done_if(value == p->value);
	case WRITE_BASE:
		return done_if(base_write(v, msr, value));
	case WRITE_PAGE:
		return page_write(v, value);
	default:
		return EMULATE_BOUNCE;
	}
}

enum emulate_result emulate_rdmsr(struct vcpu *v)
{
	u64 value;

	if (!v->kernel_mode || !msr_read(v, (u32)v->regs.rcx, &value))
		return EMULATE_BOUNCE;
	v->regs.rax = (u32)value;
	v->regs.rdx = value >> 32;
	return EMULATE_DONE;
}

enum emulate_result emulate_wrmsr(struct vcpu *v)
{
	u64 value = (u64)(u32)v->regs.rdx << 32 | (u32)v->regs.rax;

	if (!v->kernel_mode)
		return EMULATE_BOUNCE;
	return msr_write(v, (u32)v->regs.rcx, value);
}
