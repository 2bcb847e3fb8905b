// SPDX-License-Identifier: GPL-2.0
/*
 * From a decoded instruction (domain/decode.h) to what it works on: bytes at
 * RIP, registers, the address of its memory operand.
 */
#include "core/types.h"
#include "domain/operand.h"
#include "mm/guest_copy.h"

static const u16 reg_offset[16] = {
	offsetof(struct cpu_user_regs, rax),
	offsetof(struct cpu_user_regs, rcx),
	offsetof(struct cpu_user_regs, rdx),
	offsetof(struct cpu_user_regs, rbx),
	offsetof(struct cpu_user_regs, rsp),
	offsetof(struct cpu_user_regs, rbp),
	offsetof(struct cpu_user_regs, rsi),
	offsetof(struct cpu_user_regs, rdi),
	offsetof(struct cpu_user_regs, r8),
	offsetof(struct cpu_user_regs, r9),
	offsetof(struct cpu_user_regs, r10),
	offsetof(struct cpu_user_regs, r11),
	offsetof(struct cpu_user_regs, r12),
	offsetof(struct cpu_user_regs, r13),
	offsetof(struct cpu_user_regs, r14),
	offsetof(struct cpu_user_regs, r15),
};

/* Most instructions have no more bytes, and these are one access. */
#define FETCH_FIRST 8

/*
 * What is not needed is not fetched beyond the page, where nothing may be; no
 * byte is fetched twice.
 */
bool insn_fetch(struct vcpu *v, struct insn *i)
{
	u8 bytes[INSN_MAX_LEN];
	u64 rip = v->regs.rip;
	u64 page = PAGE_SIZE - offset_in_page(rip);
	unsigned int n = 0, want = (unsigned int)min_u64(page, FETCH_FIRST);
	enum insn_result result;

	do {
		if (guest_copy_from(bytes + n, gva(rip + n), want - n))
			return false;
		n = want;
		result = insn_decode(i, bytes, n);
		want = INSN_MAX_LEN;
		if (n < page)
			want = (unsigned int)min_u64(page, INSN_MAX_LEN);
	} while (result == INSN_SHORT);
	return result == INSN_OK;
}

u64 *insn_reg(struct vcpu *v, unsigned int nr)
{
	return (u64 *)((char *)&v->regs + reg_offset[nr & 15]);
}

static u64 segment_base(struct vcpu *v, u8 seg)
{
	if (seg == INSN_SEG_NONE)
		return 0;
	vcpu_bases_read(v);
	if (seg == INSN_SEG_FS)
		return v->fs_base;
	return v->kernel_mode ? v->gs_base_kernel : v->gs_base_user;
}

u64 insn_address(struct vcpu *v, const struct insn *i)
{
	u64 a = (u64)i->disp;

	if (i->rip_relative)
		a += v->regs.rip + i->len;
	if (i->base != INSN_NO_REG)
		a += *insn_reg(v, i->base);
	if (i->index != INSN_NO_REG)
		a += *insn_reg(v, i->index) << i->scale;
	if (i->addrsize)
		a = (u32)a;
	return a + segment_base(v, i->seg);
}

/* AH, CH, DH, BH: the second byte of registers 0..3 (APM vol.3 1.4.2). */
static bool is_high_byte(const struct insn *i, unsigned int nr,
			 unsigned int bytes)
{
	return bytes == 1 && !i->rex && nr >= 4 && nr < 8;
}

u64 insn_reg_read(struct vcpu *v, const struct insn *i, unsigned int nr,
		  unsigned int bytes)
{
	if (is_high_byte(i, nr, bytes))
		return *insn_reg(v, nr - 4) >> 8 & 0xff;
	if (bytes == 8)
		return *insn_reg(v, nr);
	return *insn_reg(v, nr) & ((1ULL << (8 * bytes)) - 1);
}

void insn_reg_write(struct vcpu *v, const struct insn *i, unsigned int nr,
		    unsigned int bytes, u64 value)
{
	bool high = is_high_byte(i, nr, bytes);
	u64 *reg = insn_reg(v, high ? nr - 4 : nr);
	unsigned int shift = high ? 8 : 0;
	u64 mask;

	if (bytes >= 4) {
		*reg = bytes == 8 ? value : (u32)value;
		return;
	}
	mask = ((1ULL << (8 * bytes)) - 1) << shift;
	*reg = (*reg & ~mask) | (value << shift & mask);
}
