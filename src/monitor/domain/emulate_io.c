// SPDX-License-Identifier: GPL-2.0
/*
 * IN, OUT and their string forms. No guest owns a port, so what one reads is
 * all ones and what it writes is dropped; but only where the guest's kernel
 * permits the access, as on a bare machine (APM vol.1 3.8.1).
 *
 * The counter of the PIT's channel 2 is an exception: it stands still at zero.
 * Kernels that calibrate their TSC by it, though they have its frequency from
 * their clock record, see at once that it does not count; while it reads as
 * all ones, Linux waits for its first change through 100,000 traps.
 */
#include "core/types.h"
#include "domain/domain.h"
#include "domain/emulate.h"
#include "domain/operand.h"
#include "domain/trap.h"
#include "domain/x86_bits.h"
#include "mm/guest_copy.h"
#include "xen/vm_assist.h"

#define REG_RAX 0

/* String elements per exit: RIP stays, the guest comes back for the rest. */
#define IO_STRING_MAX 256

#define PORT_PIT_CHANNEL_2 0x42

#define PF_W 2U

bool emulate_has_iopl(const struct vcpu *v)
{
	u64 assist = v->d->vm_assist & 1ULL << VMASST_TYPE_architectural_iopl;

	if (!v->kernel_mode)
		return v->iopl >= 3;
	/* Without the assist, the kernel counts as ring 1. */
	return assist || v->iopl >= 1;
}

/* The bitmap lies in kernel memory, which user mode does not map. */
static bool bitmap_read(struct vcpu *v, u32 port, u16 *bits)
{
	u32 bytes = (v->iobitmap_ports + 7) / 8;
	u32 at = port / 8;
	u8 byte[2] = { 0xff, 0xff };
	int rc;

	if (!v->kernel_mode)
		vcpu_mode_switch(v);
	rc = guest_copy_from(byte, gva(v->iobitmap.a + at),
			     at + 1 < bytes ? 2 : 1);
	*bits = (u16)(byte[0] | byte[1] << 8);
	return !rc;
}

static bool bitmap_permits(struct vcpu *v, u32 port, unsigned int bytes)
{
	bool kernel = v->kernel_mode;
	u16 bits;
	bool ok;

	if (port + bytes > v->iobitmap_ports)
		return false;
	ok = bitmap_read(v, port, &bits);
	if (v->kernel_mode != kernel)
		vcpu_mode_switch(v);
	return ok && !(bits >> port % 8 & ((1U << bytes) - 1));
}

static unsigned int io_bytes(const struct insn *i)
{
	if (!(i->opcode & 1))
		return 1;
	return i->opsize && !(i->rex & REX_W) ? 2 : 4;
}

static u16 io_port(struct vcpu *v, const struct insn *i)
{
	bool immediate = i->opcode >= 0xe4 && i->opcode <= 0xe7;

	return immediate ? (u8)i->imm : (u16)v->regs.rdx;
}

static bool is_string(const struct insn *i)
{
	return i->opcode < 0x70;
}

static bool is_in(const struct insn *i)
{
	return !(i->opcode & 2);
}

static u64 address_mask(const struct insn *i)
{
	return i->addrsize ? UINT32_MAX : U64_MAX;
}

/* An address register moves by one element; a 32-bit one is zero-extended. */
static void advance(const struct insn *i, u64 *reg, s64 step)
{
	*reg = (*reg + (u64)step) & address_mask(i);
}

/*
 * One element. Return: false after a page fault, which the guest has got: the
 * registers describe the elements that remain.
 */
static bool string_element(struct vcpu *v, const struct insn *i,
			   const struct insn *operand)
{
	u32 data = UINT32_MAX;
	gva_t a = gva(insn_address(v, operand));
	unsigned int bytes = io_bytes(i);

	if (is_in(i)) {
		if (!guest_copy_to(a, &data, bytes))
			return true;
		trap_bounce_pf(v, a.a, PF_W);
		return false;
	}
	if (!guest_copy_from(&data, a, bytes))
		return true;
	trap_bounce_pf(v, a.a, 0);
	return false;
}

static void emulate_string(struct vcpu *v, const struct insn *i)
{
	/* INS writes to ES:RDI always, OUTS reads from its segment. */
	struct insn operand = {
		.base = is_in(i) ? 7 : 6,
		.index = INSN_NO_REG,
		.seg = is_in(i) ? (u8)INSN_SEG_NONE : i->seg,
		.addrsize = i->addrsize,
	};
	u64 *reg = insn_reg(v, operand.base);
	bool repeat = i->rep || i->repne;
	s64 step = io_bytes(i);
	unsigned int n;

	if (v->regs.rflags & X86_RFLAGS_DF)
		step = -step;
	for (n = 0; !repeat || v->regs.rcx & address_mask(i); n++) {
		if (n == IO_STRING_MAX || !string_element(v, i, &operand))
			return;
		advance(i, reg, step);
		if (!repeat)
			break;
		advance(i, &v->regs.rcx, -1);
	}
	emulate_retire(v, i->len);
}

enum emulate_result emulate_io(struct vcpu *v, const struct insn *i)
{
	u16 port = io_port(v, i);

	if (!emulate_has_iopl(v) && !bitmap_permits(v, port, io_bytes(i)))
		return EMULATE_BOUNCE;
	if (is_string(i)) {
		emulate_string(v, i);
		return EMULATE_DONE;
	}
	if (is_in(i))
		insn_reg_write(v, i, REG_RAX, io_bytes(i),
			       port == PORT_PIT_CHANNEL_2 ? 0 : U64_MAX);
	emulate_retire(v, i->len);
	return EMULATE_DONE;
}
