// SPDX-License-Identifier: GPL-2.0
/*
 * The decoder against the assembler: every form that is known, with each kind
 * of operand, and operands evaluated from registers.
 */
#include <string.h>

#include "world.h"

#define NO INSN_NO_REG
#define MAP1 INSN_MAP_1
#define MAP0F INSN_MAP_0F

/* What compilers emit for PTEs, with each addressing mode. */
CODE(c_mov, "mov %rsi, (%rdi)");
CODE(c_mov_ext, "mov %r9, (%r15)");
CODE(c_mov_disp8, "mov %rax, -8(%rbx)");
CODE(c_mov_disp32, "mov %rax, 0x12345678(%r12)");
CODE(c_mov_sib, "mov %rdx, 8(%rbx,%rcx,8)");
CODE(c_mov_sib_ext, "mov %r8, (%r13,%r14,4)");
CODE(c_mov_index, "mov %rdx, 0x1000(,%rcx,8)");
CODE(c_mov_abs, "mov %rdx, 0x7fff0000");
CODE(c_mov_rsp, "mov %rdx, (%rsp)");
CODE(c_mov_r12_index, "mov %rdx, (%rax,%r12,2)");
CODE(c_mov_rip, "mov %rdx, 0x100(%rip)");
CODE(c_mov_gs, "mov %rdx, %gs:0x28(%rax)");
CODE(c_mov_fs, "mov %rdx, %fs:(%rax)");
CODE(c_mov_ds, "ds mov %rdx, (%rax)");
CODE(c_mov_addr32, "mov %rdx, (%eax)");
CODE(c_mov_byte, "mov %sil, 1(%rdi)");
CODE(c_mov_high, "mov %ah, 1(%rdi)");
CODE(c_mov_word, "mov %si, 2(%rdi)");
CODE(c_mov_long, "mov %esi, 4(%rdi)");
CODE(c_moffs, "movabs %rax, 0x1122334455667788");
CODE(c_moffs8, "movabs %al, 0x1122334455667788");
CODE(c_imm, "movq $-2, (%rdi)");
CODE(c_imm8, "movb $0x7f, (%rdi)");
CODE(c_imm16, "movw $0x1234, (%rdi)");
CODE(c_imm_rip, "movl $0x12345678, 4(%rip)");
CODE(c_xchg, "xchg %rax, (%rdi)");
CODE(c_xchg_long, "xchg %r10d, (%rdi)");
CODE(c_and8, "lock andq $-3, (%rdi)");
CODE(c_and_byte, "lock andb $0xfd, (%rdi)");
CODE(c_and32, "lock andq $0x12345678, (%rdi)");
CODE(c_and16, "andw $0x1234, (%rdi)");
CODE(c_or_reg, "lock or %rdx, (%rdi)");
CODE(c_and_reg8, "lock and %dl, (%rdi)");
CODE(c_bts, "lock bts %rdx, (%rdi)");
CODE(c_btr_imm, "lock btrq $5, (%rdi)");
CODE(c_btc, "lock btc %ecx, (%rdi)");
CODE(c_cmpxchg, "lock cmpxchg %rdx, (%rdi)");
CODE(c_cmpxchg8, "lock cmpxchg %dl, (%rdi)");

struct form {
	const char *name;
	const u8 *code;
	const u8 *end;
	struct insn want;
};

#define FORM(id, ...) { #id, id, id##_end, { __VA_ARGS__ } }

