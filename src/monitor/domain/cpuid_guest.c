// SPDX-License-Identifier: GPL-2.0
/*
 * CPUID as one vCPU sees it: its domain's policy, the hypervisor leaves, and
 * what follows from the vCPU's own state.
 */
#include "core/lib.h"
#include "core/types.h"
#include "domain/cpu_features.h"
#include "domain/cpuid.h"
#include "domain/cpuid_leaves.h"
#include "domain/domain.h"
#include "domain/tsc.h"
#include "domain/x86_bits.h"
#include "x86/insn.h"
#include "xen/cpuid.h"
#include "xen/version.h"

enum { A, B, C, D };

#define ECX_XSAVE (1U << 26)
#define ECX_OSXSAVE (1U << 27)
#define DA1_XSAVEC (1U << 1)

#define XSTATE_LEGACY_BYTES 576 /* legacy region and header */
#define XSTATE_ALIGNED 2U /* sub-leaf ECX: 64-byte aligned if compacted */
#define XSTATE_LAST 62

/* A frame number must fit a grant's 32 bits (public/grant_table.h). */
#define MACHINE_ADDRESS_WIDTH_MAX 44

/* EBX of an Intel processor's leaf 0: "Genu" */
#define VENDOR_INTEL_B 0x756e6547U

#define NS_PER_MS 1000000ULL

/* Where the area of state @n ends if those before it end at @size. */
static u32 xstate_end(u32 n, u32 size, bool compacted)
{
	u32 out[4];

	cpuid(CPUID_XSTATE, n, out);
	if (!compacted)
		return out[A] + out[B] > size ? out[A] + out[B] : size;
	if (out[C] & XSTATE_ALIGNED)
		size = (size + 63) & ~63U;
	return size + out[A];
}

static u32 xstate_size(u64 states, bool compacted)
{
	u32 size = XSTATE_LEGACY_BYTES, n;

	for (n = 2; n <= XSTATE_LAST; n++)
		if (states >> n & 1)
			size = xstate_end(n, size, compacted);
	return size;
}

u32 cpuid_xstate_size(u64 states)
{
	return xstate_size(states, false);
}

u32 cpuid_xstate_size_compacted(u64 states)
{
	return xstate_size(states, true);
}

/* Where the toolstack's choice is not the default. Return: false if none. */
static bool policy_record(const struct domain *d, u32 leaf, u32 subleaf,
			  u32 out[4])
{
	const struct xen_cpuid_leaf *r = d->cpu_policy;
	const struct xen_cpuid_leaf *end = r + d->nr_cpu_leaves;

	if (!cpuid_has_subleaves(leaf))
		subleaf = XEN_CPUID_NO_SUBLEAF;
	for (; r < end; r++) {
		if (r->leaf != leaf || r->subleaf != subleaf)
			continue;
		out[A] = r->a;
		out[B] = r->b;
		out[C] = r->c;
		out[D] = r->d;
		return true;
	}
	return false;
}

static void policy_leaf(const struct vcpu *v, u32 leaf, u32 subleaf,
			u32 out[4])
{
	if (!policy_record(v->d, leaf, subleaf, out))
		cpuid_leaf(CPUID_DEFAULT, leaf, subleaf, out);
}

enum cpuid_vendor cpuid_vendor(const struct vcpu *v)
{
	u32 out[4];

	policy_leaf(v, 0, 0, out);
	return out[B] == VENDOR_INTEL_B ? CPUID_INTEL : CPUID_AMD;
}

/* Asked each time that the vCPU is loaded: no CPUID is executed. */
u64 cpuid_xcr0_mask(const struct vcpu *v)
{
	u32 out[4];

	if (!policy_record(v->d, CPUID_XSTATE, 0, out))
		return cpuid_host_xcr0();
	/* A policy may be another machine's: the processor has the last word. */
	return out[A] & cpuid_host_xcr0();
}

