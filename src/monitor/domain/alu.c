// SPDX-License-Identifier: GPL-2.0
/* Status flags: APM vol.1 3.1.4, and each instruction's page in vol.3. */
#include "core/types.h"
#include "domain/alu.h"
#include "domain/x86_bits.h"

static u64 operand_mask(unsigned int bytes)
{
	return bytes == 8 ? U64_MAX : (1ULL << (8 * bytes)) - 1;
}

static u64 sign_bit(unsigned int bytes)
{
	return 1ULL << (8 * bytes - 1);
}

static u64 result_flags(u64 result, unsigned int bytes)
{
	u64 flags = 0;

	if (!result)
		flags |= X86_RFLAGS_ZF;
	if (result & sign_bit(bytes))
		flags |= X86_RFLAGS_SF;
	if (!__builtin_parity((u8)result))
		flags |= X86_RFLAGS_PF;
	return flags;
}

/* @carries: bit n set where a carry or borrow leaves bit n */
static u64 carry_flags(u64 carries, u64 overflows, unsigned int bytes)
{
	u64 flags = 0;

	if (carries & sign_bit(bytes))
		flags |= X86_RFLAGS_CF;
	if (carries & 8)
		flags |= X86_RFLAGS_AF;
	if (overflows & sign_bit(bytes))
		flags |= X86_RFLAGS_OF;
	return flags;
}

static u64 add(u64 a, u64 b, bool carry, unsigned int bytes, u64 *flags)
{
	u64 sum = (a + b + carry) & operand_mask(bytes);

	*flags = carry_flags((a & b) | ((a | b) & ~sum),
			     (a ^ sum) & (b ^ sum), bytes);
	return sum;
}

static u64 subtract(u64 a, u64 b, bool borrow, unsigned int bytes, u64 *flags)
{
	u64 diff = (a - b - borrow) & operand_mask(bytes);

	*flags = carry_flags((~a & b) | ((~a | b) & diff),
			     (a ^ b) & (a ^ diff), bytes);
	return diff;
}

u64 alu_op(enum alu_op op, u64 a, u64 b, unsigned int bytes, u64 *rflags)
{
	bool carry = *rflags & X86_RFLAGS_CF;
	u64 flags = 0;
	u64 result;

	a &= operand_mask(bytes);
	b &= operand_mask(bytes);
	switch (op) {
	case ALU_ADD:
		result = add(a, b, false, bytes, &flags);
		break;
	case ALU_ADC:
		result = add(a, b, carry, bytes, &flags);
		break;
	case ALU_SBB:
		result = subtract(a, b, carry, bytes, &flags);
		break;
	case ALU_OR:
		result = a | b;
		break;
	case ALU_AND:
		result = a & b;
		break;
	case ALU_XOR:
		result = a ^ b;
		break;
	default:
		result = subtract(a, b, false, bytes, &flags);
		break;
	}
	*rflags &= ~X86_RFLAGS_STATUS;
	*rflags |= flags | result_flags(result, bytes);
	return result;
}

u64 alu_bit_op(enum alu_bit_op op, u64 a, u64 nr, unsigned int bytes,
	       u64 *rflags)
{
	u64 bit = 1ULL << (nr % (8 * bytes));

	*rflags &= ~X86_RFLAGS_CF;
	if (a & bit)
		*rflags |= X86_RFLAGS_CF;
	switch (op) {
	case ALU_BTS:
		return a | bit;
	case ALU_BTR:
		return a & ~bit;
	case ALU_BTC:
		return a ^ bit;
	default:
		return a;
	}
}