static const struct form forms[] = {
	FORM(c_mov, .map = MAP1, .opcode = 0x89, .rex = 0x48, .modrm = true,
	     .reg = 6, .rm = 7, .base = 7, .index = NO),
	FORM(c_mov_ext, .map = MAP1, .opcode = 0x89, .rex = 0x4d,
	     .modrm = true, .reg = 9, .rm = 15, .base = 15, .index = NO),
	FORM(c_mov_disp8, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .modrm = true, .mod = 1, .rm = 3, .base = 3, .index = NO,
	     .disp = -8),
	FORM(c_mov_disp32, .map = MAP1, .opcode = 0x89, .rex = 0x49,
	     .modrm = true, .mod = 2, .rm = 12, .base = 12, .index = NO,
	     .disp = 0x12345678),
	FORM(c_mov_sib, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .modrm = true, .mod = 1, .reg = 2, .rm = 4, .base = 3, .index = 1,
	     .scale = 3, .disp = 8),
	FORM(c_mov_sib_ext, .map = MAP1, .opcode = 0x89, .rex = 0x4f,
	     .modrm = true, .mod = 1, .reg = 8, .rm = 12, .base = 13,
	     .index = 14, .scale = 2),
	FORM(c_mov_index, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .modrm = true, .reg = 2, .rm = 4, .base = NO, .index = 1,
	     .scale = 3, .disp = 0x1000),
	FORM(c_mov_abs, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .modrm = true, .reg = 2, .rm = 4, .base = NO, .index = NO,
	     .disp = 0x7fff0000),
	FORM(c_mov_rsp, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .modrm = true, .reg = 2, .rm = 4, .base = 4, .index = NO),
	FORM(c_mov_r12_index, .map = MAP1, .opcode = 0x89, .rex = 0x4a,
	     .modrm = true, .reg = 2, .rm = 4, .base = 0, .index = 12,
	     .scale = 1),
	FORM(c_mov_rip, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .modrm = true, .reg = 2, .rm = 5, .base = NO, .index = NO,
	     .rip_relative = true, .disp = 0x100),
	FORM(c_mov_gs, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .seg = INSN_SEG_GS, .modrm = true, .mod = 1, .reg = 2, .base = 0,
	     .index = NO, .disp = 0x28),
	FORM(c_mov_fs, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .seg = INSN_SEG_FS, .modrm = true, .reg = 2, .base = 0,
	     .index = NO),
	FORM(c_mov_ds, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .modrm = true, .reg = 2, .base = 0, .index = NO),
	FORM(c_mov_addr32, .map = MAP1, .opcode = 0x89, .rex = 0x48,
	     .addrsize = true, .modrm = true, .reg = 2, .base = 0,
	     .index = NO),
	FORM(c_mov_byte, .map = MAP1, .opcode = 0x88, .rex = 0x40,
	     .modrm = true, .mod = 1, .reg = 6, .rm = 7, .base = 7,
	     .index = NO, .disp = 1),
	FORM(c_mov_high, .map = MAP1, .opcode = 0x88, .modrm = true, .mod = 1,
	     .reg = 4, .rm = 7, .base = 7, .index = NO, .disp = 1),
	FORM(c_mov_word, .map = MAP1, .opcode = 0x89, .opsize = true,
	     .modrm = true, .mod = 1, .reg = 6, .rm = 7, .base = 7,
	     .index = NO, .disp = 2),
	FORM(c_mov_long, .map = MAP1, .opcode = 0x89, .modrm = true, .mod = 1,
	     .reg = 6, .rm = 7, .base = 7, .index = NO, .disp = 4),
	FORM(c_moffs, .map = MAP1, .opcode = 0xa3, .rex = 0x48, .base = NO,
	     .index = NO, .disp = 0x1122334455667788),
	FORM(c_moffs8, .map = MAP1, .opcode = 0xa2, .base = NO, .index = NO,
	     .disp = 0x1122334455667788),
	FORM(c_imm, .map = MAP1, .opcode = 0xc7, .rex = 0x48, .modrm = true,
	     .rm = 7, .base = 7, .index = NO, .imm = -2),
	FORM(c_imm8, .map = MAP1, .opcode = 0xc6, .modrm = true, .rm = 7,
	     .base = 7, .index = NO, .imm = 0x7f),
	FORM(c_imm16, .map = MAP1, .opcode = 0xc7, .opsize = true,
	     .modrm = true, .rm = 7, .base = 7, .index = NO, .imm = 0x1234),
	FORM(c_imm_rip, .map = MAP1, .opcode = 0xc7, .modrm = true, .rm = 5,
	     .base = NO, .index = NO, .rip_relative = true, .disp = 4,
	     .imm = 0x12345678),
	FORM(c_xchg, .map = MAP1, .opcode = 0x87, .rex = 0x48, .modrm = true,
	     .rm = 7, .base = 7, .index = NO),
	FORM(c_xchg_long, .map = MAP1, .opcode = 0x87, .rex = 0x44,
	     .modrm = true, .reg = 10, .rm = 7, .base = 7, .index = NO),
	FORM(c_and8, .map = MAP1, .opcode = 0x83, .rex = 0x48, .lock = true,
	     .modrm = true, .reg = 4, .rm = 7, .base = 7, .index = NO,
	     .imm = -3),
	FORM(c_and_byte, .map = MAP1, .opcode = 0x80, .lock = true,
	     .modrm = true, .reg = 4, .rm = 7, .base = 7, .index = NO,
	     .imm = -3),
	FORM(c_and32, .map = MAP1, .opcode = 0x81, .rex = 0x48, .lock = true,
	     .modrm = true, .reg = 4, .rm = 7, .base = 7, .index = NO,
	     .imm = 0x12345678),
	FORM(c_and16, .map = MAP1, .opcode = 0x81, .opsize = true,
	     .modrm = true, .reg = 4, .rm = 7, .base = 7, .index = NO,
	     .imm = 0x1234),
	FORM(c_or_reg, .map = MAP1, .opcode = 0x09, .rex = 0x48, .lock = true,
	     .modrm = true, .reg = 2, .rm = 7, .base = 7, .index = NO),
	FORM(c_and_reg8, .map = MAP1, .opcode = 0x20, .lock = true,
	     .modrm = true, .reg = 2, .rm = 7, .base = 7, .index = NO),
	FORM(c_bts, .map = MAP0F, .opcode = 0xab, .rex = 0x48, .lock = true,
	     .modrm = true, .reg = 2, .rm = 7, .base = 7, .index = NO),
	FORM(c_btr_imm, .map = MAP0F, .opcode = 0xba, .rex = 0x48,
	     .lock = true, .modrm = true, .reg = 6, .rm = 7, .base = 7,
	     .index = NO, .imm = 5),
	FORM(c_btc, .map = MAP0F, .opcode = 0xbb, .lock = true, .modrm = true,
	     .reg = 1, .rm = 7, .base = 7, .index = NO),
	FORM(c_cmpxchg, .map = MAP0F, .opcode = 0xb1, .rex = 0x48,
	     .lock = true, .modrm = true, .reg = 2, .rm = 7, .base = 7,
	     .index = NO),
	FORM(c_cmpxchg8, .map = MAP0F, .opcode = 0xb0, .lock = true,
	     .modrm = true, .reg = 2, .rm = 7, .base = 7, .index = NO),
};

