// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile bytes: the decoder reads no byte that it was not given (each input
 * is a heap block of its own size), agrees with itself on every prefix, and
 * the emulators never touch more than the domain's own state.
 */
#include <stdlib.h>
#include <string.h>

#include "world.h"
#include "core/print.h"

#define ROUNDS 200000

static u64 state = 0x9e3779b97f4a7c15;

static u64 random64(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Bytes that lead somewhere: prefixes, known opcodes, or anything. */
static u8 random_byte(void)
{
	static const u8 likely_bytes[] = {
		0x0f, 0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x48, 0x4f, 0x64, 0x65,
		0x89, 0x87, 0x81, 0x83, 0xc7, 0xba, 0xab, 0xb3, 0xb1, 0x22,
		0x20, 0x30, 0x32, 0x01, 0xd1, 0x6c, 0x6f, 0xe5, 0xef, 0x21,
	};
	u64 r = random64();

	return r & 1 ? likely_bytes[r / 2 % sizeof(likely_bytes)] : r >> 8;
}

static void decode_once(unsigned int n)
{
	u8 *bytes = malloc(n ? n : 1);
	enum insn_result result;
	struct insn i, again;
	unsigned int k;

	for (k = 0; k < n; k++)
		bytes[k] = random_byte();
	result = insn_decode(&i, bytes, n);
	is(insn_decode_long(&again, bytes, n), result);
	if (result == INSN_OK) {
		is(memcmp(&i, &again, sizeof(i)), 0);
		yes(i.len && i.len <= n);
		is(insn_decode(&again, bytes, i.len), INSN_OK);
		is(memcmp(&i, &again, sizeof(i)), 0);
		is(insn_decode(&again, bytes, i.len - 1U), INSN_SHORT);
		yes(i.base == INSN_NO_REG || i.base < 16);
		yes(i.index == INSN_NO_REG || (i.index < 16 && i.index != 4));
		yes(i.reg < 16 && i.rm < 16 && i.scale < 4);
	} else if (n == INSN_MAX_LEN) {
		is(result, INSN_UNKNOWN);
	}
	free(bytes);
}

static void test_decode(void)
{
	unsigned int n;

	for (n = 0; n < ROUNDS && !tap_failed(); n++)
		decode_once(n % (INSN_MAX_LEN + 1));
}

/* Registers that make operands hit the page table now and then. */
static void random_registers(void)
{
	unsigned int n;

	for (n = 0; n < 16; n++)
		*insn_reg(v, n) = n == 4 ? v->kernel_sp :
			  random64() & 1 ? SELF + (random64() & 0xff8) :
					   random64() >> random64() % 64;
	v->regs.rflags = FLAGS | (random64() & X86_RFLAGS_STATUS);
	v->kernel_mode = random64() & 7;
}

static void check_world(void)
{
	is(v->regs.rflags & X86_RFLAGS_IF, X86_RFLAGS_IF);
	is(v->regs.cs & 3, 3);
	is(spin_is_locked(&v->d->lock), false);
	is(frame_lookup(l1)->type, FRAME_L1);
	is(frame_lookup(l4)->type, FRAME_L4);
}

static void test_emulate(void)
{
	static u8 code[2 * INSN_MAX_LEN];
	unsigned int n, k;

	world_init();
	guest_allow_read(code, sizeof(code));
	for (n = 0; n < ROUNDS / 4 && !tap_failed(); n++) {
		for (k = 0; k < sizeof(code); k++)
			code[k] = random_byte();
		random_registers();
		v->regs.rip = (u64)(uintptr_t)code;
		v->regs.cs = FLAT_KERNEL_CS;
		switch (n % 3) {
		case 0:
			emulate_privileged(v);
			break;
		case 1:
			emulate_pt_write(v, SELF + (random64() & 0xfff), 3);
			break;
		default:
			emulate_forced_cpuid(v);
			break;
		}
		check_world();
		v->d->shutdown = false;
	}
}

int main(void)
{
	tap_run("random bytes decode within bounds", test_decode);
	tap_run("random instructions leave the monitor whole", test_emulate);
	return tap_done();
}
