// SPDX-License-Identifier: GPL-2.0
/*
 * The stores to L1 tables of which stock kernels' unmapping and forking are
 * made, each of which traps:
 *
 *	REX.W 87 /r		XCHG with a register
 *	LOCK [REX] 80 /4 ib	AND of a byte with a constant (DS for LOCK in
 *				kernels on one processor)
 *
 * where the entry's address is in a register, for XCHG with a displacement of
 * a byte at most. What follows is what these take, and no more. Everything
 * else, and these if anything is unusual, pt_write.c does.
 */
#include "domain/pt_store.h"

#include "domain/alu.h"
#include "domain/decode.h"
#include "domain/domain.h"
#include "domain/operand.h"
#include "domain/x86_bits.h"
#include "mm/guest_copy.h"
#include "mm/pagetable.h"
#include "xen/errno.h"

#define PTE_BYTES sizeof(u64)
#define FETCHED_BYTES 8 /* no form has more than five */

#define PREFIX_LOCK 0xf0
#define PREFIX_DS 0x3e

#define OPCODE_AND 0x80
#define OPCODE_XCHG 0x87

/**
 * struct form - a decoded instruction
 * @reg: what XCHG exchanges; NULL: it is AND
 * @mask: AND's
 * @address: of the operand
 */
struct form {
	u64 *reg;
	u8 mask;
	unsigned int len;
	u64 address;
};

/* @modrm has a base register, which is all of the address, or nearly. */
static bool is_simple(unsigned int modrm, unsigned int mod_most)
{
	unsigned int mod = modrm >> 6, low = modrm & 7;

	/* SIB; RIP-relative (APM vol.3 1.4) */
	return mod <= mod_most && low != 4 && (low != 5 || mod);
}

static u64 base_read(struct vcpu *v, unsigned int rex, unsigned int modrm)
{
	return *insn_reg(v, (modrm & 7) | (rex & REX_B ? 8 : 0));
}

static bool decode_xchg(struct vcpu *v, u64 code, struct form *f)
{
	unsigned int rex = code & 0xff, modrm = code >> 16 & 0xff;

	if ((code & 0xfff8) != (OPCODE_XCHG << 8 | 0x40 | REX_W) ||
	    !is_simple(modrm, 1))
		return false;
	f->len = 3;
	f->address = base_read(v, rex, modrm);
	if (modrm >> 6) {
		f->len++;
		f->address += (u64)(int8_t)(code >> 24);
	}
	f->reg = insn_reg(v, (modrm >> 3 & 7) | (rex & REX_R ? 8 : 0));
	return !(f->address & (PTE_BYTES - 1));
}

static bool decode_and(struct vcpu *v, u64 code, struct form *f)
{
	unsigned int prefix = code & 0xff, rex = 0, modrm;

	if (prefix != PREFIX_LOCK && prefix != PREFIX_DS)
		return false;
	code >>= 8;
	f->len = 4;
	if ((code & 0xf0) == 0x40) {
		rex = code & 0xff;
		code >>= 8;
		f->len++;
	}
	modrm = code >> 8 & 0xff;
	if ((code & 0xff) != OPCODE_AND || (modrm >> 3 & 7) != ALU_AND ||
	    !is_simple(modrm, 0))
		return false;
	f->reg = NULL;
	f->mask = code >> 16 & 0xff;
	f->address = base_read(v, rex, modrm);
	return true;
}

struct frame *pt_store_target(const struct vcpu *v, u64 address)
{
	u64 pte = pt_walk_read(v->root, address);
	struct frame *f;

	if ((pte & (PTE_P | PTE_RW)) != PTE_P)
		return NULL;
	f = frame_lookup(pte_mfn(pte));
	if (!f || f->owner != v->d->domid || f->type != FRAME_L1 ||
	    !f->type_refs || !(f->flags & FRAME_VALIDATED))
		return NULL;
	return f;
}

static int apply_and(struct vcpu *v, const struct form *f, struct frame *table,
		     unsigned int index, struct pt_budget *b)
{
	unsigned int shift = 8 * (f->address & (PTE_BYTES - 1));
	const u64 *page = frame_map(frame_mfn(table));
	u64 entry = READ_ONCE(page[index]), rflags = v->regs.rflags;
	u64 value = entry & ~((u64)(u8)~f->mask << shift);
	int rc;

	alu_op(ALU_AND, entry >> shift & 0xff, f->mask, 1, &rflags);
	rc = pt_cmpxchg_entry(v->d, table, index, &entry, value, b);
	if (!rc)
		v->regs.rflags = rflags;
	return rc;
}

/* What waits for its un-validation would come first: see pt_write.c. */
static int apply(struct vcpu *v, const struct form *f)
{
	struct pt_budget budget = { .left = PT_STORE_BUDGET };
	unsigned int index = offset_in_page(f->address) / PTE_BYTES;
	struct frame *table;

	if (v->d->zap_queue != FRAME_NIL)
		return -XEN_ERESTART;
	table = pt_store_target(v, f->address);
	if (!table)
		return -XEN_EINVAL;
	if (!f->reg)
		return apply_and(v, f, table, index, &budget);
	return pt_swap_entry(v->d, table, index, f->reg, &budget);
}

bool pt_store_fast(struct vcpu *v, u64 cr2)
{
	u64 rip = v->regs.rip, code;
	struct form f = {};
	int rc;

	if (offset_in_page(rip) > PAGE_SIZE - FETCHED_BYTES ||
	    v->regs.rflags & X86_RFLAGS_TF ||
	    guest_copy_from(&code, gva(rip), FETCHED_BYTES))
		return false;
	if (!decode_xchg(v, code, &f) && !decode_and(v, code, &f))
		return false;
	if (f.address != cr2)
		return false;
	spin_lock(&v->d->lock);
	rc = apply(v, &f);
	spin_unlock(&v->d->lock);
	if (rc)
		return false;
	v->regs.rip = rip + f.len;
	v->regs.rflags &= ~X86_RFLAGS_RF;
	return true;
}