static void form_is(const struct form *f)
{
	unsigned int len = (unsigned int)(f->end - f->code);
	struct insn want = f->want;
	struct insn got;
	unsigned int n;

	want.len = (u8)len;
	is(insn_decode(&got, f->code, len), INSN_OK);
	if (memcmp(&got, &want, sizeof(got)))
		tap_is(f->name, 0, "fields differ", 1, 0);
	/* More bytes make no difference, fewer do not suffice. */
	for (n = 0; n < len; n++)
		is(insn_decode(&got, f->code, n), INSN_SHORT);
}

static void test_forms(void)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(forms); n++)
		form_is(&forms[n]);
}

/* Privileged ones: their length and opcode. */
CODE(c_clts, "clts");
CODE(c_rdmsr, "rdmsr");
CODE(c_wrmsr, "wrmsr");
CODE(c_cpuid, "cpuid");
CODE(c_wbinvd, "wbinvd");
CODE(c_wbnoinvd, ".byte 0xf3, 0x0f, 0x09");
CODE(c_xsetbv, "xsetbv");
CODE(c_rdtscp, "rdtscp");
CODE(c_cr, "mov %cr4, %r10");
CODE(c_dr, "mov %rax, %dr7");
CODE(c_in, "in $0x70, %al");
CODE(c_out, "out %eax, %dx");
CODE(c_insw, "rep insw");
CODE(c_outsb, "rep outsb");
CODE(c_cli, "cli");
CODE(c_int, "int $0x80");

