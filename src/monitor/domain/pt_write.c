// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's plain stores to its L1 tables.
 *
 * Page tables are mapped read-only, yet stock kernels write PTEs with ordinary
 * instructions. Such a store faults, is decoded here, and becomes a validated
 * update of that one entry. Whatever is not plainly such a store is bounced:
 * the guest gets its page fault.
 *
 * The instruction is fetched and decoded before d->lock is taken; the new
 * value is computed under it from the entry's current value, and stored only
 * over that value, because the processor may set A and D in between.
 */
#include "core/types.h"
#include "domain/alu.h"
#include "domain/decode.h"
#include "domain/domain.h"
#include "domain/emulate.h"
#include "domain/operand.h"
#include "domain/pt_store.h"
#include "domain/segment.h"
#include "domain/x86_bits.h"
#include "mm/frame.h"
#include "mm/guest_copy.h"
#include "mm/pagetable.h"
#include "xen/errno.h"
#include "xen/vm_assist.h"

/* Page-fault error code: APM vol.2 8.4.2. */
#define PF_P 1U
#define PF_W 2U
#define PF_RSVD 8U
#define PF_FETCH 16U

#define PTE_BYTES sizeof(u64)

#define REG_RAX 0

/* enum store_kind - how the operand's value comes about */
enum store_kind {
	STORE_PLAIN,
	STORE_EXCHANGE,
	STORE_COMPARE,
	STORE_ALU,
	STORE_BIT,
};

/**
 * struct store - a decoded store
 * @address: linear address of the operand
 * @bytes: its size
 * @op: enum alu_op or enum alu_bit_op
 * @source: value of the register or immediate
 */
struct store {
	struct insn insn;
	enum store_kind kind;
	u64 address;
	unsigned int bytes;
	unsigned int op;
	u64 source;
};

/* Byte operands have even opcodes, but for the bit operations. */
static unsigned int operand_bytes(const struct insn *i)
{
	return i->opcode & 1 ? insn_bytes(i) : 1;
}

static void store_from_reg(struct vcpu *v, struct store *s,
			   enum store_kind kind)
{
	s->kind = kind;
	s->bytes = operand_bytes(&s->insn);
	s->source = insn_reg_read(v, &s->insn, s->insn.reg, s->bytes);
}

static void store_from_imm(struct store *s, enum store_kind kind)
{
	s->kind = kind;
	s->bytes = operand_bytes(&s->insn);
	s->source = (u64)s->insn.imm;
}

/* The two-byte opcodes: bit operations and CMPXCHG. */
static bool classify_0f(struct vcpu *v, struct store *s)
{
	struct insn *i = &s->insn;

	switch (i->opcode) {
	case 0xb0:
	case 0xb1:
		store_from_reg(v, s, STORE_COMPARE);
		return true;
	case 0xba:
		s->kind = STORE_BIT;
		s->bytes = insn_bytes(i);
		s->op = i->reg & 3;
		s->source = (u64)i->imm;
		return (i->reg & 7) > 4;
	case 0xab:
	case 0xb3:
	case 0xbb:
		s->kind = STORE_BIT;
		s->bytes = insn_bytes(i);
		s->op = i->opcode >> 3 & 3;
		s->source = insn_reg_read(v, i, i->reg, s->bytes);
		return true;
	default:
		return false;
	}
}

static bool classify_1(struct vcpu *v, struct store *s)
{
	struct insn *i = &s->insn;

	switch (i->opcode) {
	case 0x86:
	case 0x87:
		store_from_reg(v, s, STORE_EXCHANGE);
		return true;
	case 0x88:
	case 0x89:
		store_from_reg(v, s, STORE_PLAIN);
		return true;
	case 0xa2:
	case 0xa3:
		i->reg = REG_RAX;
		store_from_reg(v, s, STORE_PLAIN);
		return true;
	case 0xc6:
	case 0xc7:
		store_from_imm(s, STORE_PLAIN);
		return !(i->reg & 7);
	case 0x80:
	case 0x81:
	case 0x83:
		s->op = i->reg & 7;
		store_from_imm(s, STORE_ALU);
		return s->op != ALU_CMP;
	default:
		s->op = i->opcode >> 3;
		store_from_reg(v, s, STORE_ALU);
		return i->opcode < 0x38;
	}
}

/*
 * With a register, BTx reaches beyond its operand: the signed bit number
 * counts from it (APM vol.3, BTS).
 */
static u64 bit_displacement(const struct store *s)
{
	s64 nr = (s64)s->source;

	if (s->insn.opcode == 0xba)
		return 0;
	if (s->bytes == 2)
		nr = (int16_t)nr;
	else if (s->bytes == 4)
		nr = (s32)nr;
	return (u64)((nr >> (s->bytes == 8 ? 6 : s->bytes == 4 ? 5 : 4)) *
		     (s64)s->bytes);
}

/* Is the faulting instruction a store that this file understands? */
static bool store_decode(struct vcpu *v, u64 cr2, struct store *s)
{
	struct insn *i = &s->insn;

	if (!insn_fetch(v, i) || i->rep || i->repne)
		return false;
	if (i->modrm && i->mod == 3)
		return false;
	if (!(i->map == INSN_MAP_0F ? classify_0f(v, s) : classify_1(v, s)))
		return false;

	s->address = insn_address(v, i);
	if (s->kind == STORE_BIT)
		s->address += bit_displacement(s);
	/* Aligned, so it lies in one entry; CR2 names a byte of it. */
	return !(s->address & (s->bytes - 1)) && cr2 >= s->address &&
	       cr2 - s->address < s->bytes;
}

