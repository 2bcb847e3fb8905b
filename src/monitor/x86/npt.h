/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Nested page tables of the control domain: physical memory as it is, but for
 * what belongs to the monitor or to a guest, which is not present.
 */
#ifndef UNDERPIN_X86_NPT_H
#define UNDERPIN_X86_NPT_H

#include "control.h"
#include "core/types.h"

/** npt_init() - identity map of the whole physical address width; or -errno */
int npt_init(const struct up_init *init);

/** npt_root() - for the VMCB */
u64 npt_root(void);

/** enum npt_fault - what a nested page fault was */
enum npt_fault {
	NPT_FAULT_UNKNOWN, /* nothing is mapped there, ever */
	NPT_FAULT_STALE, /* the tables allow it by now: try again */
	NPT_FAULT_MONITOR, /* stray access to the monitor's memory */
	NPT_FAULT_GUEST, /* stray access to a guest's frame */
};

/**
 * npt_fault() - let Linux go on after a nested page fault
 * @maddr: where
 * @write: it was a write
 *
 * A stray read finds zeroes from now on, a stray write and all that follows it
 * a scrap page, which all strays share and nobody else reads. The caller
 * flushes this processor's nested translations.
 */
enum npt_fault npt_fault(u64 maddr, bool write);

#endif /* UNDERPIN_X86_NPT_H */