static const struct {
	const u8 *code;
	const u8 *end;
	u8 map;
	u8 opcode;
} privileged[] = {
	{ c_clts, c_clts_end, MAP0F, 0x06 },
	{ c_rdmsr, c_rdmsr_end, MAP0F, 0x32 },
	{ c_wrmsr, c_wrmsr_end, MAP0F, 0x30 },
	{ c_cpuid, c_cpuid_end, MAP0F, 0xa2 },
	{ c_wbinvd, c_wbinvd_end, MAP0F, 0x09 },
	{ c_wbnoinvd, c_wbnoinvd_end, MAP0F, 0x09 },
	{ c_xsetbv, c_xsetbv_end, MAP0F, 0x01 },
	{ c_rdtscp, c_rdtscp_end, MAP0F, 0x01 },
	{ c_cr, c_cr_end, MAP0F, 0x20 },
	{ c_dr, c_dr_end, MAP0F, 0x23 },
	{ c_in, c_in_end, MAP1, 0xe4 },
	{ c_out, c_out_end, MAP1, 0xef },
	{ c_insw, c_insw_end, MAP1, 0x6d },
	{ c_outsb, c_outsb_end, MAP1, 0x6e },
	{ c_cli, c_cli_end, MAP1, 0xfa },
	{ c_int, c_int_end, MAP1, 0xcd },
};

static void test_privileged(void)
{
	unsigned int n, len;
	struct insn i;

	for (n = 0; n < ARRAY_SIZE(privileged); n++) {
		len = (unsigned int)(privileged[n].end - privileged[n].code);
		is(insn_decode(&i, privileged[n].code, len), INSN_OK);
		is(i.len, len);
		is(i.map, privileged[n].map);
		is(i.opcode, privileged[n].opcode);
	}
}

static void decode_is(const u8 *bytes, unsigned int n, enum insn_result want)
{
	struct insn i;

	is(insn_decode(&i, bytes, n), want);
}

CODE(c_hlt, "hlt");
CODE(c_invlpg, "invlpg (%rax)");
CODE(c_popf, "popf");
CODE(c_vex, "vmovaps %ymm0, (%rax)");
CODE(c_movaps, "movaps %xmm0, (%rax)");
CODE(c_load, "mov (%rax), %rbx");
CODE(c_stos, "stosq");

static void test_unknown(void)
{
	decode_is(c_hlt, CODE_LEN(c_hlt), INSN_UNKNOWN);
	decode_is(c_popf, CODE_LEN(c_popf), INSN_UNKNOWN);
	decode_is(c_vex, CODE_LEN(c_vex), INSN_UNKNOWN);
	decode_is(c_movaps, CODE_LEN(c_movaps), INSN_UNKNOWN);
	decode_is(c_load, CODE_LEN(c_load), INSN_UNKNOWN);
	decode_is(c_stos, CODE_LEN(c_stos), INSN_UNKNOWN);
	/* Shares its opcode with XSETBV, told apart by ModRM. */
	decode_is(c_invlpg, CODE_LEN(c_invlpg), INSN_OK);
}

