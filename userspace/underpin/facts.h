/* SPDX-License-Identifier: GPL-2.0 */
/* What user space can find out about this machine: see facts.c. */
#ifndef UNDERPIN_FACTS_H
#define UNDERPIN_FACTS_H

#include "doctor/checks.h"

/**
 * facts_gather() - look at the processor, /proc, /sys and the kernel's log
 *
 * Root sees everything; for others, and where user space has no way to know,
 * the reason is in @f->unknown. Loads the module msr.
 */
void facts_gather(struct doctor_facts *f);

#endif /* UNDERPIN_FACTS_H */
