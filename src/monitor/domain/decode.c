// SPDX-License-Identifier: GPL-2.0
/*
 * The byte-level decoder. Two tables say which opcodes are known and what
 * follows them; everything else is unknown. Encodings: APM vol.3 1.2-1.8 and
 * appendix A.
 */
#include "core/types.h"
#include "domain/decode.h"

#define KNOWN 0x01
#define MODRM 0x02
#define IMM8 0x04
#define IMMZ 0x08 /* 2 bytes with a 66 prefix, else 4 */
#define MOFFS 0x10 /* an address instead of ModRM */

static const u8 opcodes_1[256] = {
	[0x00 ... 0x01] = KNOWN | MODRM, /* add r, r/m */
	[0x08 ... 0x09] = KNOWN | MODRM, /* or */
	[0x10 ... 0x11] = KNOWN | MODRM, /* adc */
	[0x18 ... 0x19] = KNOWN | MODRM, /* sbb */
	[0x20 ... 0x21] = KNOWN | MODRM, /* and */
	[0x28 ... 0x29] = KNOWN | MODRM, /* sub */
	[0x30 ... 0x31] = KNOWN | MODRM, /* xor */
	[0x6c ... 0x6f] = KNOWN, /* ins, outs */
	[0x80] = KNOWN | MODRM | IMM8, /* group 1 */
	[0x81] = KNOWN | MODRM | IMMZ,
	[0x83] = KNOWN | MODRM | IMM8,
	[0x86 ... 0x87] = KNOWN | MODRM, /* xchg */
	[0x88 ... 0x89] = KNOWN | MODRM, /* mov r, r/m */
	[0xa2 ... 0xa3] = KNOWN | MOFFS, /* mov rax, moffs */
	[0xc6] = KNOWN | MODRM | IMM8, /* mov imm, r/m */
	[0xc7] = KNOWN | MODRM | IMMZ,
	[0xcd] = KNOWN | IMM8, /* int */
	[0xe4 ... 0xe7] = KNOWN | IMM8, /* in, out imm8 */
	[0xec ... 0xef] = KNOWN, /* in, out dx */
	[0xfa ... 0xfb] = KNOWN, /* cli, sti */
};

static const u8 opcodes_0f[256] = {
	[0x01] = KNOWN | MODRM, /* xsetbv, rdtscp */
	[0x06] = KNOWN, /* clts */
	[0x09] = KNOWN, /* wbinvd, wbnoinvd */
	[0x20 ... 0x23] = KNOWN | MODRM, /* mov crN, drN */
	[0x30 ... 0x32] = KNOWN, /* wrmsr, rdtsc, rdmsr */
	[0xa2] = KNOWN, /* cpuid */
	[0xab] = KNOWN | MODRM, /* bts */
	[0xb0 ... 0xb1] = KNOWN | MODRM, /* cmpxchg */
	[0xb3] = KNOWN | MODRM, /* btr */
	[0xba] = KNOWN | MODRM | IMM8, /* group 8 */
	[0xbb] = KNOWN | MODRM, /* btc */
};

/* The bytes that are left to decode. */
struct cursor {
	const u8 *bytes;
	unsigned int n;
	unsigned int at;
	bool ran_out;
};

static u8 next_byte(struct cursor *c)
{
	if (c->at >= c->n) {
		c->ran_out = true;
		return 0;
	}
	return c->bytes[c->at++];
}

/* A little-endian number, sign-extended. */
static s64 next_signed(struct cursor *c, unsigned int bytes)
{
	u64 value = 0;
	unsigned int k;

	for (k = 0; k < bytes; k++)
		value |= (u64)next_byte(c) << (8 * k);
	if (bytes == 8)
		return (s64)value;
	if (value >> (8 * bytes - 1) & 1)
		value |= U64_MAX << (8 * bytes);
	return (s64)value;
}

static bool legacy_prefix(struct insn *i, u8 byte)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		return true; /* ES CS SS DS: ignored in 64-bit mode */
	case 0x64:
		i->seg = INSN_SEG_FS;
		return true;
	case 0x65:
		i->seg = INSN_SEG_GS;
		return true;
	case 0x66:
		i->opsize = true;
		return true;
	case 0x67:
		i->addrsize = true;
		return true;
	case 0xf0:
		i->lock = true;
		return true;
	case 0xf2:
		i->repne = true;
		i->rep = false;
		return true;
	case 0xf3:
		i->rep = true;
		i->repne = false;
		return true;
	default:
		return false;
	}
}