static void test_prefixes(void)
{
	u8 bytes[INSN_MAX_LEN + 1];
	struct insn i;

	/* A REX that is not last does not count. */
	is(insn_decode(&i, (u8[]){ 0x48, 0x66, 0x89, 0x07 }, 4), INSN_OK);
	is(i.rex, 0);
	is(insn_bytes(&i), 2);
	/* REX.W beats 66. */
	is(insn_decode(&i, (u8[]){ 0x66, 0x48, 0x89, 0x07 }, 4), INSN_OK);
	is(insn_bytes(&i), 8);
	/* The last of two repeat prefixes counts, and of two REX. */
	is(insn_decode(&i, (u8[]){ 0xf2, 0xf3, 0x6c }, 3), INSN_OK);
	is(i.rep, true);
	is(i.repne, false);
	is(insn_decode(&i, (u8[]){ 0x4f, 0x40, 0x89, 0x07 }, 4), INSN_OK);
	is(i.rex, 0x40);

	/* 15 bytes are an instruction, 16 are none. */
	memset(bytes, 0x66, sizeof(bytes));
	memcpy(bytes + 13, (u8[]){ 0x89, 0x07 }, 2);
	is(insn_decode(&i, bytes, 15), INSN_OK);
	is(i.len, 15);
	memcpy(bytes + 13, (u8[]){ 0x66, 0x89, 0x07 }, 3);
	is(insn_decode(&i, bytes, 15), INSN_UNKNOWN);
	memset(bytes, 0x66, sizeof(bytes));
	is(insn_decode(&i, bytes, 15), INSN_UNKNOWN);
	is(insn_decode(&i, bytes, 0), INSN_SHORT);
}

static u64 address_of(const u8 *code, unsigned int len)
{
	struct insn i;

	is(insn_decode(&i, code, len), INSN_OK);
	return insn_address(v, &i);
}

#define ADDRESS(id) address_of(id, CODE_LEN(id))

static void test_address(void)
{
	world_init();
	fake_regs.fs_base = 0x100000000;
	fake_regs.gs_base = 0x200000000;
	v->regs.rip = 0x400000;
	v->regs.rax = 0xa00000000;
	v->regs.rbx = 0xb0000;
	v->regs.rcx = 3;
	v->regs.rdi = 0xd1;
	v->regs.rsp = 0x5500;
	v->regs.r12 = 0x12000;
	v->regs.r13 = 0x13000;
	v->regs.r14 = U64_MAX;
	v->regs.r15 = 0x15000;
	is(ADDRESS(c_mov), 0xd1);
	is(ADDRESS(c_mov_ext), 0x15000);
	is(ADDRESS(c_mov_disp8), 0xb0000 - 8);
	is(ADDRESS(c_mov_disp32), 0x12000 + 0x12345678);
	is(ADDRESS(c_mov_sib), 0xb0000 + 8 + 3 * 8);
	is(ADDRESS(c_mov_sib_ext), 0x13000 - 4);
	is(ADDRESS(c_mov_index), 0x1000 + 3 * 8);
	is(ADDRESS(c_mov_abs), 0x7fff0000);
	is(ADDRESS(c_mov_rsp), 0x5500);
	is(ADDRESS(c_mov_r12_index), 0xa00000000 + 0x24000);
	is(ADDRESS(c_mov_rip), 0x400000 + CODE_LEN(c_mov_rip) + 0x100);
	is(ADDRESS(c_imm_rip), 0x400000 + CODE_LEN(c_imm_rip) + 4);
	is(ADDRESS(c_mov_gs), 0x200000000 + 0xa00000028);
	is(ADDRESS(c_mov_fs), 0x100000000 + 0xa00000000);
	is(ADDRESS(c_mov_addr32), 0);
	is(ADDRESS(c_moffs), 0x1122334455667788);
	/* The user's GS is the parked one in the kernel only. */
	v->kernel_mode = false;
	fake_regs.gs_base = 0x300000000;
	is(ADDRESS(c_mov_gs), 0x300000000 + 0xa00000028);
}

