// SPDX-License-Identifier: GPL-2.0
/*
 * Privileged instructions at CPL 3 raise #GP; the few that PV kernels rely on
 * are carried out here or in emulate_io.c, emulate_control.c and msr.c. Read
 * decode.h first.
 */
#include "core/lib.h"
#include "core/types.h"
#include "domain/cpuid.h"
#include "domain/emulate.h"
#include "domain/operand.h"
#include "domain/segment.h"
#include "domain/trap.h"
#include "domain/tsc.h"
#include "domain/x86_bits.h"
#include "mm/guest_copy.h"

/* ModRM bytes of 0f 01. */
#define MODRM_XSETBV 0xd1
#define MODRM_RDTSCP 0xf9

/* ud2, "xen", cpuid: src/pv-abi/xen/cpuid.h */
static const u8 forced_cpuid[] = { 0x0f, 0x0b, 0x78, 0x65, 0x6e, 0x0f, 0xa2 };

#define UD2_LEN 2

#define TSC_AUX 0 /* not a guest's to set */

static const u8 rdtsc_bytes[] = { 0x0f, 0x31 };
static const u8 rdtscp_bytes[] = { 0x0f, 0x01, 0xf9 };

void emulate_retire(struct vcpu *v, unsigned int len)
{
	struct cpu_user_regs *r = &v->regs;
	bool step = r->rflags & X86_RFLAGS_TF;

	r->rip += len;
	r->rflags &= ~X86_RFLAGS_RF;
	if (!step)
		return;
	v->debugreg[6] |= X86_DR6_BS;
	trap_bounce(v, TRAP_DB, 0);
}

static void cpuid_execute(struct vcpu *v)
{
	u32 out[4];

	cpuid_guest(v, (u32)v->regs.rax, (u32)v->regs.rcx, out);
	v->regs.rax = out[0];
	v->regs.rbx = out[1];
	v->regs.rcx = out[2];
	v->regs.rdx = out[3];
}

static void rdtsc_execute(struct vcpu *v)
{
	u64 tsc = time_guest_tsc(v->d);

	v->regs.rax = (u32)tsc;
	v->regs.rdx = tsc >> 32;
}

/*
 * With the guest's CR4.TSD only its kernel may; the processor faults both, and
 * does so, too, where the monitor set TSD to emulate.
 */
static enum emulate_result emulate_rdtsc(struct vcpu *v)
{
	if (!v->kernel_mode && v->cr4 & X86_CR4_TSD)
		return EMULATE_BOUNCE;
	rdtsc_execute(v);
	return EMULATE_DONE;
}

static enum emulate_result emulate_0f_01(struct vcpu *v, const struct insn *i)
{
	u8 modrm = i->mod << 6 | (i->reg & 7) << 3 | (i->rm & 7);

	if (modrm == MODRM_XSETBV && !i->rep && !i->repne && !i->opsize)
		return emulate_control(v, i);
	if (modrm != MODRM_RDTSCP || emulate_rdtsc(v) == EMULATE_BOUNCE)
		return EMULATE_BOUNCE;
	v->regs.rcx = TSC_AUX;
	return EMULATE_DONE;
}

static enum emulate_result emulate_0f(struct vcpu *v, const struct insn *i)
{
	switch (i->opcode) {
	case 0x01:
		return emulate_0f_01(v, i);
	case 0x06:
	case 0x20 ... 0x23:
		return emulate_control(v, i);
	case 0x09:
		/* WBINVD: no guest owns a device that does not snoop. */
		return v->kernel_mode ? EMULATE_DONE : EMULATE_BOUNCE;
	case 0x30:
		return emulate_wrmsr(v);
	case 0x31:
		return emulate_rdtsc(v);
	case 0x32:
		return emulate_rdmsr(v);
	case 0xa2:
		cpuid_execute(v);
		return EMULATE_DONE;
	default:
		return EMULATE_BOUNCE;
	}
}

static enum emulate_result emulate_1(struct vcpu *v, const struct insn *i)
{
	switch (i->opcode) {
	case 0xfa:
	case 0xfb:
		/* CLI, STI: the real IF is not a guest's to change. */
		return emulate_has_iopl(v) ? EMULATE_DONE : EMULATE_BOUNCE;
	default:
		return EMULATE_BOUNCE;
	}
}

static bool is_io(const struct insn *i)
{
	if (i->map != INSN_MAP_1)
		return false;
	return (i->opcode >= 0x6c && i->opcode <= 0x6f) ||
	       (i->opcode >= 0xe4 && i->opcode <= 0xe7) ||
	       (i->opcode >= 0xec && i->opcode <= 0xef);
}

/* Linear address of the instruction, of any code. False: there is none. */
static bool linear_rip(struct vcpu *v, u64 *rip)
{
	struct code_segment cs;

	if (!segment_code(v, &cs))
		return false;
	*rip = v->regs.rip + cs.base;
	if (!cs.long_mode)
		*rip = (u32)*rip;
	return true;
}

/* The instruction at @rip is, without prefixes, this one. */
static bool bytes_are(u64 rip, const u8 *want, unsigned int len)
{
	u8 bytes[sizeof(rdtscp_bytes)];

	return !guest_copy_from(bytes, gva(rip), len) &&
	       !memcmp(bytes, want, len);
}

/*
 * 32-bit programs are not emulated, but for an RDTSC or RDTSCP that the monitor
 * traps. Compilers put no prefix before these, so one that has a prefix faults.
 */
static enum emulate_result emulate_compat(struct vcpu *v)
{
	unsigned int len = sizeof(rdtsc_bytes);
	u64 rip;

	if (!linear_rip(v, &rip))
		return EMULATE_BOUNCE;
	if (!bytes_are(rip, rdtsc_bytes, len)) {
		len = sizeof(rdtscp_bytes);
		if (!bytes_are(rip, rdtscp_bytes, len))
			return EMULATE_BOUNCE;
	}
	if (emulate_rdtsc(v) != EMULATE_DONE)
		return EMULATE_BOUNCE;
	if (len == sizeof(rdtscp_bytes))
		v->regs.rcx = TSC_AUX;
	emulate_retire(v, len);
	return EMULATE_DONE;
}

enum emulate_result emulate_privileged(struct vcpu *v)
{
	enum emulate_result result;
	struct insn i;

	if (!segment_is_64bit(v))
		return emulate_compat(v);
	if (!insn_fetch(v, &i) || i.lock)
		return EMULATE_BOUNCE;
	if (is_io(&i))
		return emulate_io(v, &i);
	result = i.map == INSN_MAP_0F ? emulate_0f(v, &i) : emulate_1(v, &i);
	if (result == EMULATE_AGAIN)
		return EMULATE_DONE;
	if (result == EMULATE_DONE)
		emulate_retire(v, i.len);
	return result;
}

enum emulate_result emulate_forced_cpuid(struct vcpu *v)
{
	u8 bytes[sizeof(forced_cpuid)];
	u64 rip;

	if (!linear_rip(v, &rip))
		return EMULATE_BOUNCE;

	/* An ordinary UD2 may be the last thing on its page. */
	if (guest_copy_from(bytes, gva(rip), UD2_LEN) ||
	    memcmp(bytes, forced_cpuid, UD2_LEN) ||
	    guest_copy_from(bytes, gva(rip), sizeof(bytes)) ||
	    memcmp(bytes, forced_cpuid, sizeof(bytes)))
		return EMULATE_BOUNCE;
	cpuid_execute(v);
	emulate_retire(v, sizeof(forced_cpuid));
	return EMULATE_DONE;
}
