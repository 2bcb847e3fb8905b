/* SPDX-License-Identifier: GPL-2.0 */
/* The integer operations of emulated stores, with their status flags. */
#ifndef UNDERPIN_DOMAIN_ALU_H
#define UNDERPIN_DOMAIN_ALU_H

#include "core/types.h"

/* Numbers as in opcode bits 5:3 and in the reg field of group 1. */
enum alu_op {
	ALU_ADD,
	ALU_OR,
	ALU_ADC,
	ALU_SBB,
	ALU_AND,
	ALU_SUB,
	ALU_XOR,
	ALU_CMP,
};

/* Numbers as in opcode bits 4:3 of 0f a3..bb and in group 8's reg field - 4. */
enum alu_bit_op {
	ALU_BT,
	ALU_BTS,
	ALU_BTR,
	ALU_BTC,
};

/**
 * alu_op() - a op b
 * @bytes: operand size, 1, 2, 4 or 8; bits above it are ignored
 * @rflags: carry in, status flags out; AF is 0 where it is undefined
 *
 * Return: the result, for ALU_CMP that of the subtraction.
 */
u64 alu_op(enum alu_op op, u64 a, u64 b, unsigned int bytes, u64 *rflags);

/**
 * alu_bit_op() - test a bit, then change it
 * @nr: taken modulo the operand's bits
 * @rflags: CF receives the old bit, the others stay
 */
u64 alu_bit_op(enum alu_bit_op op, u64 a, u64 nr, unsigned int bytes,
	       u64 *rflags);

#endif /* UNDERPIN_DOMAIN_ALU_H */