static void test_registers(void)
{
	struct insn rex = { .rex = 0x40 };
	struct insn none = { 0 };
	unsigned int n;

	world_init();
	for (n = 0; n < 16; n++)
		*insn_reg(v, n) = 0x1111111111111111ULL * n;
	is(v->regs.rax, 0);
	is(v->regs.rcx, 0x1111111111111111);
	is(v->regs.rsp, 0x4444444444444444);
	is(v->regs.rdi, 0x7777777777777777);
	is(v->regs.r15, U64_MAX);

	v->regs.rax = 0x1122334455667788;
	v->regs.rsp = 0x99;
	is(insn_reg_read(v, &none, 0, 1), 0x88);
	is(insn_reg_read(v, &none, 4, 1), 0x77); /* AH */
	is(insn_reg_read(v, &rex, 4, 1), 0x99); /* SPL */
	is(insn_reg_read(v, &none, 0, 2), 0x7788);
	is(insn_reg_read(v, &none, 0, 4), 0x55667788);
	is(insn_reg_read(v, &none, 0, 8), 0x1122334455667788);

	insn_reg_write(v, &none, 4, 1, 0xfee);
	is(v->regs.rax, 0x112233445566ee88);
	is(v->regs.rsp, 0x99);
	insn_reg_write(v, &rex, 4, 1, 0xfee);
	is(v->regs.rsp, 0xee);
	insn_reg_write(v, &none, 0, 2, 0xabcdef);
	is(v->regs.rax, 0x112233445566cdef);
	insn_reg_write(v, &none, 0, 4, U64_MAX);
	is(v->regs.rax, 0xffffffff);
	insn_reg_write(v, &none, 0, 8, 5);
	is(v->regs.rax, 5);
}

/* An instruction at the end of a page, the next page absent or there. */
static void test_fetch(void)
{
	static u8 pages[2 * PAGE_SIZE] __page_aligned;
	unsigned int len = CODE_LEN(c_mov_disp32);
	struct insn i;

	world_init();
	memset(pages, 0x90, sizeof(pages));
	memcpy(pages + PAGE_SIZE - len, c_mov_disp32, len);
	guest_allow_read(pages, PAGE_SIZE);
	v->regs.rip = (u64)(uintptr_t)(pages + PAGE_SIZE - len);
	is(insn_fetch(v, &i), true);
	is(i.len, len);

	memcpy(pages + PAGE_SIZE - len + 1, c_mov_disp32, len);
	v->regs.rip++;
	is(insn_fetch(v, &i), false);
	guest_forbid_all();
	guest_allow_read(pages, sizeof(pages));
	is(insn_fetch(v, &i), true);
	is(i.len, len);
	is(i.disp, 0x12345678);

	v->regs.rip = 0x1000;
	is(insn_fetch(v, &i), false);
}

/* Every REX, opcode and ModRM around the frequent forms, both ways. */
static void test_short_cut(void)
{
	u8 bytes[INSN_MAX_LEN] = { 0, 0, 0, 0x85, 0x34, 0x12 };
	struct insn i, again;
	enum insn_result result;

	for (unsigned int k = 0; k < 16 * 16 * 256; k++) {
		bytes[0] = 0x40 | (k & 15);
		bytes[1] = 0x80 | (k >> 4 & 15);
		bytes[2] = (u8)(k >> 8);
		result = insn_decode(&i, bytes, sizeof(bytes));
		is(insn_decode_long(&again, bytes, sizeof(bytes)), result);
		if (result == INSN_OK)
			is(memcmp(&i, &again, sizeof(i)), 0);
	}
}

int main(void)
{
	tap_run("the short cut decodes what the long way does", test_short_cut);
	tap_run("forms of stores decode as assembled", test_forms);
	tap_run("privileged instructions decode", test_privileged);
	tap_run("the rest is unknown", test_unknown);
	tap_run("prefixes", test_prefixes);
	tap_run("addresses of operands", test_address);
	tap_run("registers of operands", test_registers);
	tap_run("instructions at the end of a page", test_fetch);
	return tap_done();
}
