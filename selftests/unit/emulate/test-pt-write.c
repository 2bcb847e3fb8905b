// SPDX-License-Identifier: GPL-2.0
/*
 * Stores to an L1 table. Each instruction also runs on the processor below,
 * on ordinary memory: entry, registers and flags must come out the same.
 */
#include <string.h>

#include "world.h"
#include "xen/vm_assist.h"

/* First slot of the scratch entries that the instructions work on. */
#define SLOT 64
#define SLOTS 8
#define TARGET (SELF + 8 * SLOT)

/* Present, write, user: CPL 3 stores to a read-only page. */
#define PF_STORE 7

/* struct native - operands of an instruction: (%rbx) is &memory[SLOTS / 2] */
struct native {
	u64 rax, rcx, rdx, rsi, rflags;
	u64 memory[SLOTS];
};

typedef void native_fn(struct native *n);

#define INSTRUCTION(id, text)                                                  \
	CODE(id, text);                                                        \
	static void id##_native(struct native *n)                              \
	{                                                                      \
		register u64 flags asm("r12") = n->rflags;                     \
									       \
		asm volatile("lea -128(%%rsp), %%rsp\n\tpush %%r12\n\t"        \
			     "popfq\n\t" text "\n\tpushfq\n\tpop %%r12\n\t"    \
			     "lea 128(%%rsp), %%rsp"                           \
			     : "+a"(n->rax), "+c"(n->rcx), "+d"(n->rdx),       \
			       "+S"(n->rsi), "+r"(flags)                       \
			     : "b"(&n->memory[SLOTS / 2])                      \
			     : "memory", "cc");                                \
		n->rflags = flags;                                             \
	}

