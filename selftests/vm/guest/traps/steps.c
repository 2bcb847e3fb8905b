// SPDX-License-Identifier: GPL-2.0
/* Single steps and hardware breakpoints. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "traps.h"

#define DR6_B0 1
#define DR6_BS 0x4000
/* Breakpoint 0: on writes of 8 bytes; on execution. */
#define DR7_WRITE8 0x90001L
#define DR7_EXECUTE 0x1L

static volatile sig_atomic_t steps;

static void count_step(int signal)
{
	(void)signal;
	steps++;
}

/* The trap comes behind each instruction that began with TF set. */
static void test_trap_flag(void)
{
	struct sigaction old, action = { .sa_handler = count_step };

	sigaction(SIGTRAP, &action, &old);
	asm volatile("lea -128(%%rsp), %%rsp\n\t"
		     "pushfq\n\torl $0x100, (%%rsp)\n\tpopfq\n\t"
		     "nop\n\tnop\n\tnop\n\t"
		     "pushfq\n\tandl $~0x100, (%%rsp)\n\tpopfq\n\t"
		     "lea 128(%%rsp), %%rsp"
		     : : : "memory", "cc");
	sigaction(SIGTRAP, &old, NULL);
	value_is("single steps by the trap flag", steps, 6);
}

static volatile unsigned long watched;

static __attribute_noinline__ void stop_here(void)
{
	asm volatile("" : : : "memory");
}

static void child(void)
{
	signal(SIGTRAP, SIG_DFL);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	watched = 1;
	stop_here();
	_exit(7);
}

static long debugreg(unsigned int n)
{
	return (long)offsetof(struct user, u_debugreg) + 8L * n;
}

static void breakpoint(pid_t pid, const volatile void *at, long control)
{
	ptrace(PTRACE_POKEUSER, pid, debugreg(7), 0);
	ptrace(PTRACE_POKEUSER, pid, debugreg(6), 0);
	errno_is("a debug register is set",
		 ptrace(PTRACE_POKEUSER, pid, debugreg(0), at), 0);
	errno_is("it is switched on",
		 ptrace(PTRACE_POKEUSER, pid, debugreg(7), control), 0);
}

static void test_breakpoints(void)
{
	struct user_regs_struct regs;
	pid_t pid = fork();
	int status;

	if (!pid)
		child();
	waitpid(pid, &status, 0);
	breakpoint(pid, &watched, DR7_WRITE8);
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	value_is("a watched store traps", status >> 8 & 0xff, SIGTRAP);
	value_is("DR6 tells", ptrace(PTRACE_PEEKUSER, pid, debugreg(6), 0) &
		 (DR6_B0 | DR6_BS), DR6_B0);
	value_is("the store is done",
		 ptrace(PTRACE_PEEKDATA, pid, &watched, 0), 1);

	breakpoint(pid, (void *)stop_here, DR7_EXECUTE);
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	value_is("a breakpoint traps", status >> 8 & 0xff, SIGTRAP);
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	value_is("before the instruction", (long)regs.rip, (long)stop_here);

	ptrace(PTRACE_POKEUSER, pid, debugreg(7), 0);
	ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
	waitpid(pid, &status, 0);
	value_is("a single step traps", status >> 8 & 0xff, SIGTRAP);
	value_is("DR6 tells of the step, not of the breakpoint",
		 ptrace(PTRACE_PEEKUSER, pid, debugreg(6), 0) &
		 (DR6_B0 | DR6_BS), DR6_BS);
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	value_is("the program goes on", status, 7 << 8);
}

void test_steps(void)
{
	test_trap_flag();
	test_breakpoints();
}
