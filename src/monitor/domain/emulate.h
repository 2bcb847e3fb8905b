/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Instructions that a PV kernel executes though they are privileged, and its
 * plain stores to L1 tables.
 *
 * All for the vCPU that this processor runs, after a fault of the guest, with
 * no lock held. Guest memory is read through the guest's own mappings.
 */
#ifndef UNDERPIN_DOMAIN_EMULATE_H
#define UNDERPIN_DOMAIN_EMULATE_H

#include "core/types.h"
#include "domain/decode.h"
#include "domain/vcpu.h"

/** enum emulate_result - what became of a fault */
enum emulate_result {
	EMULATE_DONE, /* registers updated: enter the guest again */
	EMULATE_BOUNCE, /* not ours: the guest gets the exception */
	EMULATE_AGAIN, /* of a handler: execute the instruction once more */
};

/** emulate_privileged() - #GP with error code 0 in a guest */
enum emulate_result emulate_privileged(struct vcpu *v);

/** emulate_forced_cpuid() - #UD: is it `ud2; .ascii "xen"; cpuid`? */
enum emulate_result emulate_forced_cpuid(struct vcpu *v);

/**
 * emulate_pt_write() - write fault: a store to one of the guest's L1 tables?
 * @cr2: faulting address
 * @error: hardware's code
 *
 * Takes d->lock. EMULATE_DONE without an advance of RIP means that the store
 * must be tried again. Never inlined: selftests/bench/compare counts its calls.
 */
noinline enum emulate_result emulate_pt_write(struct vcpu *v, u64 cr2,
					      u32 error);

/*
 * The rest is between the files of the emulator. A handler of instructions
 * returns EMULATE_BOUNCE for those it refuses, having changed nothing.
 */

/**
 * emulate_retire() - the instruction of @len bytes is complete
 *
 * Advances RIP, clears RF, and raises #DB if the guest single-steps.
 */
void emulate_retire(struct vcpu *v, unsigned int len);

/** emulate_io() - IN, OUT, INS, OUTS; retires them itself */
enum emulate_result emulate_io(struct vcpu *v, const struct insn *i);

/** emulate_has_iopl() - may the current mode execute CLI, STI and I/O? */
bool emulate_has_iopl(const struct vcpu *v);

/** emulate_control() - MOV CRn and DRn, CLTS, XSETBV */
enum emulate_result emulate_control(struct vcpu *v, const struct insn *i);

/** emulate_rdmsr() / emulate_wrmsr() - ECX, EDX:EAX of v->regs */
enum emulate_result emulate_rdmsr(struct vcpu *v);
enum emulate_result emulate_wrmsr(struct vcpu *v);

#endif /* UNDERPIN_DOMAIN_EMULATE_H */