/**
 * struct outcome - what the instruction does, given the operand's old value
 * @value: the operand's new value
 * @rflags: after it
 * @writes_reg: register @reg becomes @reg_value
 */
struct outcome {
	u64 value;
	u64 rflags;
	bool writes_reg;
	u8 reg;
	u64 reg_value;
};

static void compute_compare(struct vcpu *v, const struct store *s, u64 old,
			    struct outcome *o)
{
	u64 expected = insn_reg_read(v, &s->insn, REG_RAX, s->bytes);

	alu_op(ALU_CMP, expected, old, s->bytes, &o->rflags);
	if (expected == old) {
		o->value = s->source;
		return;
	}
	o->value = old;
	o->writes_reg = true;
	o->reg = REG_RAX;
	o->reg_value = old;
}

static void compute(struct vcpu *v, const struct store *s, u64 old,
		    struct outcome *o)
{
	*o = (struct outcome){ .value = s->source, .rflags = v->regs.rflags };
	switch (s->kind) {
	case STORE_PLAIN:
		break;
	case STORE_EXCHANGE:
		o->writes_reg = true;
		o->reg = s->insn.reg;
		o->reg_value = old;
		break;
	case STORE_COMPARE:
		compute_compare(v, s, old, o);
		break;
	case STORE_ALU:
		o->value = alu_op(s->op, old, s->source, s->bytes, &o->rflags);
		break;
	case STORE_BIT:
		o->value = alu_bit_op(s->op, old, s->source, s->bytes,
				      &o->rflags);
		break;
	}
}

/* Replace the operand's bytes within its entry. */
static u64 entry_merge(u64 entry, u64 value, const struct store *s)
{
	unsigned int shift = 8 * (s->address & (PTE_BYTES - 1));
	u64 mask;

	if (s->bytes == PTE_BYTES)
		return value;
	mask = ((1ULL << (8 * s->bytes)) - 1) << shift;
	return (entry & ~mask) | (value << shift & mask);
}

static u64 entry_operand(u64 entry, const struct store *s)
{
	if (s->bytes == PTE_BYTES)
		return entry;
	return entry >> 8 * (s->address & (PTE_BYTES - 1)) &
	       ((1ULL << (8 * s->bytes)) - 1);
}

/*
 * Carry out the store on @table. Return: as pt_cmpxchg_entry(). The processor
 * may set A and D meanwhile, each once: then the guest tries again.
 */
static int store_apply(struct vcpu *v, const struct store *s,
		       struct frame *table, struct outcome *o,
		       struct pt_budget *b)
{
	unsigned int index = offset_in_page(s->address) / PTE_BYTES;
	const u64 *page = frame_map(frame_mfn(table));
	u64 entry = READ_ONCE(page[index]);

	compute(v, s, entry_operand(entry, s), o);
	if (s->kind == STORE_PLAIN && s->bytes == PTE_BYTES)
		return pt_set_entry(v->d, table, index, o->value,
				    PT_UPDATE_NORMAL, b);
	return pt_cmpxchg_entry(v->d, table, index, &entry,
				entry_merge(entry, o->value, s), b);
}

/*
 * Find the table and store, d->lock held. What waits for its un-validation
 * goes first, as in every MMU operation: a stream of stores may not make it
 * longer and longer.
 */
static int store_locked(struct vcpu *v, const struct store *s, u64 cr2,
			struct outcome *o)
{
	struct pt_budget budget = { .left = PT_STORE_BUDGET };
	struct frame *table;
	int rc;

	rc = pt_zap(v->d, &budget);
	if (rc)
		return rc;
	table = pt_store_target(v, cr2);
	if (!table)
		return -XEN_EINVAL;
	return store_apply(v, s, table, o, &budget);
}

static void retire(struct vcpu *v, const struct store *s,
		   const struct outcome *o)
{
	v->regs.rflags = o->rflags;
	if (o->writes_reg)
		insn_reg_write(v, &s->insn, o->reg, s->bytes, o->reg_value);
	emulate_retire(v, s->insn.len);
}

enum emulate_result emulate_pt_write(struct vcpu *v, u64 cr2, u32 error)
{
	struct domain *d = v->d;
	struct outcome o;
	struct store s;
	int rc;

	if ((error & (PF_P | PF_W | PF_RSVD | PF_FETCH)) != (PF_P | PF_W) ||
	    !v->kernel_mode || !guest_range_ok(gva(cr2), 1) ||
	    !(d->vm_assist & 1ULL << VMASST_TYPE_writable_pagetables))
		return EMULATE_BOUNCE;
	if (!segment_is_64bit(v))
		return EMULATE_BOUNCE;
	if (pt_store_fast(v, cr2))
		return EMULATE_DONE;
	if (!store_decode(v, cr2, &s))
		return EMULATE_BOUNCE;

	spin_lock(&d->lock);
	rc = store_locked(v, &s, cr2, &o);
	spin_unlock(&d->lock);

	if (rc == -XEN_ERESTART || rc == -XEN_EAGAIN)
		return EMULATE_DONE; /* the guest executes it once more */
	if (rc)
		return EMULATE_BOUNCE;
	retire(v, &s, &o);
	return EMULATE_DONE;
}