/* kHz of the TSC, from the scale that the vCPU's clock record publishes. */
static u32 tsc_khz(const struct vcpu *v)
{
	u32 mul = READ_ONCE(v->info->time.tsc_to_system_mul);
	int shift = (int8_t)READ_ONCE(v->info->time.tsc_shift);
	u64 khz;

	/* The guest may have written anything there; only it reads this. */
	if (!mul || shift < -31 || shift > 31)
		return 0;
	khz = (NS_PER_MS << 32) / mul;
	return (u32)(shift < 0 ? khz << -shift : khz >> shift);
}

static u32 machine_address_width(void)
{
	u32 out[4];

	cpuid_leaf(CPUID_HOST, CPUID_E8, 0, out);
	return (u32)min_u64(out[A] & XEN_CPUID_MACHINE_ADDRESS_WIDTH_MASK,
			    MACHINE_ADDRESS_WIDTH_MAX);
}

/* Leaves 40000000h on: public/arch-x86/cpuid.h. */
static void hypervisor_leaf(const struct vcpu *v, u32 leaf, u32 subleaf,
			    u32 out[4])
{
	switch (leaf - XEN_CPUID_FIRST_LEAF) {
	case 0:
		out[A] = XEN_CPUID_FIRST_LEAF + XEN_CPUID_MAX_NUM_LEAVES;
		out[B] = XEN_CPUID_SIGNATURE_EBX;
		out[C] = XEN_CPUID_SIGNATURE_ECX;
		out[D] = XEN_CPUID_SIGNATURE_EDX;
		break;
	case 1:
		out[A] = XEN_ABI_VERSION;
		break;
	case 2:
		out[A] = 1;
		out[B] = XEN_MSR_HYPERCALL_PAGE;
		out[C] = XEN_CPUID_FEAT1_MMU_PT_UPDATE_PRESERVE_AD;
		break;
	case 3:
		if (subleaf == 0) {
			out[A] = time_tsc_emulated(v->d);
			out[B] = v->d->tsc.mode;
			out[C] = tsc_khz(v);
			out[D] = v->d->tsc.incarnation;
		} else if (subleaf == 2) {
			out[A] = (u32)time_tsc_khz(); /* the processors' */
		}
		break;
	case 5:
		out[B] = machine_address_width();
		break;
	default:
		break;
	}
}

static bool is_hypervisor_leaf(u32 leaf)
{
	return leaf >= XEN_CPUID_FIRST_LEAF &&
	       leaf <= XEN_CPUID_FIRST_LEAF + XEN_CPUID_MAX_NUM_LEAVES;
}

/* The initial APIC id, as a topology of one thread per core has it. */
static u32 apic_id(const struct vcpu *v)
{
	return v->id * 2;
}

static void dynamic_xstate(const struct vcpu *v, u32 subleaf, u32 out[4])
{
	if (subleaf == 0)
		out[B] = cpuid_xstate_size(v->xcr0 & CPU_XCR0_MASK);
	else if (subleaf == 1 && out[A] & DA1_XSAVEC)
		out[B] = cpuid_xstate_size_compacted(v->xcr0 & CPU_XCR0_MASK);
}

void cpuid_guest(const struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	memset(out, 0, 4 * sizeof(*out));
	if (is_hypervisor_leaf(leaf)) {
		hypervisor_leaf(v, leaf, subleaf, out);
		return;
	}
	policy_leaf(v, leaf, subleaf, out);
	switch (leaf) {
	case CPUID_FEATURES:
		out[B] = (out[B] & 0xffffff) | apic_id(v) << 24;
		out[C] &= ~ECX_OSXSAVE;
		if (out[C] & ECX_XSAVE && v->cr4 & X86_CR4_OSXSAVE)
			out[C] |= ECX_OSXSAVE;
		break;
	case CPUID_TOPOLOGY:
		out[D] = out[A] | out[B] ? apic_id(v) : 0;
		break;
	case CPUID_XSTATE:
		if (out[A] | out[B])
			dynamic_xstate(v, subleaf, out);
		break;
	default:
		break;
	}
}
