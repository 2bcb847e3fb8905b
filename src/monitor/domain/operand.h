/* SPDX-License-Identifier: GPL-2.0 */
/* What a decoded instruction (decode.h) works on, for the current vCPU. */
#ifndef UNDERPIN_DOMAIN_OPERAND_H
#define UNDERPIN_DOMAIN_OPERAND_H

#include "core/types.h"
#include "domain/decode.h"
#include "domain/vcpu.h"

/**
 * insn_fetch() - read and decode the instruction at v->regs.rip
 * @v: current vCPU in 64-bit code
 *
 * Does not touch the page behind the one that RIP is in unless the
 * instruction goes on there.
 *
 * Return: false if it cannot be read or is not one of ours.
 */
bool insn_fetch(struct vcpu *v, struct insn *i);

/**
 * insn_address() - linear address of the memory operand
 * @v: current vCPU; its segment bases are brought up to date when they count
 */
u64 insn_address(struct vcpu *v, const struct insn *i);

/** insn_reg() - a general register by its number in an encoding, 0..15 */
u64 *insn_reg(struct vcpu *v, unsigned int nr);

/**
 * insn_reg_read() - the low @bytes of a register
 * @nr: 0..15; 4..7 of one byte are AH, CH, DH, BH without REX
 */
u64 insn_reg_read(struct vcpu *v, const struct insn *i, unsigned int nr,
		  unsigned int bytes);

/** insn_reg_write() - as the processor writes: 4 bytes clear the upper half */
void insn_reg_write(struct vcpu *v, const struct insn *i, unsigned int nr,
		    unsigned int bytes, u64 value);

#endif /* UNDERPIN_DOMAIN_OPERAND_H */
