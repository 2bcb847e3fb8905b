// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

#include "traps.h"

static sigjmp_buf back;
static struct caught last;
static char stack[65536];

static void handler(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;
	const greg_t *reg = uc->uc_mcontext.gregs;

	(void)info;
	last = (struct caught){
		.signal = signal,
		.rip = reg[REG_RIP],
		.trap = reg[REG_TRAPNO],
		.error = reg[REG_ERR],
		.cr2 = reg[REG_CR2],
	};
	siglongjmp(back, 1);
}

void catch_init(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE,
				       SIGTRAP, SIGSYS };
	struct sigaction action = {
		.sa_sigaction = handler,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};
	stack_t where = { .ss_sp = stack, .ss_size = sizeof(stack) };
	unsigned int n;

	sigaltstack(&where, NULL);
	for (n = 0; n < sizeof(signals) / sizeof(signals[0]); n++)
		sigaction(signals[n], &action, NULL);
}

void catch(void (*fn)(void), struct caught *out)
{
	last = (struct caught){ 0 };
	if (!sigsetjmp(back, 1))
		fn();
	*out = last;
}
