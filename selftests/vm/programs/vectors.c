// SPDX-License-Identifier: GPL-2.0
/*
 * x87, SSE and AVX registers hold patterns that nobody may change, and FCW
 * and MXCSR unusual values. Started once for each processor, or more often.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "steady.h"
#include "tap.h"

#define REGISTERS 16
#define SPIN 100000UL
#define X87_CONTROL 0x0b7f /* round up, everything masked */
#define MXCSR 0x7f80 /* round to zero, everything masked */

static unsigned char given[REGISTERS][32], taken[REGISTERS][32];

#define LOAD(n) "vmovups " #n "*32(%[given]), %%ymm" #n "\n"
#define STORE(n) "vmovups %%ymm" #n ", " #n "*32(%[taken])\n"
#define EACH(f) \
	f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7) \
	f(8) f(9) f(10) f(11) f(12) f(13) f(14) f(15)
#define EACH_XMM \
	"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", \
	"xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"

/* Nothing but counting between load and store: what changes, others changed. */
static void spin_vectors(void)
{
	unsigned long n = SPIN;

	asm volatile(EACH(LOAD)
		     "1: dec %[n]\n"
		     "jnz 1b\n"
		     EACH(STORE)
		     "vzeroupper\n"
		     : [n] "+r"(n)
		     : [given] "r"(given), [taken] "r"(taken)
		     : "memory", "cc", EACH_XMM);
}

static uint64_t spin_x87(double value)
{
	unsigned long n = SPIN;
	uint16_t control = X87_CONTROL, control_after;
	uint32_t mxcsr = MXCSR, mxcsr_before, mxcsr_after;
	double back[2];

	asm volatile("stmxcsr %[before]\n"
		     "ldmxcsr %[mxcsr]\n"
		     "fninit\n"
		     "fldcw %[control]\n"
		     "fldl %[value]\n"
		     "fld1\n"
		     "1: dec %[n]\n"
		     "jnz 1b\n"
		     "fstpl %[one]\n"
		     "fstpl %[value_back]\n"
		     "fnstcw %[control_after]\n"
		     "fninit\n"
		     "stmxcsr %[after]\n"
		     "ldmxcsr %[before]\n"
		     : [n] "+r"(n), [before] "+m"(mxcsr_before),
		       [after] "=m"(mxcsr_after), [one] "=m"(back[0]),
		       [value_back] "=m"(back[1]),
		       [control_after] "=m"(control_after)
		     : [mxcsr] "m"(mxcsr), [control] "m"(control),
		       [value] "m"(value)
		     : "memory", "cc", "st", "st(1)");
	return (back[0] != 1.0) + (back[1] != value) +
	       (control_after != X87_CONTROL) + (mxcsr_after != MXCSR);
}

int main(int argc, char **argv)
{
	uint64_t looks = 0, bad = 0;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(argc > 1 ? atoi(argv[1]) : 0, &set);
	sched_setaffinity(0, sizeof(set), &set);
	if (!__builtin_cpu_supports("avx"))
		return 1;
	steady_begin();
	while (steady_on()) {
		memset(given, (int)(getpid() + looks), sizeof(given));
		spin_vectors();
		bad += memcmp(given, taken, sizeof(given)) != 0;
		bad += spin_x87((double)(looks + getpid()));
		looks++;
		steady_pause();
	}
	steady_clean("vector and x87 registers stay as they are", looks, bad);
	return tap_done();
}
