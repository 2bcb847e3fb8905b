// SPDX-License-Identifier: GPL-2.0
/*
 * The short path of stores to an L1 table must do what the long one does,
 * which test-pt-write.c compares with the processor, or nothing at all.
 */
#include <string.h>

#include "world.h"
#include "domain/pt_store.h"

#define SLOT 64
#define TARGET (SELF + 8 * SLOT)
#define PF_STORE 7

CODE(xchg, "xchg %rsi, (%rbx)");
CODE(xchg_disp, "xchg %rsi, 8(%rbx)");
CODE(xchg_back, "xchg %rdx, -16(%rdi)");
CODE(xchg_high, "xchg %r15, (%r14)");
CODE(xchg_rbp, "xchg %r9, 0(%rbp)");
CODE(xchg_r13, "xchg %rax, 0(%r13)");
CODE(and_lock, "lock andb $0xfd, (%rbx)");
CODE(and_ds, ".byte 0x3e; andb $0xfd, (%rdi)");
CODE(and_high, "lock andb $0x5a, (%r15)");
CODE(and_rex, ".byte 0xf0, 0x40; andb $0x9f, (%rbx)");

CODE(xchg_sib, "xchg %rsi, (%rbx,%rcx)");
CODE(xchg_rsp, "xchg %rsi, (%rsp)");
CODE(xchg_far, "xchg %rsi, 0x100(%rbx)");
CODE(xchg_rip, "xchg %rsi, 0x100(%rip)");
CODE(xchg_reg, "xchg %rsi, %rbx");
CODE(xchg_short, "xchg %esi, (%rbx)");
CODE(xchg_gs, "xchg %rsi, %gs:(%rbx)");
CODE(and_disp, "lock andb $0xfd, 8(%rbx)");
CODE(and_sib, "lock andb $0xfd, (%r12)");
CODE(and_plain, "andb $0xfd, (%rbx)");
CODE(or_lock, "lock orb $2, (%rbx)");
CODE(and_long, "lock andl $0x7ffffffd, (%rbx)");
CODE(mov, "mov %rsi, (%rbx)");

struct form {
	const char *name;
	const u8 *code;
	const u8 *end;
	s64 displacement;
};

#define F(id, displacement) { #id, id, id##_end, displacement }

static const struct form forms[] = {
	F(xchg, 0), F(xchg_disp, 8), F(xchg_back, -16), F(xchg_high, 0),
	F(xchg_rbp, 0), F(xchg_r13, 0), F(and_lock, 0), F(and_ds, 0),
	F(and_high, 0), F(and_rex, 0),
};

static const struct form others[] = {
	F(xchg_sib, 0), F(xchg_rsp, 0), F(xchg_far, 0x100), F(xchg_rip, 0),
	F(xchg_reg, 0), F(xchg_short, 0), F(xchg_gs, 0), F(and_disp, 8),
	F(and_sib, 0), F(and_plain, 0), F(or_lock, 0), F(and_long, 0),
	F(mov, 0),
};

/* Registers that hold addresses, but RSP, which would be no stack then. */
static void addresses_set(u64 a)
{
	v->regs.rbx = a;
	v->regs.rdi = a;
	v->regs.rbp = a;
	v->regs.r12 = a;
	v->regs.r13 = a;
	v->regs.r14 = a;
	v->regs.rcx = 0;
}

/* An entry that is there, and values to exchange it for. */
static void prepare(u64 operand, u64 entry)
{
	struct pt_budget budget = { .left = UINT32_MAX };

	guest_forbid_all();
	world_init();
	spin_lock(&v->d->lock);
	is(pt_set_entry(v->d, frame_lookup(l1), SLOT, entry, PT_UPDATE_NORMAL,
			&budget), 0);
	spin_unlock(&v->d->lock);
	v->regs.rsi = operand;
	v->regs.rdx = operand;
	v->regs.r9 = operand;
	v->regs.rax = operand;
	v->regs.r15 = operand;
	v->regs.rflags |= X86_RFLAGS_STATUS | X86_RFLAGS_RF;
}

static void load(const struct form *f, u64 operand, u64 entry)
{
	prepare(operand, entry);
	addresses_set(TARGET - (u64)f->displacement);
	if (f->code == and_high)
		v->regs.r15 = TARGET;
}

static void compare(const struct form *f, u64 operand, u64 entry)
{
	unsigned int len = (unsigned int)(f->end - f->code);
	struct cpu_user_regs slow;
	u32 refs;
	u64 stored;

	load(f, operand, entry);
	at(f->code, len);
	is(pt_store_fast(v, TARGET), false); /* at the end of its page */
	is(emulate_pt_write(v, TARGET, PF_STORE), EMULATE_DONE);
	is(v->regs.rip, code_rip + len);
	slow = v->regs;
	stored = *l1_entry(SLOT);
	refs = frame_lookup(data)->refs;

	load(f, operand, entry);
	at_start(f->code, len);
	is(pt_store_fast(v, TARGET), true);
	is(spin_is_locked(&v->d->lock), false);
	is(v->regs.rip, code_rip + len);
	v->regs.rip = slow.rip;
	is(memcmp(&v->regs, &slow, sizeof(slow)), 0);
	is(*l1_entry(SLOT), stored);
	is(frame_lookup(data)->refs, refs);
	if (tap_failed())
		tap_is(f->name, 0, "this form", 1, 0);
}

