// SPDX-License-Identifier: GPL-2.0
/*
 * Does this processor's CMPXCHG16B leave rubbish in RFLAGS? It may change ZF
 * alone (APM vol.3). An emulator that computes flags late can take an operand
 * of an earlier instruction for them (docs/debugging.md). The status is 0 if
 * it does, 1 if all is well.
 */
#include <stdint.h>
#include <stdio.h>

#define FLAG_ZF 0x40

/* DF and AC, and bits that are always clear; neither TF nor NT nor IF */
#define OPERAND 0x49c8400

struct pair {
	uint64_t low, high;
};

int main(void)
{
	static _Alignas(16) struct pair pair; /* not relative to RSP */
	uint64_t before, after;
	uint64_t a = 0, d = 0, operand = OPERAND;

	/* POPF brings the flags up to date; ADD's are still to be computed. */
	asm volatile("sub	$128, %%rsp\n\t"
		     "pushfq\n\t"
		     "popfq\n\t"
		     "add	$0, %[operand]\n\t"
		     "pushfq\n\t"
		     "pop	%[before]\n\t"
		     "pushfq\n\t"
		     "popfq\n\t"
		     "mov	%[operand], %%rsi\n\t"
		     "xor	%%edi, %%edi\n\t"
		     "add	%%rsi, %%rdi\n\t"
		     "cmpxchg16b	%[pair]\n\t"
		     "pushfq\n\t"
		     "pop	%[after]\n\t"
		     "cld\n\t"
		     "add	$128, %%rsp"
		     : [before] "=&r"(before), [after] "=&r"(after),
		       [operand] "+&r"(operand), [pair] "+m"(pair), "+a"(a),
		       "+d"(d)
		     : "b"(0L), "c"(0L)
		     : "rsi", "rdi", "cc", "memory");
	if (!((before ^ after) & ~(uint64_t)FLAG_ZF))
		return 1;
	printf("# CMPXCHG16B makes RFLAGS %lx of %lx\n", after, before);
	return 0;
}
