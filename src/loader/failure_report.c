// SPDX-License-Identifier: GPL-2.0
/* The monitor's report, in words. How to read it: docs/debugging.md. */
#define pr_fmt(fmt) "underpin: failure: " fmt

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>

#include "control.h"
#include "failure.h"
#include "loader.h"
#include "monitor_image.h"

#define NAME_SIZE 64

/* Reasons of #VMEXIT (APM vol.2 appendix C) */
#define EXIT_MSR 0x7c
#define EXIT_VMMCALL 0x81
#define EXIT_NPF 0x400

/* Reasons of a guest beyond its vectors (monitor's vectors.h) */
#define EXIT_SYSCALL 0x100
#define EXIT_BAD_FRAME 0x101
#define EXIT_PENDING 0x102

static const char *const exceptions[] = {
	"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "9",
	"#TS", "#NP", "#SS", "#GP", "#PF", "15", "#MF", "#AC", "#MC", "#XM",
};

static const char *exception(u32 vector)
{
	return vector < ARRAY_SIZE(exceptions) ? exceptions[vector] : "?";
}

/* The monitor's function at @address, as the kernel writes its own. */
static const char *symbol(char *buf, u64 address)
{
	const struct monitor_image *m = ldr_image();
	u64 at = address - UP_VA_IMAGE;
	unsigned int i;

	for (i = 0; i + 1 < m->nr_symbols; i++) {
		const struct monitor_symbol *s = &m->symbols[i];

		if (at < s[0].offset || at >= s[1].offset)
			continue;
		snprintf(buf, NAME_SIZE, "%s+0x%llx/0x%x", s->name,
			 at - s[0].offset, s[1].offset - s[0].offset);
		return buf;
	}
	snprintf(buf, NAME_SIZE, "0x%llx", address);
	return buf;
}

static void print_cause(const struct up_failure *f)
{
	char name[NAME_SIZE];
	char whom[NAME_SIZE] = "the control domain";

	if (f->domid != UP_NO_DOMAIN)
		snprintf(whom, sizeof(whom), "domain %u vCPU %u", f->domid,
			 f->vcpu);
	symbol(name, f->regs.rip);
	if (f->message[0])
		pr_err("monitor: fatal: %.*s\n", UP_FAILURE_MESSAGE,
		       f->message);
	else
		pr_err("monitor: fatal: %s, error %llx, in %s, cr2 %llx\n",
		       exception(f->vector), f->error, name, f->regs.cr2);
	pr_err("processor %u served %s in %s\n", f->cpu, whom, name);
	if (f->again)
		pr_err("a second fault cut this report short\n");
}

static void print_registers(const struct up_registers *r)
{
	pr_err("rip %016llx rsp %016llx rflags %08llx\n", r->rip, r->rsp,
	       r->rflags);
	pr_err("rax %016llx rbx %016llx rcx %016llx\n", r->rax, r->rbx, r->rcx);
	pr_err("rdx %016llx rsi %016llx rdi %016llx\n", r->rdx, r->rsi, r->rdi);
	pr_err("rbp %016llx r8  %016llx r9  %016llx\n", r->rbp, r->r8, r->r9);
	pr_err("r10 %016llx r11 %016llx r12 %016llx\n", r->r10, r->r11, r->r12);
	pr_err("r13 %016llx r14 %016llx r15 %016llx\n", r->r13, r->r14, r->r15);
	pr_err("cr0 %08llx cr2 %016llx cr3 %llx cr4 %llx\n", r->cr0, r->cr2,
	       r->cr3, r->cr4);
}

static void print_stack(const struct up_failure *f)
{
	char name[NAME_SIZE];
	u64 i;

	for (i = 0; i < min_t(u64, f->frames, UP_FAILURE_FRAMES); i++)
		pr_err("stack: %s\n", symbol(name, f->frame[i]));
}

static const char *control_reason(u32 code)
{
	switch (code) {
	case EXIT_MSR:
		return "MSR";
	case EXIT_VMMCALL:
		return "VMMCALL";
	case EXIT_NPF:
		return "NPF";
	}
	return "exit";
}

static const char *guest_reason(u32 code)
{
	switch (code) {
	case EXIT_SYSCALL:
		return "SYSCALL";
	case EXIT_BAD_FRAME:
		return "IRET";
	case EXIT_PENDING:
		return "NMI or #MC";
	}
	return code < ARRAY_SIZE(exceptions) ? exceptions[code] : "interrupt";
}

static void print_exit(const struct up_exit *e)
{
	if (e->domid)
		pr_err("exit: domain %u vCPU %u: %s (%x), rax %llx, rip %llx\n",
		       e->domid, e->vcpu, guest_reason(e->code), e->code,
		       e->number, e->rip);
	else
		pr_err("exit: control domain: %s (%x), rax %llx, rip %pS\n",
		       control_reason(e->code), e->code, e->number,
		       (void *)(uintptr_t)e->rip);
}

void ldr_failure_print(const struct up_failure *f)
{
	u64 n = min_t(u64, f->exits, UP_EXITS);
	u64 i;

	print_cause(f);
	print_registers(&f->regs);
	print_stack(f);
	for (i = f->exits - n; i < f->exits; i++)
		print_exit(&f->exit[i & UP_EXITS_MASK]);
}