static void test_same(void)
{
	const u64 here = mfn_to_maddr(mfn(0)) | 0x1230, page = RW | PTE_D;
	unsigned int i;

	world_init();
	for (i = 0; i < ARRAY_SIZE(forms) && !tap_failed(); i++) {
		compare(&forms[i], 0, mfn_to_maddr(data) | page);
		compare(&forms[i], 0x4560, mfn_to_maddr(data) | RO);
		compare(&forms[i], mfn_to_maddr(data) | page, here);
		compare(&forms[i], mfn_to_maddr(data) | RO,
			mfn_to_maddr(data) | page);
	}
}

/* Neither a register, nor an entry, nor the lock. */
static void untouched(u64 cr2)
{
	struct vcpu before = *v;
	u64 entry = *l1_entry(SLOT);

	is(pt_store_fast(v, cr2), false);
	is(memcmp(&before, v, sizeof(before)), 0);
	is(*l1_entry(SLOT), entry);
	is(spin_is_locked(&v->d->lock), false);
}

static void test_other_forms(void)
{
	unsigned int i;

	world_init();
	for (i = 0; i < ARRAY_SIZE(others) && !tap_failed(); i++) {
		load(&others[i], 0x4560, 0x1230);
		at_start(others[i].code,
			 (unsigned int)(others[i].end - others[i].code));
		if (others[i].code == xchg_rip)
			untouched(code_rip + CODE_LEN(xchg_rip) + 0x100);
		untouched(TARGET);
		if (tap_failed())
			tap_is(others[i].name, 0, "this form", 1, 0);
	}
}

static void xchg_ready(u64 operand)
{
	load(&forms[0], operand, 0x1230);
	at_start(xchg, CODE_LEN(xchg));
}

static void test_unusual(void)
{
	xchg_ready(0x4560);
	untouched(TARGET + 8); /* not the operand's address */
	v->regs.rflags |= X86_RFLAGS_TF;
	untouched(TARGET);
	xchg_ready(0x4560);
	v->regs.rbx = TARGET + 4;
	untouched(TARGET + 4);
	/* A writable page of data, a read-only one, nothing. */
	v->regs.rbx = 0;
	untouched(0);
	v->regs.rbx = 0x5000;
	untouched(0x5000);
	v->regs.rbx = 1ULL << 40;
	untouched(1ULL << 40);
	xchg_ready(0x4560);
	guest_forbid_all();
	untouched(TARGET);
	xchg_ready(0x4560);
	queue_table();
	untouched(TARGET);
}

/* A frame of a domain in use as a table, with entry SLOT empty. */
static mfn_t table_of(struct domain *d, enum frame_type type)
{
	struct pt_budget budget = { .left = UINT32_MAX };
	struct frame *f;

	spin_lock(&d->lock);
	f = frame_alloc(d);
	is(pt_get_type(d, frame_mfn(f), type, &budget), 0);
	spin_unlock(&d->lock);
	return frame_mfn(f);
}

static void store_untouched(mfn_t target)
{
	const u64 *slots = frame_map(target);

	xchg_ready(0x4560);
	*l1_entry(9) = mfn_to_maddr(target) | RO;
	v->regs.rbx = 0x9000 + 8 * SLOT;
	untouched(v->regs.rbx);
	is(slots[SLOT], 0);
	*l1_entry(9) = 0;
}

/* Tables that are mapped read-only, as a grant of another's can be. */
static void test_other_tables(void)
{
	world_init();
	store_untouched(table_of(v->d, FRAME_L2));
	store_untouched(table_of(v->d, FRAME_L4));
	store_untouched(table_of(fake_domain(2), FRAME_L1));
}

static void test_refused(void)
{
	xchg_ready(mfn_to_maddr(l1) | RW);
	untouched(TARGET);
	xchg_ready(mfn_to_maddr(data) | RW | PTE_PCD);
	untouched(TARGET);
	xchg_ready(mfn_to_maddr(mfn(3)) | RO);
	untouched(TARGET);
}

int main(void)
{
	tap_run("the same as the long path", test_same);
	tap_run("other forms are left to it", test_other_forms);
	tap_run("so is whatever is unusual", test_unusual);
	tap_run("and tables of other levels and domains", test_other_tables);
	tap_run("and what the validator refuses", test_refused);
	return tap_done();
}
