/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor's own failures: report, and give the processor back to Linux.
 * The order of events is in docs/architecture.md.
 */
#ifndef UNDERPIN_X86_FAIL_H
#define UNDERPIN_X86_FAIL_H

#include "control.h"
#include "core/failure.h"
#include "x86/cpu.h"
#include "xen/regs.h"

/** enum fail_stage - how far a processor is with its failure */
enum fail_stage {
	FAIL_NONE,
	FAIL_REPORTING,
	FAIL_LEAVING,
};

/** fail_init() - where the report goes; before any panic() */
void fail_init(const struct up_init *init);

/** fail_initialised() - from here on a failure is a processor's own */
void fail_initialised(void);

/** fail_happened() - some processor has failed: serve nobody any more */
bool fail_happened(void);

/**
 * fail_switch() - leave a report and this processor, on a safe stack (entry.S)
 * @regs: where the monitor was
 */
void __noreturn fail_switch(const struct cpu_user_regs *regs);

/** fail_abort_init() - monitor_init() returns @err to Linux (start.S) */
void __noreturn fail_abort_init(s64 err);

/** exit_record() - remember a trap for the report (struct up_exit) */
static inline void exit_record(struct cpu *c, u16 domid, u16 vcpu, u32 code,
			       u64 number, u64 rip)
{
	c->exit[c->exits++ & UP_EXITS_MASK] = (struct up_exit){
		.rip = rip,
		.number = number,
		.code = code,
		.domid = domid,
		.vcpu = vcpu,
	};
}

#endif /* UNDERPIN_X86_FAIL_H */
