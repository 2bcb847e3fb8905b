/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Nested page tables of the control domain: physical memory as it is, but for
 * the monitor's own memory, which shows a page of zeroes.
 */
#ifndef UNDERPIN_X86_NPT_H
#define UNDERPIN_X86_NPT_H

#include "control.h"
#include "core/types.h"

/** npt_init() - identity map of the whole physical address width; or -errno */
int npt_init(const struct up_init *init);

/** npt_root() - for the VMCB */
u64 npt_root(void);

/**
 * npt_stray() - Linux wrote to a hidden page
 *
 * The page becomes a writable scrap page, which nobody reads, so that Linux
 * can go on. Return: false if @maddr is not hidden.
 */
bool npt_stray(u64 maddr);

#endif /* UNDERPIN_X86_NPT_H */
