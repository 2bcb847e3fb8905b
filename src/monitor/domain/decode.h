/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Decoder for the 64-bit instructions that the monitor carries out for a guest
 * (domain/emulate.h): the privileged ones of PV kernels and the stores that
 * compilers emit for page-table entries.
 *
 * insn_decode() is a pure function over bytes that the guest may have chosen
 * with care; it reads no memory and no register. What it does not know is
 * INSN_UNKNOWN, never a guess: the guest then gets its own exception back.
 */
#ifndef UNDERPIN_DOMAIN_DECODE_H
#define UNDERPIN_DOMAIN_DECODE_H

#include "core/types.h"

#define INSN_MAX_LEN 15 /* APM vol.3 1.1 */

/** enum insn_map - which opcode table */
enum insn_map {
	INSN_MAP_1, /* one-byte opcodes */
	INSN_MAP_0F, /* 0f xx */
};

/** enum insn_seg - segment override that counts in 64-bit mode */
enum insn_seg {
	INSN_SEG_NONE,
	INSN_SEG_FS,
	INSN_SEG_GS,
};

#define REX_B 1
#define REX_X 2
#define REX_R 4
#define REX_W 8

#define INSN_NO_REG 0xff

/**
 * struct insn - one decoded instruction
 * @len: bytes, prefixes included
 * @map: enum insn_map
 * @rex: 0, or 0x40 | REX_*
 * @seg: enum insn_seg
 * @opsize: 66 prefix: 16-bit operands without REX.W
 * @addrsize: 67 prefix: 32-bit addresses
 * @modrm: the form has a ModRM byte: @mod, @reg and @rm count
 * @reg: register field with REX.R
 * @rm: with @mod 3 the register with REX.B
 * @base: base register of the memory operand or INSN_NO_REG
 * @index: index register or INSN_NO_REG
 * @scale: shift of the index, 0..3
 * @rip_relative: displacement counts from the next instruction
 * @disp: sign-extended displacement, or the absolute address of A2/A3
 * @imm: immediate, sign-extended
 */
struct insn {
	u8 len;
	u8 map;
	u8 opcode;
	u8 rex;
	u8 seg;
	bool lock;
	bool rep; /* f3 */
	bool repne; /* f2 */
	bool opsize;
	bool addrsize;
	bool modrm;
	u8 mod;
	u8 reg;
	u8 rm;
	u8 base;
	u8 index;
	u8 scale;
	bool rip_relative;
	s64 disp;
	s64 imm;
};

/** enum insn_result - what insn_decode() made of the bytes */
enum insn_result {
	INSN_OK,
	INSN_SHORT, /* longer than the bytes given */
	INSN_UNKNOWN, /* not of interest, or no instruction at all */
};

/**
 * insn_decode() - decode one instruction
 * @i: result, valid with INSN_OK only
 * @bytes: instruction bytes
 * @n: how many are there, at most INSN_MAX_LEN
 */
enum insn_result insn_decode(struct insn *i, const u8 *bytes, unsigned int n);

/** insn_decode_long() - the same without the short cut for frequent forms */
enum insn_result insn_decode_long(struct insn *i, const u8 *bytes,
				  unsigned int n);

/** insn_is() - is it this opcode of this table? */
static inline bool insn_is(const struct insn *i, enum insn_map map, u8 opcode)
{
	return i->map == map && i->opcode == opcode;
}

/** insn_bytes() - operand size of the non-byte forms: 2, 4 or 8 */
static inline unsigned int insn_bytes(const struct insn *i)
{
	if (i->rex & REX_W)
		return 8;
	return i->opsize ? 2 : 4;
}

#endif /* UNDERPIN_DOMAIN_DECODE_H */
