// SPDX-License-Identifier: GPL-2.0
/*
 * Returns from signal handlers to contexts that the processor refuses: the
 * kernel's IRET fails, and the program gets a signal for it.
 */
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "traps.h"

/* In gregs[REG_CSGSFS]: CS lowest, SS highest. */
#define CS_SHIFT 0
#define SS_SHIFT 48

static long wanted_rip;
static long wanted_cs;
static long wanted_ss;

static void selector_set(greg_t *reg, unsigned int shift, long selector)
{
	if (selector < 0)
		return;
	*reg &= ~(0xffffL << shift);
	*reg |= selector << shift;
}

static void spoil(int signal, siginfo_t *info, void *context)
{
	greg_t *reg = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signal;
	(void)info;
	if (wanted_rip)
		reg[REG_RIP] = wanted_rip;
	selector_set(&reg[REG_CSGSFS], CS_SHIFT, wanted_cs);
	selector_set(&reg[REG_CSGSFS], SS_SHIFT, wanted_ss);
}

static void raise_it(void)
{
	raise(SIGUSR1);
}

static void refused(const char *name, long rip, long cs, long ss)
{
	struct sigaction action = { .sa_sigaction = spoil,
				    .sa_flags = SA_SIGINFO };
	struct caught c;

	wanted_rip = rip;
	wanted_cs = cs;
	wanted_ss = ss;
	sigaction(SIGUSR1, &action, NULL);
	catch(raise_it, &c);
	value_is(name, c.signal, SIGSEGV);
}

void test_sigreturn(void)
{
	refused("return to an address not canonical", 0x800000000000, -1, -1);
	refused("return to an address of the kernel", -4096, -1, -1);
	refused("return to a data segment as CS", 0, 0x2b, -1);
	refused("return to a CS beyond the table", 0, 0xfffb, -1);
	refused("return to no CS", 0, 3, -1);
	refused("return to a code segment as SS", 0, -1, 0x33);
	refused("return to an SS beyond the table", 0, -1, 0xffff);
}
