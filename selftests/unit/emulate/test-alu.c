// SPDX-License-Identifier: GPL-2.0
/* Arithmetic and its flags: the processor below is the reference. */
#include "world.h"
#include "domain/alu.h"

/* Where inline assembly pushes, the red zone of the function must not be. */
#define SKIP_RED_ZONE "lea -128(%%rsp), %%rsp\n\t"
#define BACK "lea 128(%%rsp), %%rsp\n\t"

#define NATIVE(op, suffix, type)                                               \
	static u64 native_##op##_##type(u64 a, u64 b, u64 *flags)              \
	{                                                                      \
		type dst = (type)a;                                            \
		u64 f = *flags;                                                \
									       \
		asm volatile(SKIP_RED_ZONE                                     \
			     "push %1\n\tpopfq\n\t" #op #suffix " %2, %0\n\t"  \
			     "pushfq\n\tpop %1\n\t" BACK                       \
			     : "+r"(dst), "+r"(f)                              \
			     : "r"((type)b)                                    \
			     : "cc");                                          \
		*flags = f;                                                    \
		return dst;                                                    \
	}

#define NATIVES(op)                                                            \
	NATIVE(op, b, u8) NATIVE(op, w, u16) NATIVE(op, l, u32)                \
	NATIVE(op, q, u64)

#define BIT_NATIVES(op)                                                        \
	NATIVE(op, w, u16) NATIVE(op, l, u32) NATIVE(op, q, u64)

NATIVES(add)
NATIVES(or)
NATIVES(adc)
NATIVES(sbb)
NATIVES(and)
NATIVES(sub)
NATIVES(xor)
BIT_NATIVES(bt)
BIT_NATIVES(bts)
BIT_NATIVES(btr)
BIT_NATIVES(btc)

typedef u64 native_fn(u64 a, u64 b, u64 *flags);

#define ROW(op) { native_##op##_u8, native_##op##_u16, native_##op##_u32,      \
		  native_##op##_u64 }
#define BIT_ROW(op) { NULL, native_##op##_u16, native_##op##_u32,              \
		      native_##op##_u64 }

static native_fn *const natives[][4] = {
	[ALU_ADD] = ROW(add), [ALU_OR] = ROW(or), [ALU_ADC] = ROW(adc),
	[ALU_SBB] = ROW(sbb), [ALU_AND] = ROW(and), [ALU_SUB] = ROW(sub),
	[ALU_XOR] = ROW(xor),
};

static native_fn *const bit_natives[][4] = {
	[ALU_BT] = BIT_ROW(bt),
	[ALU_BTS] = BIT_ROW(bts),
	[ALU_BTR] = BIT_ROW(btr),
	[ALU_BTC] = BIT_ROW(btc),
};

static const u64 values[] = {
	0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000,
	0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff,
	0x8000000000000000, 0xffffffffffffffff, 0x123456789abcdef0,
	0x0fedcba987654321, 15, 16, 63, 64,
};

static u64 pair(unsigned int n, u64 *b)
{
	*b = values[n % ARRAY_SIZE(values)];
	return values[n / ARRAY_SIZE(values) % ARRAY_SIZE(values)];
}

#define PAIRS (ARRAY_SIZE(values) * ARRAY_SIZE(values) * 2)

static bool is_logic(unsigned int op)
{
	return op == ALU_AND || op == ALU_OR || op == ALU_XOR;
}

static void compare_op(unsigned int op, unsigned int size, unsigned int n)
{
	u64 mask = X86_RFLAGS_STATUS;
	u64 b, a = pair(n, &b);
	u64 carry = n >= PAIRS / 2;
	u64 want_flags = X86_RFLAGS_ONE | X86_RFLAGS_IF | carry;
	u64 got_flags = want_flags;

	if (is_logic(op))
		mask &= ~X86_RFLAGS_AF; /* undefined */
	is(alu_op(op, a, b, 1U << size, &got_flags),
	   natives[op][size](a, b, &want_flags));
	is(got_flags & mask, want_flags & mask);
	is(got_flags & ~X86_RFLAGS_STATUS, X86_RFLAGS_ONE | X86_RFLAGS_IF);
}

static void test_op(void)
{
	unsigned int op, size, n;

	for (op = ALU_ADD; op <= ALU_XOR; op++)
		for (size = 0; size < 4; size++)
			for (n = 0; n < PAIRS && !tap_failed(); n++)
				compare_op(op, size, n);
}

static void compare_bit(unsigned int op, unsigned int size, unsigned int n)
{
	u64 nr, a = pair(n, &nr);
	u64 want_flags = X86_RFLAGS_ONE;
	u64 got_flags = X86_RFLAGS_STATUS & ~X86_RFLAGS_CF;
	u64 mask = size == 3 ? U64_MAX : (1ULL << (8 << size)) - 1;

	is(alu_bit_op(op, a & mask, nr, 1U << size, &got_flags),
	   bit_natives[op][size](a, nr, &want_flags));
	is(got_flags & X86_RFLAGS_CF, want_flags & X86_RFLAGS_CF);
	is(got_flags | X86_RFLAGS_CF, X86_RFLAGS_STATUS);
}

static void test_bit_op(void)
{
	unsigned int op, size, n;

	for (op = ALU_BT; op <= ALU_BTC; op++)
		for (size = 1; size < 4; size++)
			for (n = 0; n < PAIRS && !tap_failed(); n++)
				compare_bit(op, size, n);
}

int main(void)
{
	tap_run("arithmetic is the processor's", test_op);
	tap_run("bit operations are the processor's", test_bit_op);
	return tap_done();
}