/* In text for both assemblers a register has two percent signs. */
#undef CODE
#define CODE(id, text)                                                         \
	extern const u8 id[];                                                  \
	extern const u8 id##_end[];                                            \
	static void __used id##_holder(void)                    \
	{                                                                      \
		asm volatile(".pushsection .rodata\n" #id ":\n\t" text         \
			     "\n" #id "_end:\n.popsection" : :);               \
	}

INSTRUCTION(mov8, "mov %%rsi, (%%rbx)")
INSTRUCTION(mov4, "movl %%esi, 4(%%rbx)")
INSTRUCTION(mov2, "movw %%si, 6(%%rbx)")
INSTRUCTION(mov1, "movb %%sil, 3(%%rbx)")
INSTRUCTION(mov_high, "movb %%ah, 3(%%rbx)")
INSTRUCTION(mov_next, "mov %%rdx, 8(%%rbx)")
INSTRUCTION(mov_index, "mov %%rdx, -16(%%rbx,%%rcx,8)")
INSTRUCTION(imm8, "movq $-16, (%%rbx)")
INSTRUCTION(imm4, "movl $0x7654321e, (%%rbx)")
INSTRUCTION(imm2, "movw $0x1234, 2(%%rbx)")
INSTRUCTION(imm1, "movb $0x42, 7(%%rbx)")
INSTRUCTION(xchg8, "xchg %%rsi, (%%rbx)")
INSTRUCTION(xchg4, "xchg %%esi, (%%rbx)")
INSTRUCTION(xchg2, "xchg %%si, (%%rbx)")
INSTRUCTION(xchg1, "xchg %%sil, (%%rbx)")
INSTRUCTION(xchg_high, "xchg %%ah, 1(%%rbx)")
INSTRUCTION(and8, "lock andq $-4, (%%rbx)")
INSTRUCTION(and1, "lock andb $0xfc, (%%rbx)")
INSTRUCTION(and32, "lock andl $0x7ffffffe, (%%rbx)")
INSTRUCTION(and_reg, "lock and %%rdx, (%%rbx)")
INSTRUCTION(or8, "lock orq $0x62, (%%rbx)")
INSTRUCTION(or_reg, "lock or %%esi, (%%rbx)")
INSTRUCTION(xor8, "lock xorq $0x40, (%%rbx)")
INSTRUCTION(add8, "lock addq $0x1000, (%%rbx)")
INSTRUCTION(sub8, "lock subq $0x1000, (%%rbx)")
INSTRUCTION(bts_imm, "lock btsq $5, (%%rbx)")
INSTRUCTION(btr_imm, "lock btrq $5, (%%rbx)")
INSTRUCTION(btc_imm, "lock btcl $6, (%%rbx)")
INSTRUCTION(btr_big, "lock btrl $37, (%%rbx)")
INSTRUCTION(bts_reg, "lock bts %%rcx, (%%rbx)")
INSTRUCTION(btr_reg4, "lock btr %%ecx, (%%rbx)")
INSTRUCTION(btc_reg2, "lock btcw %%cx, (%%rbx)")
INSTRUCTION(cmpxchg8, "lock cmpxchg %%rdx, (%%rbx)")
INSTRUCTION(cmpxchg4, "lock cmpxchg %%edx, (%%rbx)")
INSTRUCTION(cmpxchg1, "lock cmpxchg %%dl, (%%rbx)")

struct instruction {
	const char *name;
	const u8 *code;
	const u8 *end;
	native_fn *native;
	s64 displacement; /* of the operand from (%rbx) */
};

#define I(id, displacement)                                                    \
	{ #id, id, id##_end, id##_native, displacement }

static const struct instruction instructions[] = {
	I(mov8, 0), I(mov4, 4), I(mov2, 6), I(mov1, 3), I(mov_high, 3),
	I(mov_next, 8), I(mov_index, 0), I(imm8, 0), I(imm4, 0), I(imm2, 2),
	I(imm1, 7), I(xchg8, 0), I(xchg4, 0), I(xchg2, 0), I(xchg1, 0),
	I(xchg_high, 1), I(and8, 0), I(and1, 0), I(and32, 0), I(and_reg, 0),
	I(or8, 0), I(or_reg, 0), I(xor8, 0), I(add8, 0), I(sub8, 0),
	I(bts_imm, 0), I(btr_imm, 0), I(btc_imm, 0), I(btr_big, 0),
	I(bts_reg, 0), I(btr_reg4, 0), I(btc_reg2, 0), I(cmpxchg8, 0),
	I(cmpxchg4, 0), I(cmpxchg1, 0),
};

/* Not present whatever bits an instruction leaves, so any value is legal. */
static const struct native operands[] = {
	{ .rax = 0x123456789abcde30, .rcx = 2, .rdx = 0xfedcba9876543210,
	  .rsi = 0xabcdef0123456780,
	  .memory = { 2, 4, 6, 8, 0x123456789abcde30, 12, 14, 16 } },
	{ .rax = 0x10, .rcx = 2, .rdx = 0x8000000000000000,
	  .rsi = 0xffffffffffffffee,
	  .memory = { 2, 4, 6, 8, 0xfffffffffffffffe, 12, 14, 16 },
	  .rflags = X86_RFLAGS_STATUS },
	{ .rax = 0, .rcx = 2, .rdx = 2, .rsi = 0, .memory = { 0 } },
};

static u64 operand_address(const struct instruction *i, struct native *n)
{
	s64 at = i->displacement;

	/* The quadword, doubleword or word that the bit is in. */
	if (i->native == bts_reg_native)
		at = ((s64)n->rcx >> 6) * 8;
	else if (i->native == btr_reg4_native)
		at = ((int32_t)n->rcx >> 5) * 4;
	else if (i->native == btc_reg2_native)
		at = ((int16_t)n->rcx >> 4) * 2;
	return TARGET + SLOTS / 2 * 8 + (u64)at;
}

static void load(const struct native *n)
{
	v->regs.rax = n->rax;
	v->regs.rcx = n->rcx;
	v->regs.rdx = n->rdx;
	v->regs.rsi = n->rsi;
	v->regs.rbx = TARGET + SLOTS / 2 * 8;
	v->regs.rflags = FLAGS | n->rflags;
	memcpy(l1_entry(SLOT), n->memory, sizeof(n->memory));
}

static void compare(const struct instruction *i, const struct native *operand)
{
	struct native n = *operand;
	unsigned int len = (unsigned int)(i->end - i->code);
	unsigned int k;

	load(&n);
	at(i->code, len);
	n.rflags |= FLAGS;
	i->native(&n);
	is(emulate_pt_write(v, operand_address(i, &n), PF_STORE),
	   EMULATE_DONE);
	is(v->regs.rip, code_rip + len);
	is(v->regs.rax, n.rax);
	is(v->regs.rcx, n.rcx);
	is(v->regs.rdx, n.rdx);
	is(v->regs.rsi, n.rsi);
	/* AF is undefined after logic operations, other bits after BTx. */
	is(v->regs.rflags & (X86_RFLAGS_CF | X86_RFLAGS_ZF),
	   n.rflags & (X86_RFLAGS_CF | X86_RFLAGS_ZF));
	for (k = 0; k < SLOTS; k++)
		is(*l1_entry(SLOT + k), n.memory[k]);
	if (tap_failed())
		tap_is(i->name, 0, "this instruction", 1, 0);
}

static void test_all(void)
{
	unsigned int n, k;

	world_init();
	for (n = 0; n < ARRAY_SIZE(instructions); n++) {
		for (k = 0; k < ARRAY_SIZE(operands); k++) {
			if (tap_failed())
				return;
			guest_forbid_all();
			compare(&instructions[n], &operands[k]);
		}
	}
}

/* Bit numbers of a register beyond the operand, both ways. */
static void test_bit_reach(void)
{
	static const s64 bits[] = { 0, 5, 63, 64, 70, 130, -1, -64, -65, -129 };
	static const struct instruction forms[] = {
		I(bts_reg, 0), I(btr_reg4, 0), I(btc_reg2, 0),
	};
	struct native n = operands[1];
	unsigned int k, form;

	world_init();
	for (form = 0; form < ARRAY_SIZE(forms); form++) {
		for (k = 0; k < ARRAY_SIZE(bits); k++) {
			n.rcx = (u64)bits[k];
			/* Bit 0 of an entry would make it present. */
			if (bits[k] == 0 || bits[k] == 64 || bits[k] == -64)
				n.rcx++;
			guest_forbid_all();
			compare(&forms[form], &n);
		}
	}
}

static enum emulate_result store(u64 cr2, u32 error)
{
	struct vcpu before = *v;
	enum emulate_result result = emulate_pt_write(v, cr2, error);

	if (result == EMULATE_BOUNCE)
		is(memcmp(&before.regs, &v->regs, sizeof(before.regs)), 0);
	is(spin_is_locked(&v->d->lock), false);
	return result;
}

static void store_world(void)
{
	guest_forbid_all();
	world_init();
	*l1_entry(SLOT) = 0x1230;
	v->regs.rbx = TARGET;
	v->regs.rsi = 0x4560;
	at(mov8, CODE_LEN(mov8));
}

/* What waits for un-validation goes first, as much as the budget allows. */
static void test_queue(void)
{
	u64 rip;
	int i;

	store_world();
	for (i = 0; i < 3; i++)
		queue_table();
	rip = v->regs.rip;
	is(store(TARGET, 7), EMULATE_DONE);
	is(v->regs.rip, rip);
	is(*l1_entry(SLOT), 0x1230);
	is(store(TARGET, 7), EMULATE_DONE);
	is(v->regs.rip, rip + CODE_LEN(mov8));
	is(*l1_entry(SLOT), 0x4560);
	is(v->d->zap_queue, FRAME_NIL);
}

static void test_not_ours(void)
{
	store_world();
	is(store(TARGET, 5), EMULATE_BOUNCE); /* a read */
	is(store(TARGET, 6), EMULATE_BOUNCE); /* not present */
	is(store(TARGET, 0xf), EMULATE_BOUNCE); /* reserved bits */
	is(store(TARGET, 0x17), EMULATE_BOUNCE); /* a fetch */
	is(store(TARGET + 8, 7), EMULATE_BOUNCE); /* another entry's */
	is(store(0xffff800000000000, 7), EMULATE_BOUNCE);
	is(store(1ULL << 63, 7), EMULATE_BOUNCE);
	is(store(TARGET + 7, 7), EMULATE_DONE);

	store_world();
	v->d->vm_assist = 0;
	is(store(TARGET, 7), EMULATE_BOUNCE);
	store_world();
	v->kernel_mode = false;
	is(store(TARGET, 7), EMULATE_BOUNCE);
	store_world();
	v->regs.cs = FLAT_RING3_CS32;
	is(store(TARGET, 7), EMULATE_BOUNCE);
	is(*l1_entry(SLOT), 0x1230);
}

static void test_not_a_table(void)
{
	/* A read-only page of data, a writable one, nothing at all. */
	store_world();
	v->regs.rbx = 0x5000;
	is(store(0x5000, 7), EMULATE_BOUNCE);
	v->regs.rbx = 0;
	is(store(0, 7), EMULATE_BOUNCE);
	v->regs.rbx = 0x6000;
	is(store(0x6000, 7), EMULATE_BOUNCE);
	v->regs.rbx = 1ULL << 40;
	is(store(1ULL << 40, 7), EMULATE_BOUNCE);
}

static void test_alignment(void)
{
	store_world();
	v->regs.rbx = TARGET + 4;
	is(store(TARGET + 4, 7), EMULATE_BOUNCE);
	v->regs.rbx = TARGET + 1;
	is(store(TARGET + 1, 7), EMULATE_BOUNCE);
	/* Across two entries, the fault reported in the second. */
	v->regs.rbx = TARGET + 4;
	is(store(TARGET + 8, 7), EMULATE_BOUNCE);
}

/* The validator's word counts: no writable mapping of a page table. */
static void test_refused(void)
{
	store_world();
	v->regs.rsi = mfn_to_maddr(l1) | RW;
	is(store(TARGET, 7), EMULATE_BOUNCE);
	is(*l1_entry(SLOT), 0x1230);
	v->regs.rsi = mfn_to_maddr(data) | RW | PTE_PCD;
	is(store(TARGET, 7), EMULATE_BOUNCE);
	v->regs.rsi = mfn_to_maddr(mfn(3)) | RW;
	is(store(TARGET, 7), EMULATE_BOUNCE);
	is(*l1_entry(SLOT), 0x1230);
}

static void test_mapping(void)
{
	u32 refs;

	store_world();
	refs = frame_lookup(data)->refs;
	v->regs.rsi = mfn_to_maddr(data) | RW;
	is(store(TARGET, 7), EMULATE_DONE);
	is(frame_lookup(data)->refs, refs + 1);
	is(*l1_entry(SLOT) & ~(PTE_G | PTE_GUEST_KERNEL),
	   mfn_to_maddr(data) | RW);

	/* XCHG returns what the entry held, as stored. */
	at(xchg8, CODE_LEN(xchg8));
	*l1_entry(SLOT) |= PTE_D;
	v->regs.rsi = 0;
	is(store(TARGET, 7), EMULATE_DONE);
	is(v->regs.rsi & (PTE_ADDR | PTE_D | RW),
	   mfn_to_maddr(data) | RW | PTE_D);
	is(*l1_entry(SLOT), 0);
	is(frame_lookup(data)->refs, refs);
}

static void test_write_protect(void)
{
	store_world();
	v->regs.rsi = mfn_to_maddr(data) | RW | PTE_D;
	is(store(TARGET, 7), EMULATE_DONE);
	at(and8, CODE_LEN(and8));
	/* and $-4 would clear P, too; clear RW alone: btr $1. */
	at(btr_imm, CODE_LEN(btr_imm));
	is(store(TARGET, 7), EMULATE_DONE);
	is(*l1_entry(SLOT) & (PTE_P | PTE_RW | PTE_A | PTE_D),
	   PTE_P | PTE_RW | PTE_D);
	is(v->regs.rflags & X86_RFLAGS_CF, X86_RFLAGS_CF);
}

/* What register and immediate forms of no interest share opcodes with. */
CODE(reg_form, "mov %%rsi, %%rbx")
CODE(cmp_form, "cmpq $1, (%%rbx)")
CODE(bt_form, "btq $1, (%%rbx)")
CODE(in_form, "in $0x80, %%al")
CODE(int_form, "int $0x80")
CODE(xsetbv_form, "xsetbv")

static void test_other_forms(void)
{
	store_world();
	at(reg_form, CODE_LEN(reg_form));
	is(store(TARGET, 7), EMULATE_BOUNCE);
	at(cmp_form, CODE_LEN(cmp_form));
	is(store(TARGET, 7), EMULATE_BOUNCE);
	at(bt_form, CODE_LEN(bt_form));
	is(store(TARGET, 7), EMULATE_BOUNCE);
	at(in_form, CODE_LEN(in_form));
	is(store(TARGET, 7), EMULATE_BOUNCE);
	at(int_form, CODE_LEN(int_form));
	is(store(TARGET, 7), EMULATE_BOUNCE);
	at(xsetbv_form, CODE_LEN(xsetbv_form));
	is(store(TARGET, 7), EMULATE_BOUNCE);
	v->regs.rip = 0x1000;
	is(store(TARGET, 7), EMULATE_BOUNCE);
}

static void test_single_step(void)
{
	store_world();
	v->regs.rflags |= X86_RFLAGS_TF | X86_RFLAGS_RF;
	is(store(TARGET, 7), EMULATE_DONE);
	is(*l1_entry(SLOT), 0x4560);
	is(v->regs.rip, HANDLER(TRAP_DB));
	is(v->debugreg[6] & X86_DR6_BS, X86_DR6_BS);
	is(((u64 *)(uintptr_t)v->regs.rsp)[2],
	   code_rip + CODE_LEN(mov8));
}

int main(void)
{
	tap_run("stores do what the processor does", test_all);
	tap_run("bit numbers reach beyond the operand", test_bit_reach);
	tap_run("faults that are the guest's own", test_not_ours);
	tap_run("pages that are no L1 tables", test_not_a_table);
	tap_run("operands across entries", test_alignment);
	tap_run("entries that the validator refuses", test_refused);
	tap_run("a mapping comes and goes", test_mapping);
	tap_run("a bit is cleared in place", test_write_protect);
	tap_run("instructions that are no stores", test_other_forms);
	tap_run("waiting un-validations go first", test_queue);
	tap_run("a single-stepped store raises #DB", test_single_step);
	return tap_done();
}