/* Return: the first opcode byte. A REX counts only right before it. */
static u8 decode_prefixes(struct insn *i, struct cursor *c)
{
	u8 byte;

	for (;;) {
		byte = next_byte(c);
		if (c->ran_out)
			return 0;
		if ((byte & 0xf0) == 0x40)
			i->rex = byte;
		else if (legacy_prefix(i, byte))
			i->rex = 0;
		else
			return byte;
	}
}

static void decode_sib(struct insn *i, struct cursor *c)
{
	u8 sib = next_byte(c);

	i->scale = sib >> 6;
	i->index = (sib >> 3 & 7) | (i->rex & REX_X ? 8 : 0);
	if (i->index == 4)
		i->index = INSN_NO_REG;
	i->base = (sib & 7) | (i->rex & REX_B ? 8 : 0);
	if ((sib & 7) == 5 && i->mod == 0) {
		i->base = INSN_NO_REG;
		i->disp = next_signed(c, 4);
	}
}

static void decode_modrm(struct insn *i, struct cursor *c)
{
	u8 modrm = next_byte(c);
	u8 low = modrm & 7;

	i->modrm = true;
	i->mod = modrm >> 6;
	i->reg = (modrm >> 3 & 7) | (i->rex & REX_R ? 8 : 0);
	i->rm = low | (i->rex & REX_B ? 8 : 0);
	if (i->mod == 3)
		return;
	if (low == 4) {
		decode_sib(i, c);
	} else if (low == 5 && i->mod == 0) {
		i->rip_relative = true;
		i->disp = next_signed(c, 4);
	} else {
		i->base = i->rm;
	}
	if (i->mod == 1)
		i->disp = next_signed(c, 1);
	else if (i->mod == 2)
		i->disp = next_signed(c, 4);
}

static void insn_clear(struct insn *i)
{
	__builtin_memset(i, 0, sizeof(*i));
	i->base = INSN_NO_REG;
	i->index = INSN_NO_REG;
}

/*
 * What compilers make of a PTE's exchange or store, nearly always: REX.W, then
 * XCHG or MOV of a register, to a register's address with at most a short
 * displacement. @bytes: four of them.
 */
static bool decode_short(struct insn *i, const u8 *bytes)
{
	u8 rex = bytes[0], low = bytes[2] & 7, mod = bytes[2] >> 6;
	bool has_disp = mod == 1;

	if ((rex & 0xf8) != (0x40 | REX_W))
		return false;
	if ((bytes[1] != 0x87 && bytes[1] != 0x89) || mod > 1)
		return false;
	if (low == 4 || (low == 5 && !has_disp))
		return false;
	insn_clear(i);
	i->len = has_disp ? 4 : 3;
	i->opcode = bytes[1];
	i->rex = rex;
	i->modrm = true;
	i->mod = mod;
	i->reg = (bytes[2] >> 3 & 7) | (rex & REX_R ? 8 : 0);
	i->rm = low | (rex & REX_B ? 8 : 0);
	i->base = i->rm;
	i->disp = has_disp ? (int8_t)bytes[3] : 0;
	return true;
}

enum insn_result insn_decode_long(struct insn *i, const u8 *bytes,
				  unsigned int n)
{
	struct cursor c = { .bytes = bytes, .n = n };
	u8 form;

	insn_clear(i);
	i->opcode = decode_prefixes(i, &c);
	if (!c.ran_out && i->opcode == 0x0f) {
		i->map = INSN_MAP_0F;
		i->opcode = next_byte(&c);
	}
	form = i->map == INSN_MAP_0F ? opcodes_0f[i->opcode] :
				       opcodes_1[i->opcode];
	if (!c.ran_out && !form)
		return INSN_UNKNOWN;

	if (form & MODRM)
		decode_modrm(i, &c);
	if (form & MOFFS)
		i->disp = next_signed(&c, i->addrsize ? 4 : 8);
	if (form & IMM8)
		i->imm = next_signed(&c, 1);
	if (form & IMMZ)
		i->imm = next_signed(&c, insn_bytes(i) == 2 ? 2 : 4);

	if (c.ran_out)
		return n < INSN_MAX_LEN ? INSN_SHORT : INSN_UNKNOWN;
	i->len = (u8)c.at;
	return INSN_OK;
}

/* Two bytes and no operand: RDMSR, for one. */
static bool decode_two(struct insn *i, const u8 *bytes)
{
	if (bytes[0] != 0x0f || opcodes_0f[bytes[1]] != KNOWN)
		return false;
	insn_clear(i);
	i->len = 2;
	i->map = INSN_MAP_0F;
	i->opcode = bytes[1];
	return true;
}

enum insn_result insn_decode(struct insn *i, const u8 *bytes, unsigned int n)
{
	if (n >= 4 && (decode_short(i, bytes) || decode_two(i, bytes)))
		return INSN_OK;
	return insn_decode_long(i, bytes, n);
}
