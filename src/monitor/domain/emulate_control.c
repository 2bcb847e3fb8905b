// SPDX-License-Identifier: GPL-2.0
/*
 * Control, debug and extended control registers of a guest. Its kernel only; a
 * value that the guest may not have is its #GP.
 */
#include "core/types.h"
#include "domain/cpuid.h"
#include "domain/debugreg.h"
#include "domain/domain.h"
#include "domain/emulate.h"
#include "domain/operand.h"
#include "domain/x86_bits.h"
#include "mm/pagetable.h"
#include "mm/vcpu_mm.h"
#include "xen/errno.h"

/* CR0 as a 64-bit kernel expects it; only TS is the guest's. */
#define CR0_FIXED                                                              \
	(X86_CR0_PE | X86_CR0_MP | X86_CR0_ET | X86_CR0_NE | X86_CR0_WP |      \
	 X86_CR0_AM | X86_CR0_PG)

#define CR4_FIXED                                                              \
	(X86_CR4_PAE | X86_CR4_MCE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT)
#define CR4_GUEST                                                              \
	(X86_CR4_TSD | X86_CR4_DE | X86_CR4_FSGSBASE | X86_CR4_OSXSAVE)

/* Entries that one attempt to load CR3 may validate. */
#define CR3_BUDGET 4096

#define XCR0_X87 0x1ULL
#define XCR0_SSE 0x2ULL
#define XCR0_AVX 0x4ULL
#define XCR0_AVX512 0xe0ULL

static enum emulate_result read_cr(struct vcpu *v, unsigned int nr, u64 *value)
{
	switch (nr) {
	case 0:
		*value = CR0_FIXED | v->cr0_ts;
		return EMULATE_DONE;
	case 2:
		*value = READ_ONCE(v->info->arch.cr2);
		return EMULATE_DONE;
	case 3:
		*value = mfn_to_maddr(v->root);
		return EMULATE_DONE;
	case 4:
		*value = CR4_FIXED | (v->cr4 & CR4_GUEST);
		return EMULATE_DONE;
	default:
		return EMULATE_BOUNCE;
	}
}

/* As MMUEXT_NEW_BASEPTR: validation goes on where it stopped. */
static enum emulate_result write_cr3(struct vcpu *v, u64 value)
{
	struct pt_budget budget = { .left = CR3_BUDGET };
	struct domain *d = v->d;
	int rc;

	spin_lock(&d->lock);
	rc = pt_zap(d, &budget);
	if (!rc)
		rc = vcpu_root_set(v, &v->root, maddr_to_mfn(value), &budget);
	if (!rc)
		vcpu_root_load(v);
	spin_unlock(&d->lock);

	if (rc == -XEN_ERESTART)
		return EMULATE_AGAIN;
	return rc ? EMULATE_BOUNCE : EMULATE_DONE;
}

static enum emulate_result write_cr(struct vcpu *v, unsigned int nr, u64 value)
{
	switch (nr) {
	case 0:
		if ((value & ~X86_CR0_TS) != CR0_FIXED)
			return EMULATE_BOUNCE;
		v->cr0_ts = value & X86_CR0_TS;
		vcpu_ts_load(v);
		return EMULATE_DONE;
	case 2:
		WRITE_ONCE(v->info->arch.cr2, value);
		return EMULATE_DONE;
	case 3:
		return write_cr3(v, value);
	case 4:
		/* Kernels set what they know of; the rest stays as it is. */
		v->cr4 = value & CR4_GUEST;
		vcpu_cr4_load(v);
		return EMULATE_DONE;
	default:
		return EMULATE_BOUNCE;
	}
}

static enum emulate_result mov_dr(struct vcpu *v, const struct insn *i)
{
	u64 *reg = insn_reg(v, i->rm);
	bool write = i->opcode & 2;

	if (!write)
		return debugreg_get(v, i->reg, reg) ? EMULATE_BOUNCE :
						      EMULATE_DONE;
	if (debugreg_set(v, i->reg, *reg))
		return EMULATE_BOUNCE;
	vcpu_debugreg_load(v);
	return EMULATE_DONE;
}

/* APM vol.2 11.5.2: which combinations the processor accepts. */
static bool xcr0_is_valid(u64 value, u64 supported)
{
	if (value & ~supported || !(value & XCR0_X87))
		return false;
	if (value & XCR0_AVX && !(value & XCR0_SSE))
		return false;
	if (!(value & XCR0_AVX512))
		return true;
	return (value & XCR0_AVX512) == XCR0_AVX512 && value & XCR0_AVX;
}

static enum emulate_result emulate_xsetbv(struct vcpu *v)
{
	u64 value = (u64)(u32)v->regs.rdx << 32 | (u32)v->regs.rax;

	if (!(v->cr4 & X86_CR4_OSXSAVE) || (u32)v->regs.rcx ||
	    !xcr0_is_valid(value, cpuid_xcr0_mask(v)))
		return EMULATE_BOUNCE;
	v->xcr0 = value;
	v->xcr0_accum |= value;
	vcpu_xcr0_load(v);
	return EMULATE_DONE;
}

enum emulate_result emulate_control(struct vcpu *v, const struct insn *i)
{
	if (!v->kernel_mode)
		return EMULATE_BOUNCE;
	switch (i->opcode) {
	case 0x01:
		return emulate_xsetbv(v);
	case 0x06:
		v->cr0_ts = 0;
		vcpu_ts_load(v);
		return EMULATE_DONE;
	case 0x20:
		return read_cr(v, i->reg, insn_reg(v, i->rm));
	case 0x22:
		return write_cr(v, i->reg, *insn_reg(v, i->rm));
	default:
		return mov_dr(v, i);
	}
}
