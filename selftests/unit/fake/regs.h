/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The registers of the vCPU at hand that the processor holds: what the code
 * under test loaded, and what it finds when it reads.
 */
#ifndef FAKE_REGS_H
#define FAKE_REGS_H

#include "domain/vcpu.h"

/**
 * struct fake_regs - the processor
 * @fs_base: and @gs_base: live segment bases; vcpu_bases_read() takes them
 * @ts: number of vcpu_ts_load() calls, and so on
 */
struct fake_regs {
	u64 fs_base;
	u64 gs_base;
	u16 gs_selector;
	unsigned int ts;
	unsigned int cr4;
	unsigned int xcr0;
	unsigned int debugreg;
};

extern struct fake_regs fake_regs;

#endif /* FAKE_REGS_H */
